package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for what {@link FreeLists} links: the last three words of a free block, or the first of a {@link Range}. A tail
 * is the address of the last of them.
 * <pre>
 *   tail - 16   next     the next tail of its list
 *   tail -  8   place    of the link that leads here, + NO_HEADER
 *   tail +  0   bytes    of the free block: the block after it reads them, too
 * </pre>
 * Links and places are distances from the control, 0 for none.
 *
 * <p>The front of a free block is cut off, and put back, without a move of its tail: as long as the list for its bytes is
 * the same, nothing is to be done there.
 */
final class Tail {
    private Tail() {}

    static final long NEXT = -16;
    private static final long PLACE = -8;

    /** What of a tail lies before its address, and behind. */
    static final long FRONT_BYTES = 16;

    static final long REAR_BYTES = 8;

    /**
     * The place lies where a payload has its header, and may stay there when the block is live: it says FREE, so that nobody
     * takes it for one of a live block.
     */
    static final long NO_HEADER = 1;

    static long next(long tail) {
        return Mem.getLong(tail + NEXT);
    }

    static void setNext(long tail, long distance) {
        Mem.putLong(tail + NEXT, distance);
    }

    static long place(long tail) {
        return Mem.getLong(tail + PLACE) - NO_HEADER;
    }

    static void setPlace(long tail, long distance) {
        Mem.putLong(tail + PLACE, distance + NO_HEADER);
    }

    static long bytes(long tail) {
        return Mem.getLong(tail);
    }

    static void setBytes(long tail, long bytes) {
        Mem.putLong(tail, bytes);
    }
}
