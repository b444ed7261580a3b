package dev.ashlar.core.walk;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.tlsf.TlsfWalk;

/** The blocks of pools that grow. A free block's bin is its list: first level and second level as one number. */
public final class GrowingPieces {
    private GrowingPieces() {}

    private static final long NONE = -1;

    /** The next block; false after the last. Nobody else may be inside. */
    public static boolean next(long heap, long piece) {
        long control = GrowingHeap.control(heap);
        long pool = Piece.place(piece, Piece.FIRST);
        long payload = Piece.place(piece, Piece.SECOND);
        payload = payload == 0 ? 0 : TlsfWalk.nextPayload(payload);
        if (payload == 0) {
            pool = pool == 0 ? TlsfWalk.firstPool(control) : TlsfWalk.nextPool(control, pool);
            if (pool == 0) return false;
            payload = TlsfWalk.firstPayload(pool);
        }
        Piece.setPlace(piece, Piece.FIRST, pool);
        Piece.setPlace(piece, Piece.SECOND, payload);
        boolean isFree = TlsfWalk.isFree(payload);
        long usableBytes = TlsfWalk.usableBytes(payload);
        long bin = isFree ? TlsfWalk.listOf(control, payload) : NONE;
        long block = payload - TlsfWalk.HEADER_BYTES;
        Piece.found(
                piece, isFree ? Piece.FREE : Piece.LIVE, block, TlsfWalk.HEADER_BYTES + usableBytes, usableBytes, bin);
        return true;
    }
}
