package dev.ashlar.lab.page;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.walk.SegmentPieces;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;

/** The segment heap: a heap for each thread of the trace. */
final class ShownSegments extends WalkedHeap {
    private final long root = Root.address();

    /** The calling thread's heap, or 0 if there is no memory for one. */
    private long heap() {
        return Threads.heap() != 0 ? Threads.heap() : SegmentHeap.attach(root);
    }

    @Override
    public long malloc(long sizeBytes) {
        long heap = heap();
        return heap == 0 ? 0 : SegmentHeap.malloc(root, heap, sizeBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        long heap = heap();
        return heap == 0 ? 0 : SegmentHeap.realloc(root, heap, payload, sizeBytes);
    }

    @Override
    public int free(long payload) {
        heap(); // where what other threads own waits to be sent
        return SegmentHeap.free(root, Threads.id(), payload);
    }

    @Override
    boolean next(long piece) {
        return SegmentPieces.next(root, piece);
    }

    @Override
    public long takenBytes() {
        return SegmentStats.value(root, SegmentStats.TOTAL, SegmentStats.COMMITTED);
    }

    @Override
    public long peakBytes() {
        return SegmentStats.value(root, SegmentStats.TOTAL, SegmentStats.PEAK_COMMITTED);
    }
}
