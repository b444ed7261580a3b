package dev.ashlar.bench;

import java.util.Locale;

/** Rows that say the same of different sizes. */
enum Group {
    CONFINED("malloc and free, a heap for one thread; the JDK's arena and the stack: opened, one block, closed"),
    SHARED("malloc and free, a heap for any thread; the JDK's arena is its shared one"),
    VIRTUAL("malloc and free, a heap for any thread, by a virtual one"),
    MIXED("one of so many live blocks of up to so many bytes freed, another allocated, both at random"),
    REMOTE("allocated by a thread, freed by another; per block"),
    ARENA("an arena opened, so many blocks of so many bytes, closed; others free each block"),
    SEGMENT("allocated and freed as a MemorySegment, a heap for one thread"),
    NETTY("a direct buffer of Netty's, allocated and released"),
    COLD("from main to the first block, in a new JVM, ms");

    final String heading;

    Group(String heading) {
        this.heading = heading;
    }

    /** What the command line calls it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
