package dev.ashlar.lab.page;

import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.walk.ZonePieces;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Root;

/** The zone heap. */
final class ShownZones extends WalkedHeap {
    private final long root = Root.address();

    @Override
    public long malloc(long sizeBytes) {
        return ZoneRoot.malloc(root, sizeBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return ZoneRoot.realloc(root, payload, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return ZoneRoot.free(root, payload);
    }

    @Override
    boolean next(long piece) {
        return ZonePieces.next(ZoneRoot.main(root), piece);
    }

    @Override
    public long takenBytes() {
        return Mapper.mappedBytes(ZoneHeap.mapper(ZoneRoot.main(root)));
    }

    @Override
    public long peakBytes() {
        return Mapper.peakBytes(ZoneHeap.mapper(ZoneRoot.main(root)));
    }
}
