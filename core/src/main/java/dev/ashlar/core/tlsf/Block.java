package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for one block of a pool; a block is the address of its header.
 * <pre>
 *                        live                     free
 *   block - 8            payload of the block before; its bytes while that is free: PREV_FREE
 *   block + 0            word                     word
 *   block + 8            payload …                …
 *     …                    …
 *   block + bytes - 24     …                      {@link Tail}: next of its list
 *   block + bytes - 16     …                      place in its list
 *   block + bytes - 8      … last of the payload  bytes: the ghost that the block after reads
 *
 *   word   63 … 56           55 … 4   1           0
 *          log₂ alignment    bytes    PREV_FREE   FREE
 * </pre>
 * Headers lie 8 bytes below a 16-byte boundary, so payloads are on one and a live block costs 8 bytes. No word
 * is an address: a pool may be mapped anywhere.
 *
 * <p>Bytes are stored after all that came before ({@link Mem#storeFence}): what a block is cut into is there when it is cut.
 *
 * <p>Invariants: bytes, header included, are a multiple of 16 and at least {@link #SMALLEST_BYTES}, but for the
 * sentinel that ends a pool and has 0; no two neighbours are both free.
 */
final class Block {
    private Block() {}

    static final long HEADER_BYTES = 8;
    static final long UNIT_BYTES = 1 << Mapping.LOG_UNIT_BYTES;

    static final long SMALLEST_BYTES = HEADER_BYTES + Tail.FRONT_BYTES + Tail.REAR_BYTES;

    private static final long FREE = 1;
    private static final long PREV_FREE = 2;
    private static final int ALIGNMENT_SHIFT = 56;
    private static final long BYTES_MASK = (1L << ALIGNMENT_SHIFT) - 1 & -UNIT_BYTES;

    /** Bytes of a block for a payload of {@code sizeBytes}. */
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

    /** The word, for more than one question at the price of one. */
    static long word(long block) {
        return Mem.getLong(block);
    }

    static long bytesIn(long word) {
        return word & BYTES_MASK;
    }

    /** Bytes of a block that is free: its word has nothing else. */
    static long freeBytesIn(long word) {
        return word - FREE;
    }

    static boolean isFreeIn(long word) {
        return (word & FREE) != 0;
    }

    static boolean isPreviousFreeIn(long word) {
        return (word & PREV_FREE) != 0;
    }

    static long bytes(long block) {
        return bytesIn(word(block));
    }

    /** Bytes of the payload of a live block. */
    static long usableBytes(long block) {
        return bytes(block) - HEADER_BYTES;
    }

    static boolean isFree(long block) {
        return isFreeIn(word(block));
    }

    static boolean isPreviousFree(long block) {
        return isPreviousFreeIn(word(block));
    }

    /** log₂ of the alignment that was asked for, 0 if none was. */
    static int logAlignment(long block) {
        return (int) (Mem.getLong(block) >>> ALIGNMENT_SHIFT);
    }

    /** The block that follows in memory. Not of the sentinel. */
    static long next(long block) {
        return block + bytes(block);
    }

    /** The block before in memory, which is free: {@link #isPreviousFree}. */
    static long previous(long block) {
        return block - Tail.bytes(tailBefore(block));
    }

    /** The tail of the free block that ends at {@code end}. */
    static long tailBefore(long end) {
        return end - Tail.REAR_BYTES;
    }

    /** Where the free block with this tail ends, and the next begins. */
    static long end(long tail) {
        return tail + Tail.REAR_BYTES;
    }

    /** Makes a free block between live ones, and tells the one after it. */
    static void markFree(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, bytes | FREE);
        Tail.setBytes(tailBefore(block + bytes), bytes);
        setPreviousFree(block + bytes);
    }

    /** Makes a free block that ends where a free one has ended: the one after it knows already. */
    static void markFreeEnd(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, bytes | FREE);
        Tail.setBytes(tailBefore(block + bytes), bytes);
    }

    /** Whether a block is as {@link #markFree} leaves it. */
    static boolean isMarkedFree(long block, long bytes) {
        long end = block + bytes;
        return Mem.getLong(block) == (bytes | FREE) && isPreviousFree(end) && Tail.bytes(tailBefore(end)) == bytes;
    }

    /** Makes a live block of one that was free; the block after it is told apart: {@link #clearPreviousFree}. */
    static void markLive(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, bytes);
    }

    /** The sentinel that ends a pool: live, and without a successor. */
    static void markSentinel(long block) {
        Mem.putLong(block, 0);
    }

    /** Changes the bytes of a live block. */
    static void resize(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, Mem.getLong(block) & ~BYTES_MASK | bytes);
    }

    static void setLogAlignment(long block, int logAlignment) {
        Mem.putLong(block, Mem.getLong(block) | (long) logAlignment << ALIGNMENT_SHIFT);
    }

    static void setFree(long block) {
        Mem.putLong(block, Mem.getLong(block) | FREE);
    }

    static void setPreviousFree(long block) {
        Mem.putLong(block, Mem.getLong(block) | PREV_FREE);
    }

    static void clearPreviousFree(long block) {
        Mem.putLong(block, Mem.getLong(block) & ~PREV_FREE);
    }
}
