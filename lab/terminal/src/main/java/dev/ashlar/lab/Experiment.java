package dev.ashlar.lab;

import java.util.Optional;

/** One thing to see with one's own eyes. */
interface Experiment {
    /** As it is typed after {@code ./ashlar lab}; unlike all other names, and those of steps. */
    String name();

    Step step();

    Words words();

    /** Does it, on this machine. Throws {@link LabFailure} if something is missing without which there is nothing to see. */
    Finding run(Workshop workshop);

    /** The C program that it runs, by the name of its source without {@code .c}, if it runs one of ours. */
    default Optional<String> source() {
        return Optional.empty();
    }
}
