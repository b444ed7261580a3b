package dev.ashlar.tool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Rounds outside, mallocs inside, with another one first each time: so noise spreads over all. */
final class NativeRounds {
    private NativeRounds() {}

    /** Runs a program once on a malloc. */
    interface Runner {
        NativeCost run(NativeProgram program, String malloc) throws NativeFailure;
    }

    static NativeResults measure(int rounds, List<NativeProgram> programs, Collection<String> mallocs, Runner runner) {
        NativeResults results = new NativeResults();
        for (int round = 1; round <= rounds; round++) {
            List<String> order = new ArrayList<>(mallocs);
            Collections.rotate(order, 1 - round);
            for (NativeProgram program : programs) {
                for (String malloc : order) {
                    System.err.printf("\rround %d of %d: %-15s on %-20s", round, rounds, program.name(), malloc);
                    try {
                        results.add(program, malloc, runner.run(program, malloc));
                    } catch (NativeFailure failure) {
                        results.addFailure(program, malloc, round, failure);
                    }
                }
                Collections.rotate(order, -1);
            }
        }
        System.err.print("\r" + " ".repeat(60) + "\r");
        return results;
    }
}
