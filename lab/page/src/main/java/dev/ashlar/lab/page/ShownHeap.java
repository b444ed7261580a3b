package dev.ashlar.lab.page;

import java.util.Collection;
import java.util.List;

/** A heap as the page has it: what a trace does with it, and what there is to see afterwards. It lies in the machine that is in use. */
interface ShownHeap {
    /** What a heap does not count. */
    long UNKNOWN = -1;

    /** Free pieces that belong together. */
    record Chain(long bin, int arena, List<Long> addresses) {}

    /** A payload, or 0. */
    long malloc(long sizeBytes);

    /** A payload, or 0; the block at {@code payload} has gone if {@code sizeBytes} is 0. */
    long realloc(long payload, long sizeBytes);

    /** The rule that it would break: then nothing has changed. */
    int free(long payload);

    /** By rising address, as far as there is one range. {@code held} is what the trace has: not every heap knows it. */
    List<Part> parts(Collection<Player.Held> held);

    /** The lists of what is free among {@code parts}. */
    List<Chain> lists(List<Part> parts);

    /** Bytes that it has from the system. */
    long takenBytes();

    /** The most that they ever were. */
    long peakBytes();

    /** Free blocks that were looked at in searches, or {@link #UNKNOWN}. */
    default long visited() {
        return UNKNOWN;
    }
}
