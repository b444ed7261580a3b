package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * The free blocks by size: lists that end in 0, last in first out, and the bits that say which of them have one. Whatever
 * is done here takes a bounded number of steps: two searches for a set bit find the smallest list whose blocks all fit.
 */
final class FreeLists {
    private FreeLists() {}

    /** The list that free blocks of {@code bytes} are in. */
    static long listOf(long control, long bytes) {
        long list = Mapping.listOf(bytes, Control.logSecond(control));
        long last = Control.lastList(control);
        return list < last ? list : last;
    }

    static void insert(long control, long block, long bytes) {
        long list = listOf(control, bytes);
        long cell = Control.cell(control, list);
        long second = Mem.getLong(cell);
        long distance = block - control;
        Mem.putLong(block + Block.NEXT, second);
        Mem.putLong(block + Block.PREVIOUS, 0);
        Mem.putLong(cell, distance);
        if (second != 0) Mem.putLong(control + second + Block.PREVIOUS, distance);
        else markOccupied(control, list);
    }

    static void remove(long control, long block, long bytes) {
        long next = Mem.getLong(block + Block.NEXT);
        long previous = Mem.getLong(block + Block.PREVIOUS);
        if (next != 0) Mem.putLong(control + next + Block.PREVIOUS, previous);
        if (previous != 0) {
            Mem.putLong(control + previous + Block.NEXT, next);
            return;
        }
        long list = listOf(control, bytes);
        Mem.putLong(Control.cell(control, list), next);
        if (next == 0) markEmpty(control, list);
    }

    /**
     * Takes a block of at least {@code bytes} out: one of the smallest list whose blocks all fit; if there is none, the
     * first of the list that such a block itself would be in, if it fits, so that a pool's only block can be had whole.
     */
    static long take(long control, long bytes) {
        int logSecond = Control.logSecond(control);
        long list = firstOccupied(control, Mapping.listFor(bytes, logSecond), logSecond);
        if (list < 0) return takeFirst(control, bytes);
        long cell = Control.cell(control, list);
        long block = control + Mem.getLong(cell);
        long next = Mem.getLong(block + Block.NEXT);
        Mem.putLong(cell, next);
        if (next != 0) Mem.putLong(control + next + Block.PREVIOUS, 0);
        else markEmpty(control, list);
        return block;
    }

    private static long takeFirst(long control, long bytes) {
        long block = first(control, listOf(control, bytes));
        if (block == 0 || Block.bytes(block) < bytes) return 0;
        remove(control, block, Block.bytes(block));
        return block;
    }

    /** The first list from {@code list} on that has a block, or -1. */
    private static long firstOccupied(long control, long list, int logSecond) {
        long first = list >>> logSecond;
        if (first >= Control.firsts(control)) return -1;
        int seconds = Control.seconds(control, first) & -1 << (list & (1L << logSecond) - 1);
        if (seconds == 0) {
            long firsts = Control.occupied(control) & -2L << first;
            if (firsts == 0) return -1;
            first = Bits.trailingZeros(firsts);
            seconds = Control.seconds(control, first);
        }
        return (first << logSecond) + Bits.trailingZeros(seconds);
    }

    /** The last list that has a block, or -1. */
    static long lastOccupied(long control) {
        long occupied = Control.occupied(control);
        if (occupied == 0) return -1;
        long first = 63 - Bits.leadingZeros(occupied);
        long seconds = Control.seconds(control, first) & 0xFFFF_FFFFL;
        return (first << Control.logSecond(control)) + 63 - Bits.leadingZeros(seconds);
    }

    /** The first block of a list, or 0. */
    static long first(long control, long list) {
        return Control.address(control, Mem.getLong(Control.cell(control, list)));
    }

    /** The block after a free one in its list, or 0. */
    static long next(long control, long block) {
        return Control.address(control, Mem.getLong(block + Block.NEXT));
    }

    /** The block before a free one in its list, or 0. */
    static long previous(long control, long block) {
        return Control.address(control, Mem.getLong(block + Block.PREVIOUS));
    }

    static boolean isOccupied(long control, long list) {
        int logSecond = Control.logSecond(control);
        int bit = (int) (list & (1L << logSecond) - 1);
        return (Control.seconds(control, list >>> logSecond) >>> bit & 1) != 0;
    }

    private static void markOccupied(long control, long list) {
        int logSecond = Control.logSecond(control);
        long first = list >>> logSecond;
        int bit = 1 << (list & (1L << logSecond) - 1);
        Control.setSeconds(control, first, Control.seconds(control, first) | bit);
        Control.setOccupied(control, Control.occupied(control) | 1L << first);
    }

    private static void markEmpty(long control, long list) {
        int logSecond = Control.logSecond(control);
        long first = list >>> logSecond;
        int seconds = Control.seconds(control, first) & ~(1 << (list & (1L << logSecond) - 1));
        Control.setSeconds(control, first, seconds);
        if (seconds == 0) Control.setOccupied(control, Control.occupied(control) & ~(1L << first));
    }
}
