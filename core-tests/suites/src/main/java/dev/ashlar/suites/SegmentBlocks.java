package dev.ashlar.suites;

import java.util.List;

/** A segment heap under test: what it has beyond {@link Blocks}. */
public interface SegmentBlocks extends Blocks {
    /** A live block that a walk found. */
    record Found(long payload, long usableBytes) {}

    /** Runs {@code work} in a thread of its own, from its first allocation to its end. */
    void inThread(Runnable work);

    void setOptions(long options);

    void placeAt(long address);

    void limit(long limitBytes);

    long collect();

    void tick();

    /** For a heap that has been used: from now on no time passes, and nothing is given back because of it. */
    void stopClock();

    boolean manage(long address, long sizeBytes, boolean isExclusive);

    long makeHeap();

    long mallocIn(long heap, long sizeBytes);

    void destroyHeap(long heap);

    long goodSize(long sizeBytes);

    /** What SegmentStats has in a row and column. */
    long statistic(int row, int column);

    /** Every live block, of {@code heap} unless that is 0. */
    List<Found> walk(long heap);

    /** Fresh memory from the system. */
    long map(long sizeBytes);
}
