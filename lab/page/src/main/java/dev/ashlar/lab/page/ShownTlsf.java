package dev.ashlar.lab.page;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.walk.GrowingPieces;
import dev.ashlar.platform.Root;

/** A heap of TLSF pools that are added as they are needed. */
final class ShownTlsf extends WalkedHeap {
    private final long heap = Root.address();

    @Override
    public long malloc(long sizeBytes) {
        return GrowingHeap.malloc(heap, sizeBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return GrowingHeap.realloc(heap, payload, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return GrowingHeap.free(heap, payload);
    }

    @Override
    boolean next(long piece) {
        return GrowingPieces.next(heap, piece);
    }

    @Override
    public long takenBytes() {
        return GrowingHeap.mappedBytes(heap);
    }

    @Override
    public long peakBytes() {
        return GrowingHeap.peakBytes(heap);
    }
}
