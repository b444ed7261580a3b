package dev.ashlar.lab;

import java.util.Locale;

/** The way from a program that asks the system for memory to a malloc with arenas, and a look back. */
enum Step {
    WATCH("what programs ask the system for, before we build anything"),
    BUMP("step 1: memory at the break, handed out once"),
    HEADER("step 2: a header before each payload, so that free finds the block"),
    LIST("step 3: a list of free blocks, so that they are used again"),
    SPLIT("step 4: a block that is too large is split"),
    MERGE("step 5: free neighbours become one"),
    MAP("step 6: large blocks come from mmap, and go back"),
    BINS("step 7: a list for each size"),
    ARENAS("step 8: several heaps, each with its lock"),
    COMPARE("all steps, and what came after them, on one trace");

    final String idea;

    Step(String idea) {
        this.idea = idea;
    }

    /** As it is typed; for a step of the ladder also what ASHLAR_HEAP calls it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
