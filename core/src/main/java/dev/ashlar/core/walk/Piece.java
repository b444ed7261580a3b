package dev.ashlar.core.walk;

import dev.ashlar.platform.Mem;

/**
 * A part of any heap, and where a walk over it is: memory of the caller's, which is zeroed before the first part.
 * <pre>
 *   piece +  0   state          one of the below
 *   piece +  8   address        of its first byte
 *   piece + 16   bytes          of all of it
 *   piece + 24   payload        where its user's bytes begin
 *   piece + 32   payloadBytes
 *   piece + 40   bin            which list it is in, or which size it has: each heap has its own; -1 for none
 *   piece + 48   place          what the walk goes on with: three words, and a map where the heap has one
 * </pre>
 */
public final class Piece {
    private Piece() {}

    /** A block in use. */
    public static final int LIVE = 1;

    /** A free block. */
    public static final int FREE = 2;

    /** A free block that is kept as it is for the next request of its size. */
    public static final int KEPT = 3;

    /** A block in use, in a mapping of its own. */
    public static final int MAPPED = 4;

    /** A block that was freed, and is not to be used again yet. */
    public static final int QUARANTINED = 5;

    /** No block: somebody else's memory. */
    public static final int FENCE = 6;

    /** In use as a whole: where one block ends nobody knows. */
    public static final int HANDED_OUT = 7;

    /** Not used yet. */
    public static final int SPARE = 8;

    private static final long STATE = 0;
    private static final long ADDRESS = 8;
    private static final long PIECE_BYTES = 16;
    private static final long PAYLOAD = 24;
    private static final long PAYLOAD_BYTES = 32;
    private static final long BIN = 40;
    private static final long PLACE = 48;

    /** Words of {@link #place}. */
    static final int FIRST = 0;

    static final int SECOND = 1;
    static final int THIRD = 2;
    private static final int PLACES = 3;

    static final long MAP = PLACE + PLACES * 8;

    /** Enough for the largest map. */
    public static final long BYTES = 1024;

    public static int state(long piece) {
        return (int) Mem.getLong(piece + STATE);
    }

    public static long address(long piece) {
        return Mem.getLong(piece + ADDRESS);
    }

    public static long bytes(long piece) {
        return Mem.getLong(piece + PIECE_BYTES);
    }

    public static long payload(long piece) {
        return Mem.getLong(piece + PAYLOAD);
    }

    public static long payloadBytes(long piece) {
        return Mem.getLong(piece + PAYLOAD_BYTES);
    }

    public static long bin(long piece) {
        return Mem.getLong(piece + BIN);
    }

    static long place(long piece, int which) {
        return Mem.getLong(piece + PLACE + which * 8L);
    }

    static void setPlace(long piece, int which, long value) {
        Mem.putLong(piece + PLACE + which * 8L, value);
    }

    static void setPayload(long piece, long payload) {
        Mem.putLong(piece + PAYLOAD, payload);
    }

    /** A block: {@code bytes} from {@code address} on, its payload the last of them. */
    static void found(long piece, int state, long address, long bytes, long payloadBytes, long bin) {
        Mem.putLong(piece + STATE, state);
        Mem.putLong(piece + ADDRESS, address);
        Mem.putLong(piece + PIECE_BYTES, bytes);
        Mem.putLong(piece + PAYLOAD, address + bytes - payloadBytes);
        Mem.putLong(piece + PAYLOAD_BYTES, payloadBytes);
        Mem.putLong(piece + BIN, bin);
    }
}
