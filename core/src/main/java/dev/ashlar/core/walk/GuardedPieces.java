package dev.ashlar.core.walk;

import dev.ashlar.core.guarded.GuardedMap;

/** The ranges of a guarded heap: blocks with the canaries around them, quarantined ones, free ones. Without bins. */
public final class GuardedPieces {
    private GuardedPieces() {}

    private static final long NONE = -1;

    /** The next range; false after the last. Nobody else may be inside. */
    public static boolean next(long heap, long piece) {
        long map = piece + Piece.MAP;
        do {
            if (!GuardedMap.next(heap, map)) return false;
        } while (GuardedMap.kind(map) == GuardedMap.REGION);
        int kind = GuardedMap.kind(map);
        int state = kind == GuardedMap.LIVE ? Piece.LIVE : kind == GuardedMap.FREE ? Piece.FREE : Piece.QUARANTINED;
        Piece.found(piece, state, GuardedMap.address(map), GuardedMap.bytes(map), GuardedMap.requested(map), NONE);
        if (state != Piece.FREE) Piece.setPayload(piece, GuardedMap.payload(map));
        return true;
    }
}
