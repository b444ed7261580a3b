package dev.ashlar.core.walk;

import dev.ashlar.core.segment.SegmentMap;

/**
 * The slots, large blocks and unused granules of a segment heap. The bin of a slot is its bytes. Other threads may go on: see {@link
 * SegmentMap}.
 */
public final class SegmentPieces {
    private SegmentPieces() {}

    private static final long NONE = -1;

    /** The next piece; false after the last. */
    public static boolean next(long root, long piece) {
        long map = piece + Piece.MAP;
        while (true) {
            if (SegmentMap.kind(map) == SegmentMap.PAGE && nextSlot(map, piece)) return true;
            if (!SegmentMap.next(root, map)) return false;
            Piece.setPlace(piece, Piece.FIRST, 0);
            int kind = SegmentMap.kind(map);
            if (kind == SegmentMap.PAGE || kind == SegmentMap.ARENA) continue;
            boolean isLarge = kind == SegmentMap.LARGE;
            Piece.found(
                    piece,
                    isLarge ? Piece.MAPPED : Piece.SPARE,
                    SegmentMap.address(map),
                    SegmentMap.bytes(map),
                    isLarge ? SegmentMap.slotBytes(map) : 0,
                    NONE);
            Piece.setPayload(piece, SegmentMap.address(map));
            return true;
        }
    }

    /** The next slot of a page; all that have not been made are one piece. */
    private static boolean nextSlot(long map, long piece) {
        long slot = Piece.place(piece, Piece.FIRST);
        long slotBytes = SegmentMap.slotBytes(map);
        long address = SegmentMap.address(map) + slot * slotBytes;
        long end = SegmentMap.address(map) + SegmentMap.bytes(map);
        if (slot < SegmentMap.made(map)) {
            boolean isLive = (SegmentMap.liveBits(map, (int) (slot >>> 6)) >>> (slot & 63) & 1) != 0;
            Piece.found(piece, isLive ? Piece.LIVE : Piece.FREE, address, slotBytes, slotBytes, slotBytes);
            Piece.setPlace(piece, Piece.FIRST, slot + 1);
            return true;
        }
        if (slot > SegmentMap.made(map) || address >= end) return false;
        Piece.found(piece, Piece.SPARE, address, end - address, 0, slotBytes);
        Piece.setPlace(piece, Piece.FIRST, slot + 1);
        return true;
    }
}
