package dev.ashlar;

import dev.ashlar.core.segment.SegmentStats;

/** What is said when there is no memory. */
final class Shortage {
    private Shortage() {}

    static OutOfMemoryError of(long root, long byteSize, long byteAlignment) {
        long committedBytes = SegmentStats.value(root, SegmentStats.TOTAL, SegmentStats.COMMITTED);
        long limitBytes = SegmentStats.value(root, SegmentStats.TOTAL, SegmentStats.LIMIT);
        return error(committedBytes, limitBytes, byteSize, byteAlignment);
    }

    static OutOfMemoryError error(long committedBytes, long limitBytes, long byteSize, long byteAlignment) {
        String who = limitBytes == 0 ? "the system gives no more" : "its limit is %d".formatted(limitBytes);
        return new OutOfMemoryError("%d bytes on a multiple of %d: the heap has %d bytes of memory, and %s"
                .formatted(byteSize, Math.max(byteAlignment, Heap.ALIGNMENT), committedBytes, who));
    }
}
