package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for one block of a pool; a block is the address of its header.
 * <pre>
 *                       live                     free
 *   block - 8           payload of the block before; its bytes while that is free: PREV_FREE
 *   block + 0           word                     word
 *   block + 8           payload …                next free block of its list
 *   block + 16            …                      place of the link that leads here, + NO_HEADER
 *     …                   …
 *   block + bytes - 8     … last of the payload  bytes: the ghost that the block after reads
 *
 *   word   63 … 56           55 … 4   1           0
 *          log₂ alignment    bytes    PREV_FREE   FREE
 * </pre>
 * Headers lie 8 bytes below a 16-byte boundary, so payloads are on one and a live block costs 8 bytes. Links are
 * distances from the control, 0 for none, and the ghost is a distance, too: a pool may be mapped anywhere.
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

    /** Header, two links, ghost. */
    static final long SMALLEST_BYTES = 32;

    static final long NEXT = 8;
    static final long PLACE = 16;

    /**
     * The place lies where the payload 16 bytes on would have its header, and may stay there when the block is live: it says
     * FREE, so that nobody takes it for one of a live block.
     */
    static final long NO_HEADER = 1;

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

    static long bytes(long block) {
        return Mem.getLong(block) & BYTES_MASK;
    }

    /** Bytes of a block that is free: its word has nothing else. */
    static long freeBytes(long block) {
        return Mem.getLong(block) - FREE;
    }

    /** Bytes of the payload of a live block. */
    static long usableBytes(long block) {
        return bytes(block) - HEADER_BYTES;
    }

    static boolean isFree(long block) {
        return (Mem.getLong(block) & FREE) != 0;
    }

    static boolean isPreviousFree(long block) {
        return (Mem.getLong(block) & PREV_FREE) != 0;
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
        return block - Mem.getLong(block - 8);
    }

    /** What the end of a free block says about it. */
    static long ghost(long block) {
        return Mem.getLong(block + bytes(block) - 8);
    }

    /** Makes a free block between live ones, and tells the one after it. */
    static void markFree(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, bytes | FREE);
        long next = block + bytes;
        Mem.putLong(next - 8, bytes);
        Mem.putLong(next, Mem.getLong(next) | PREV_FREE);
    }

    /** Makes a free block that ends where a free one has ended: the one after it knows already. */
    static void markFreeEnd(long block, long bytes) {
        Mem.storeFence();
        Mem.putLong(block, bytes | FREE);
        Mem.putLong(block + bytes - 8, bytes);
    }

    /** Whether a block is as {@link #markFree} leaves it. */
    static boolean isMarkedFree(long block, long bytes) {
        long next = block + bytes;
        return Mem.getLong(block) == (bytes | FREE) && isPreviousFree(next) && Mem.getLong(next - 8) == bytes;
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
