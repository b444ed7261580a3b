package dev.ashlar.core.walk;

import dev.ashlar.core.zone.Kind;
import dev.ashlar.core.zone.Zone;
import dev.ashlar.core.zone.ZoneBlocks;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneTree;

/** The blocks of a zone heap. Their bin is the kind of their zone: 0 TINY, 1 SMALL, 2 LARGE. */
public final class ZonePieces {
    private ZonePieces() {}

    /** The next block; false after the last. The caller is inside the heap. */
    public static boolean next(long heap, long piece) {
        long zone = Piece.place(piece, Piece.FIRST);
        long payload = Piece.place(piece, Piece.SECOND);
        payload = payload == 0 ? 0 : ZoneBlocks.next(zone, payload);
        if (payload == 0) {
            zone = ZoneTree.next(ZoneHeap.zones(heap), zone);
            if (zone == 0) return false;
            payload = ZoneBlocks.first(zone);
        }
        Piece.setPlace(piece, Piece.FIRST, zone);
        Piece.setPlace(piece, Piece.SECOND, payload);
        long usableBytes = ZoneBlocks.usableBytes(zone, payload);
        long headerBytes = ZoneBlocks.headerBytes(zone);
        long block = payload - headerBytes;
        Piece.found(piece, stateOf(zone, payload), block, headerBytes + usableBytes, usableBytes, Zone.kind(zone));
        return true;
    }

    private static int stateOf(long zone, long payload) {
        if (!ZoneBlocks.isLive(zone, payload)) return Piece.FREE;
        return Zone.kind(zone) == Kind.LARGE ? Piece.MAPPED : Piece.LIVE;
    }
}
