package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A malloc that takes part in the contest, and the environment in which a program runs on it. */
record Contender(String name, Map<String, String> environment) {
    /** The one that the others are measured by. */
    static final String SYSTEM = "system";

    /** All steps, the zone, TLSF and segment heaps, and libc's malloc. */
    static List<Contender> all(Workshop workshop) {
        List<Contender> all = new ArrayList<>();
        for (Step step : Step.values()) {
            if (step.ordinal() >= Ladder.BUMP && step.ordinal() <= Ladder.ARENAS)
                all.add(new Contender(step.id(), workshop.onStep(step.id())));
        }
        all.add(preloaded("zone", workshop, "libft_malloc.so"));
        all.add(preloaded("tlsf", workshop, "libashlar-tlsf.so"));
        all.add(preloaded("segment", workshop, "libashlar.so"));
        all.add(new Contender(SYSTEM, Map.of()));
        return all;
    }

    /** Whether it is a step of the ladder, which says what it did if it is asked to. */
    boolean isStep() {
        return environment.containsKey("ASHLAR_HEAP");
    }

    /** The same; a step of the ladder says at exit what it did. */
    Contender talking() {
        if (!isStep()) return this;
        Map<String, String> talking = new HashMap<>(environment);
        talking.put("ASHLAR_STATS", "1");
        return new Contender(name, talking);
    }

    private static Contender preloaded(String name, Workshop workshop, String library) {
        return new Contender(
                name, Map.of("LD_PRELOAD", workshop.library(library).toString()));
    }
}
