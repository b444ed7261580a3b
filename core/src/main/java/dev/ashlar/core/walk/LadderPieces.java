package dev.ashlar.core.walk;

import dev.ashlar.core.ladder.LadderMap;

/** The pieces of a ladder. A free block's bin is the number of its list; blocks of other arenas than the first count on from 1000 times its number. */
public final class LadderPieces {
    private LadderPieces() {}

    private static final long NONE = -1;
    private static final long PER_ARENA = 1000;

    /** The next piece; false after the last. Nobody else may be inside. */
    public static boolean next(long ladder, long piece) {
        long map = piece + Piece.MAP;
        if (!LadderMap.next(ladder, map)) return false;
        int state = stateOf(LadderMap.kind(map));
        boolean isFree = state == Piece.FREE || state == Piece.KEPT;
        long bin = isFree ? LadderMap.arena(map) * PER_ARENA + LadderMap.bin(map) : NONE;
        Piece.found(piece, state, LadderMap.address(map), LadderMap.bytes(map), LadderMap.payloadBytes(map), bin);
        return true;
    }

    private static int stateOf(int kind) {
        return switch (kind) {
            case LadderMap.LIVE -> Piece.LIVE;
            case LadderMap.FREE -> Piece.FREE;
            case LadderMap.FAST -> Piece.KEPT;
            case LadderMap.MAPPED -> Piece.MAPPED;
            case LadderMap.FENCE -> Piece.FENCE;
            case LadderMap.HANDED_OUT -> Piece.HANDED_OUT;
            default -> Piece.SPARE;
        };
    }
}
