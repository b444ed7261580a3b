package dev.ashlar.core.segment;

import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;

/**
 * What is counted per size class, where it costs nothing: when pages come and go, and when a request takes the slow path.
 * One more row, the last, is for large blocks.
 * <pre>
 *   row +  0   pages        now
 *   row +  8   peak         most pages at once
 *   row + 16   opened       ever
 *   row + 24   sampled      requests that opened a page …
 *   row + 32   requested    … and the bytes that they asked for: what slack is estimated from
 * </pre>
 */
final class ClassStats {
    private ClassStats() {}

    static final int PAGES = 0;
    static final int PEAK = 1;
    static final int OPENED = 2;
    static final int SAMPLED = 3;
    static final int REQUESTED = 4;
    private static final long ROW_BYTES = 40;

    static final int LARGE = SizeClass.COUNT;

    static final long ALL_BYTES = (SizeClass.COUNT + 1) * ROW_BYTES;

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
}
