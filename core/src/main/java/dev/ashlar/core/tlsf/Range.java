package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for a range of memory that can't be touched; a range is the address of its record, which lies elsewhere. What
 * a {@link Block} has in front of it and in itself, a range has here, and the first three words are the same.
 * <pre>
 *   range +  0   word      bytes | FREE
 *   range +  8   next      free: the next one of its list, or of the unused records
 *   range + 16   place     free: of the link that leads here
 *   range + 24   start     offset of its first byte
 *   range + 32   before    the range before, or 0
 *   range + 40   after     the range after, or 0
 * </pre>
 */
final class Range {
    private Range() {}

    static final long BYTES = 48;

    private static final long WORD = 0;
    private static final long NEXT = Block.NEXT;
    private static final long START = 24;
    private static final long BEFORE = 32;
    private static final long AFTER = 40;
    private static final long FREE = 1;

    static long bytes(long range) {
        return Mem.getLong(range + WORD) & -Block.UNIT_BYTES;
    }

    static boolean isFree(long range) {
        return (Mem.getLong(range + WORD) & FREE) != 0;
    }

    static void markFree(long range, long bytes) {
        Mem.putLong(range + WORD, bytes | FREE);
    }

    static void markLive(long range, long bytes) {
        Mem.putLong(range + WORD, bytes);
    }

    /** A record that stands for nothing has no bytes. */
    static void markUnused(long range, long nextUnused) {
        Mem.putLong(range + WORD, 0);
        Mem.putLong(range + NEXT, nextUnused);
    }

    static long nextUnused(long range) {
        return Mem.getLong(range + NEXT);
    }

    static long start(long range) {
        return Mem.getLong(range + START);
    }

    static void setStart(long range, long start) {
        Mem.putLong(range + START, start);
    }

    static long before(long range) {
        return Mem.getLong(range + BEFORE);
    }

    static void setBefore(long range, long before) {
        if (range != 0) Mem.putLong(range + BEFORE, before);
    }

    static long after(long range) {
        return Mem.getLong(range + AFTER);
    }

    static void setAfter(long range, long after) {
        if (range != 0) Mem.putLong(range + AFTER, after);
    }
}
