package dev.ashlar.lab;

import dev.ashlar.core.ladder.LadderMap;
import java.util.List;

/** One piece of a heap, as {@link LadderMap} has it: kinds are its constants. */
record Piece(int kind, long address, long bytes, long payloadBytes, int bin) {
    /** Whether it is a block that a request may get. */
    boolean isFree() {
        return kind == LadderMap.FREE || kind == LadderMap.FAST;
    }

    /** What lies before the payload. */
    long headerBytes() {
        return bytes - payloadBytes;
    }

    static long countFree(List<Piece> pieces) {
        return pieces.stream().filter(Piece::isFree).count();
    }

    static long countBlocks(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> piece.kind() != LadderMap.SPARE && piece.kind() != LadderMap.FENCE)
                .count();
    }

    static long freeBytes(List<Piece> pieces) {
        return pieces.stream()
                .filter(Piece::isFree)
                .mapToLong(Piece::payloadBytes)
                .sum();
    }

    /** How long it is from the first byte to the end of the last block. */
    static long blockBytes(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> piece.kind() != LadderMap.SPARE)
                .mapToLong(Piece::bytes)
                .sum();
    }
}
