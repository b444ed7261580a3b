package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * All that a pool allocator knows besides its blocks; the handle is its address, a multiple of 16.
 * <pre>
 *   control +  0   magic         of this layout
 *   control +  8   logSecond     (int) log₂ of the lists of a first level
 *   control + 12   firsts        (int) first levels
 *   control + 16   occupied      a bit for each first level that has a block
 *   control + 24   liveBytes     of live blocks, headers included
 *   control + 32   liveBlocks
 *   control + 40   blockBytes    of all blocks of all pools
 *   control + 48   pools         the first pool
 *   control + 56   reserved
 *   control + 64   seconds       (int) for each first level a bit for each list that has a block; up to a multiple of 8
 *     …            lists         for each list its first block
 * </pre>
 * Pools and blocks are distances from the control, 0 for none, so that the control and a pool that lies beside it may be
 * mapped at any address.
 */
final class Control {
    private Control() {}

    /** "AshTlsf" and the version of the layout. */
    static final long MAGIC = 0x4173_6854_6c73_6601L;

    private static final long LOG_SECOND = 8;
    private static final long FIRSTS = 12;
    private static final long OCCUPIED = 16;
    private static final long LIVE_BYTES = 24;
    private static final long LIVE_BLOCKS = 32;
    private static final long BLOCK_BYTES = 40;
    private static final long POOLS = 48;
    private static final long SECONDS = 64;

    /** Bytes of a control with so many levels. */
    static long bytesFor(int firsts, int logSecond) {
        return lists(0, firsts) + ((long) firsts << logSecond + 3);
    }

    private static long lists(long control, int firsts) {
        return control + SECONDS + (firsts + 1 >>> 1 << 3);
    }

    static void open(long control, int firsts, int logSecond) {
        Mem.fill(control, bytesFor(firsts, logSecond), 0);
        Mem.putInt(control + LOG_SECOND, logSecond);
        Mem.putInt(control + FIRSTS, firsts);
        Mem.putLong(control, MAGIC);
    }

    /** The handle is none from now on. */
    static void close(long control) {
        Mem.putLong(control, 0);
    }

    static boolean isOpen(long control) {
        return Mem.getLong(control) == MAGIC;
    }

    static int logSecond(long control) {
        return Mem.getInt(control + LOG_SECOND);
    }

    static int firsts(long control) {
        return Mem.getInt(control + FIRSTS);
    }

    /** The last list has all blocks that are too large for the others. */
    static long lastList(long control) {
        return ((long) firsts(control) << logSecond(control)) - 1;
    }

    static long occupied(long control) {
        return Mem.getLong(control + OCCUPIED);
    }

    static void setOccupied(long control, long firsts) {
        Mem.putLong(control + OCCUPIED, firsts);
    }

    /** The lists of a first level that have a block, a bit each. */
    static int seconds(long control, long first) {
        return Mem.getInt(control + SECONDS + (first << 2));
    }

    static void setSeconds(long control, long first, int lists) {
        Mem.putInt(control + SECONDS + (first << 2), lists);
    }

    /** The cell of a list: the distance of its first block, or 0. */
    static long cell(long control, long list) {
        return lists(control, firsts(control)) + (list << 3);
    }

    static long liveBytes(long control) {
        return Mem.getLong(control + LIVE_BYTES);
    }

    static long liveBlocks(long control) {
        return Mem.getLong(control + LIVE_BLOCKS);
    }

    /** Counts live blocks and their bytes in or, negative, out. */
    static void countLive(long control, long blocks, long bytes) {
        Mem.putLong(control + LIVE_BLOCKS, liveBlocks(control) + blocks);
        Mem.putLong(control + LIVE_BYTES, liveBytes(control) + bytes);
    }

    static void setLive(long control, long blocks, long bytes) {
        Mem.putLong(control + LIVE_BLOCKS, blocks);
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
