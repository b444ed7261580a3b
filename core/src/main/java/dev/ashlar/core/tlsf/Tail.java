package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for what {@link FreeLists} links: the last three words of a free block, or the first of a {@link Range}.
 * <pre>
 *   tail +  0   next     the next tail of its list
 *   tail +  8   place    of the link that leads here, + NO_HEADER
 *   tail + 16   bytes    of the free block: the block after it reads them, too
 * </pre>
 * Links and places are distances from the control, 0 for none. The next comes first, so the place of a link is that of its
 * tail.
 *
 * <p>The front of a free block is cut off, and put back, without a move of its tail: as long as the list for its bytes is
 * the same, nothing is to be done there.
 */
final class Tail {
    private Tail() {}

    static final long SIZE = 24;

    private static final long PLACE = 8;
    private static final long BYTES = 16;

    /**
     * The place lies where a payload has its header, and may stay there when the block is live: it says FREE, so that nobody
     * takes it for one of a live block.
     */
    static final long NO_HEADER = 1;

    static long next(long tail) {
        return Mem.getLong(tail);
    }

    static void setNext(long tail, long distance) {
        Mem.putLong(tail, distance);
    }

    static long place(long tail) {
        return Mem.getLong(tail + PLACE) - NO_HEADER;
    }

    static void setPlace(long tail, long distance) {
        Mem.putLong(tail + PLACE, distance + NO_HEADER);
    }

    static long bytes(long tail) {
        return Mem.getLong(tail + BYTES);
    }

    static void setBytes(long tail, long bytes) {
        Mem.putLong(tail + BYTES, bytes);
    }
}
