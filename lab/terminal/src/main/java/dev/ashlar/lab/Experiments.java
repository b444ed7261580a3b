package dev.ashlar.lab;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All of them, in the order in which they are to be done. */
final class Experiments {
    private Experiments() {}

    static final List<Experiment> ALL = List.of(
            new Calls(),
            new Maps(),
            new MovingBreak(),
            new Threshold(),
            new BumpUnderLs(),
            new MagicWord(),
            new Alignment(),
            new Fits(),
            new Splitting(),
            new Coalescing(),
            new GivingBack(),
            new BinNumbers(),
            new Unsorted(),
            new TwoThreads(),
            new LastTable());

    /** The one of that name, those of a step of that name, or {@code all}. */
    static List<Experiment> named(String name) {
        if (name.equals("all")) return ALL;
        List<Experiment> found = ALL.stream()
                .filter(one -> one.name().equals(name) || one.step().id().equals(name))
                .toList();
        if (found.isEmpty())
            throw new LabFailure("there is no step or experiment '%s'; steps: %s; experiments: %s; or all"
                    .formatted(
                            name,
                            Stream.of(Step.values()).map(Step::id).collect(Collectors.joining(" ")),
                            ALL.stream().map(Experiment::name).collect(Collectors.joining(" "))));
        return found;
    }
}
