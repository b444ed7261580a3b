package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Mem;

/**
 * Accessors for a range of memory that can't be touched; a range is the address of its record, which lies elsewhere. What
 * a {@link Block} has at its ends, a range has here.
 * <pre>
 *   range - 16   tail      {@link Tail}, whose bytes are those of a live one, too; its next is that of the unused records
 *   range +  8   start     offset of its first byte, a multiple of 16, | FREE
 *   range + 16   before    the range before, or 0
 *   range + 24   after     the range after, or 0
 * </pre>
 */
final class Range {
    private Range() {}

    static final long BYTES = 48;

    private static final long START = Tail.REAR_BYTES;
    private static final long BEFORE = 16;
    private static final long AFTER = 24;
    private static final long FREE = 1;

    static long bytes(long range) {
        return Tail.bytes(range);
    }

    static boolean isFree(long range) {
        return (Mem.getLong(range + START) & FREE) != 0;
    }

    static void markFree(long range, long bytes) {
        Mem.putLong(range + START, start(range) | FREE);
        Tail.setBytes(range, bytes);
    }

    static void markLive(long range, long bytes) {
        Mem.putLong(range + START, start(range));
        Tail.setBytes(range, bytes);
    }

    /** A record that stands for nothing has no bytes. */
    static void markUnused(long range, long nextUnused) {
        Tail.setBytes(range, 0);
        Tail.setNext(range, nextUnused);
    }

    static long nextUnused(long range) {
        return Tail.next(range);
    }

    static long start(long range) {
        return Mem.getLong(range + START) & ~FREE;
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
