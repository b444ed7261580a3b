package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * All that a pool allocator knows besides its blocks; the handle is its address, a multiple of 16.
 * <pre>
 *   control +   0   magic         of this layout
 *   control +   8   levels        {@link Mapping}
 *   control +  16   occupied      a bit for each word of the next level that is not 0
 *   control +  24   liveBytes     of live blocks, headers included
 *   control +  32   blockBytes    of all blocks of all pools
 *   control +  40   pools         the first pool
 *   control +  48   words         40 words (int) of a bit for each list, set if it has a block
 *   control + 208   cells         for each list its first {@link Tail}
 * </pre>
 * Pools and blocks are distances from the control, 0 for none, so that the control and a pool that lies beside it may be
 * mapped at any address.
 */
final class Control {
    private Control() {}

    /** "AshTlsf" and the version of the layout. */
    static final long MAGIC = 0x4173_6854_6c73_6603L;

    private static final long LEVELS = 8;
    private static final long OCCUPIED = 16;
    private static final long LIVE_BYTES = 24;
    private static final long BLOCK_BYTES = 32;
    private static final long POOLS = 40;
    private static final long WORDS = 48;
    private static final long CELLS = WORDS + 4 * Tlsf.MOST_FIRSTS;

    /** log₂ of the lists of a word: as many as a first level has at most, so that no shift depends on their number. */
    static final int LOG_WORD = Tlsf.MOST_LOG_SECOND;

    /** The bit of a list in its word. (C, unlike Java, does not say what a shift by more than that does.) */
    static final long WORD_MASK = (1 << LOG_WORD) - 1;

    /** Bytes of a control with so many lists. */
    static long bytesFor(long lists) {
        return CELLS + (lists << 3);
    }

    static void open(long control, int firsts, int logSecond) {
        Mem.fill(control, bytesFor((long) firsts << logSecond), 0);
        Mem.putLong(control + LEVELS, Mapping.levels(firsts, logSecond));
        Mem.storeFence();
        Mem.putLong(control, MAGIC);
    }

    /** Forgets what is in the lists. */
    static void clearLists(long control) {
        setOccupied(control, 0);
        Mem.fill(control + WORDS, CELLS - WORDS + (last(control) + 1 << 3), 0);
    }

    /** The handle is none from now on. */
    static void close(long control) {
        Mem.putLong(control, 0);
    }

    static boolean isOpen(long control) {
        return Mem.getLong(control) == MAGIC;
    }

    /** What {@link Mapping} takes. */
    static long levels(long control) {
        return Mem.getLong(control + LEVELS);
    }

    /** The last list: it has all blocks that are too large for the others. */
    static long last(long control) {
        return Mapping.last(levels(control));
    }

    /** The words that are not 0, a bit each. */
    static long occupied(long control) {
        return Mem.getLong(control + OCCUPIED);
    }

    static void setOccupied(long control, long words) {
        Mem.putLong(control + OCCUPIED, words);
    }

    /** Which of 32 lists have a block, a bit each. */
    static int word(long control, long word) {
        return Mem.getInt(control + WORDS + (word << 2));
    }

    static void setWord(long control, long word, int lists) {
        Mem.putInt(control + WORDS + (word << 2), lists);
    }

    /** The cell of a list: the distance of its first tail, or 0. */
    static long cell(long control, long list) {
        return control + cellDistance(list);
    }

    /** Where from the control the cell of a list is. */
    static long cellDistance(long list) {
        return CELLS + (list << 3);
    }

    /** The list whose cell is at a distance; of no list if it is negative or above {@link #last}. */
    static long listAt(long distance) {
        return distance - CELLS >> 3;
    }

    static long liveBytes(long control) {
        return Mem.getLong(control + LIVE_BYTES);
    }

    /** Counts the bytes of live blocks in or, negative, out. */
    static void addLive(long control, long bytes) {
        setLive(control, liveBytes(control) + bytes);
    }

    static void setLive(long control, long bytes) {
        Mem.putLong(control + LIVE_BYTES, bytes);
    }

    static long blockBytes(long control) {
        return Mem.getLong(control + BLOCK_BYTES);
    }

    static void setBlockBytes(long control, long bytes) {
        Mem.putLong(control + BLOCK_BYTES, bytes);
    }

    /** The first pool, or 0. */
    static long pools(long control) {
        return address(control, Mem.getLong(control + POOLS));
    }

    static void setPools(long control, long pool) {
        Mem.putLong(control + POOLS, distance(control, pool));
    }

    /** What a distance stands for, 0 for 0. */
    static long address(long control, long distance) {
        return distance == 0 ? 0 : control + distance;
    }

    static long distance(long control, long address) {
        return address == 0 ? 0 : address - control;
    }
}
