package dev.ashlar.core.ladder;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * Accessors for one block: from the second step on, every payload has a header before it.
 * <pre>
 *   block +  0   sizeAndFlags   payload bytes, a multiple of 16 | PREV_FREE
 *   block +  8   magic          what the block is: LIVE, FREE, …
 *   block + 12   bin            which list a free block is in
 *   block + 16   payload        of a free block  + 0  next in its list, + 8  previous;  its last word is the footer
 * </pre>
 * A step uses of this what it knows: {@code header} the size and the magic word, {@code list} the next block, {@code merge} the rest but for
 * the bin. The next block's header begins where a payload ends.
 */
final class Block {
    private Block() {}

    private static final long SIZE_AND_FLAGS = 0;
    private static final long MAGIC = 8;
    private static final long BIN = 12;

    static final long HEADER_BYTES = 16;
    static final long UNIT_BYTES = 16;

    /** The block before this one in memory is free, and the word before this header is its footer. */
    static final long PREV_FREE = 1;

    private static final long FLAGS = UNIT_BYTES - 1;
    private static final long FOOTER_BYTES = 8;

    /** In use. It reads as "allocate". */
    static final int LIVE = 0xA110CA7E;

    /** Free to be used again. */
    static final int FREE = 0xDEADBEEF;

    /** Free, but kept for a request of its very size, and not to be merged. */
    static final int FAST = 0xFA57B10C;

    /** In use, in a mapping of its own. */
    static final int MAPPED = 0x3A99EDB1;

    /** No block: somebody else's memory, or the end of the heap. */
    static final int FENCE = 0xFE2CEFE2;

    /** More than any machine has: a size beyond this is a mistake. */
    private static final long MOST_BYTES = 1L << 46;

    /** The payload bytes of a block for {@code sizeBytes}: whole units, no fewer than {@code leastBytes}; 0 if that is impossible. */
    static long payloadBytesFor(long sizeBytes, long leastBytes) {
        if (sizeBytes < 0 || sizeBytes > MOST_BYTES) return 0;
        return sizeBytes <= leastBytes ? leastBytes : Align.up(sizeBytes, UNIT_BYTES);
    }

    static long payload(long block) {
        return block + HEADER_BYTES;
    }

    static long ofPayload(long payload) {
        return payload - HEADER_BYTES;
    }

    /** Writes a header. */
    static void write(long block, long payloadBytes, long flags, int magic) {
        Mem.putLong(block + SIZE_AND_FLAGS, payloadBytes | flags);
        Mem.putInt(block + MAGIC, magic);
        Mem.putInt(block + BIN, 0);
    }

    static long payloadBytes(long block) {
        return Mem.getLong(block + SIZE_AND_FLAGS) & ~FLAGS;
    }

    static void resize(long block, long payloadBytes) {
        Mem.putLong(block + SIZE_AND_FLAGS, payloadBytes | flags(block));
    }

    static long flags(long block) {
        return Mem.getLong(block + SIZE_AND_FLAGS) & FLAGS;
    }

    static boolean isPrevFree(long block) {
        return (flags(block) & PREV_FREE) != 0;
    }

    static void setPrevFree(long block, boolean isFree) {
        Mem.putLong(block + SIZE_AND_FLAGS, payloadBytes(block) | (isFree ? PREV_FREE : 0));
    }

    static int magic(long block) {
        return Mem.getInt(block + MAGIC);
    }

    static void mark(long block, int magic) {
        Mem.putInt(block + MAGIC, magic);
    }

    /** The number of the list that a free block is in. */
    static int bin(long block) {
        return Mem.getInt(block + BIN);
    }

    static void setBin(long block, int bin) {
        Mem.putInt(block + BIN, bin);
    }

    /** The block behind this one in memory. */
    static long after(long block) {
        return payload(block) + payloadBytes(block);
    }

    /** The block before this one in memory, which is free. */
    static long before(long block) {
        return block - Mem.getLong(block - FOOTER_BYTES) - HEADER_BYTES;
    }

    /** Repeats the size at the end of a free block, where the one behind it finds it. */
    static void writeFooter(long block) {
        Mem.putLong(after(block) - FOOTER_BYTES, payloadBytes(block));
    }

    static long footer(long block) {
        return Mem.getLong(after(block) - FOOTER_BYTES);
    }
}
