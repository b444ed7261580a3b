package dev.ashlar.core.zone;

import dev.ashlar.core.list.Links;
import dev.ashlar.platform.Mem;

/**
 * Accessors for one block of a TINY or SMALL zone; a block is the address of its header.
 * <pre>
 *                   live                                free
 *   block +  0      requested bytes &lt;&lt; 32 | word        distance from the zone &lt;&lt; 32 | word
 *   block +  8      payload …                           next free block's links
 *   block + 16        …                                 previous free block's links
 *     …               …                                   …
 *   block + n - 8     …                                 n: the footer
 *   word: block bytes n (header included) | PREV_FREE | FREE
 * </pre>
 * Blocks start 8 bytes short of a 16-byte boundary, so that payloads are on one and a header costs 8 bytes. The footer
 * lies in the payload and is there only while the block is free, which PREV_FREE of the block after it tells: both
 * neighbours are found in O(1) (boundary tags: Knuth, The Art of Computer Programming, volume 1, 2.5). The last block
 * of a zone has no successor that could ask, and writes no footer: a fresh zone's far end stays untouched.
 *
 * <p>Invariants: n is a multiple of 16 and at least {@link #SMALLEST_BYTES}; no two neighbours are both free.
 */
final class Block {
    private Block() {}

    static final long HEADER_BYTES = 8;

    /** Distances between blocks, and the alignment of every payload. */
    static final long UNIT_BYTES = 16;

    /** Header, two links, footer. */
    static final long SMALLEST_BYTES = HEADER_BYTES + Links.NODE_BYTES + 8;

    static final long FREE = 1;
    static final long PREV_FREE = 2;

    /** Zones stay far below 4 GiB, so a size and a distance have 32 bits each; the low four are the flags'. */
    private static final long BYTES_MASK = 0xFFFF_FFF0L;

    private static final long WORD_MASK = 0xFFFF_FFFFL;
    private static final int UPPER = 32;

    /** Bytes of a block that can hold {@code sizeBytes}. */
    static long bytesFor(long sizeBytes) {
        long bytes = sizeBytes + (HEADER_BYTES + UNIT_BYTES - 1) & -UNIT_BYTES;
        return bytes < SMALLEST_BYTES ? SMALLEST_BYTES : bytes;
    }

    static long ofPayload(long payload) {
        return payload - HEADER_BYTES;
    }

    static long payload(long block) {
        return block + HEADER_BYTES;
    }

    static long bytes(long block) {
        return Mem.getLong(block) & BYTES_MASK;
    }

    /** Payload bytes that the user may touch. The block is live. */
    static long usableBytes(long block) {
        return bytes(block) - HEADER_BYTES;
    }

    /** What the user asked for. The block is live. */
    static long requestedBytes(long block) {
        return Mem.getLong(block) >>> UPPER;
    }

    static boolean isFree(long block) {
        return (Mem.getLong(block) & FREE) != 0;
    }

    static boolean isPreviousFree(long block) {
        return (Mem.getLong(block) & PREV_FREE) != 0;
    }

    /** The zone, which a free block finds without any search. */
    static long zoneOfFree(long block) {
        return block - (Mem.getLong(block) >>> UPPER);
    }

    /** The block that follows in memory; {@link Zone#end} if there is none. */
    static long next(long block) {
        return block + bytes(block);
    }

    /** The block before, which is free: {@link #isPreviousFree}. */
    static long previous(long block) {
        return block - Mem.getLong(block - 8);
    }

    /** Writes the header of a live block whose predecessor is live. */
    static void markLive(long block, long bytes, long requestedBytes) {
        Mem.putLong(block, requestedBytes << UPPER | bytes);
    }

    /** Changes what was requested of a live block. */
    static void request(long block, long requestedBytes) {
        Mem.putLong(block, requestedBytes << UPPER | Mem.getLong(block) & WORD_MASK);
    }

    /** Writes the header of a live block anew with another size, keeping PREV_FREE. */
    static void resize(long block, long bytes, long requestedBytes) {
        Mem.putLong(block, requestedBytes << UPPER | bytes | Mem.getLong(block) & PREV_FREE);
    }

    /** Writes header and footer of a free block between live ones, and tells its successor. */
    static void markFree(long block, long bytes, long zone) {
        Mem.putLong(block, block - zone << UPPER | bytes | FREE);
        long next = block + bytes;
        if (next == Zone.end(zone)) return;
        Mem.putLong(next - 8, bytes);
        Mem.putLong(next, Mem.getLong(next) | PREV_FREE);
    }

    /** Tells the block after a free one that it is free no more. */
    static void clearPreviousFree(long block) {
        Mem.putLong(block, Mem.getLong(block) & ~PREV_FREE);
    }

    /** The list node of a free block. */
    static long links(long block) {
        return block + HEADER_BYTES;
    }

    static long ofLinks(long links) {
        return links - HEADER_BYTES;
    }

    /** What {@link #markFree} leaves at the end of a free block that has a successor. */
    static long footer(long block) {
        return Mem.getLong(block + bytes(block) - 8);
    }
}
