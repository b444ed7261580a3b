package dev.ashlar.core.segment;

import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;

/**
 * What is counted per size class, where it costs nothing: when pages come and go, and when a request takes the slow path.
 * One more row is for large blocks, and the last for granules of which nobody knows what they were part of, because their
 * thread vanished in a fork.
 * <pre>
 *   row +  0   pages        now
 *   row +  8   peak         most pages at once
 *   row + 16   opened       ever
 *   row + 24   sampled      requests that opened a page …
 *   row + 32   requested    … and the bytes that they asked for: what slack is estimated from
 *   row + 40   purged       granules given back to the system that were last part of something of this row
 * </pre>
 */
final class ClassStats {
    private ClassStats() {}

    static final int PAGES = 0;
    static final int PEAK = 1;
    static final int OPENED = 2;
    static final int SAMPLED = 3;
    static final int REQUESTED = 4;
    static final int PURGED = 5;
    private static final long ROW_BYTES = 48;

    static final int LARGE = SizeClass.COUNT;
    static final int NONE = LARGE + 1;
    static final int COUNT_ROWS = NONE + 1;

    static final long ALL_BYTES = COUNT_ROWS * ROW_BYTES;

    private static long cell(long root, int row, int column) {
        return SegmentRoot.statistics(root) + row * ROW_BYTES + column * 8L;
    }

    static long value(long root, int row, int column) {
        return Atomics.loadAcquire(cell(root, row, column));
    }

    static void countOpened(long root, int row) {
        Atomics.fetchAdd(cell(root, row, OPENED), 1);
        long pages = Atomics.fetchAdd(cell(root, row, PAGES), 1) + 1;
        if (pages > value(root, row, PEAK)) Atomics.storeRelease(cell(root, row, PEAK), pages);
    }

    static void countClosed(long root, int row) {
        Atomics.fetchAdd(cell(root, row, PAGES), -1);
    }

    static void sample(long root, int row, long sizeBytes) {
        Atomics.fetchAdd(cell(root, row, SAMPLED), 1);
        Atomics.fetchAdd(cell(root, row, REQUESTED), sizeBytes);
    }

    static void countPurged(long root, int row, long granules) {
        Atomics.fetchAdd(cell(root, row, PURGED), granules);
    }

    /** All granules that were given back. */
    static long purged(long root) {
        long granules = 0;
        for (int row = 0; row < COUNT_ROWS; row++) granules += value(root, row, PURGED);
        return granules;
    }
}
