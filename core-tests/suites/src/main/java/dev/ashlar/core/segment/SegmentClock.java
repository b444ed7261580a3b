package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;

/** The clock of a segment heap, for tests that take as long as they take. */
public final class SegmentClock {
    private SegmentClock() {}

    /** Later than any clock will be: then no time passes, and nothing is given back because of it. */
    private static final long NEVER = Long.MAX_VALUE;

    /** Stops the time of a heap that has been used already. */
    public static void stop(long root) {
        Mem.putLong(SegmentRoot.purse(root) + Purse.CLOCK, NEVER);
    }
}
