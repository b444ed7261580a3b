package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;

/**
 * A reserved range of addresses, cut into segments.
 * <pre>
 *   arena +  0   start         first byte; a multiple of the granule
 *   arena +  8   granules
 *   arena + 16   pages         the descriptor of its first granule; those of the others follow
 *   arena + 24   state         RELEASED (the record may be used again), CHANGING (it is some thread's), PLACED, OPEN
 *   arena + 32   room          segments that this record has room for
 *   arena + 40   flags         CALLERS: memory of the caller, never released
 *   arena + 48   reserved      bytes to release, 0 for the caller's
 *   arena + 56   hint          segments before this one are full; or one is not, and was overlooked
 *   arena + 64   segments, 32 bytes each: {@link Segment}
 *                served, 64 bytes for each segment that there is room for: what a granule last was part of, as a row
 *                of {@link ClassStats} and 1 more; right while it is free and dirty, 0 if it has been part of nothing
 * </pre>
 * The record lies outside the range and stays for ever, so that a thread may look at it while another releases the range.
 */
final class Arena {
    private Arena() {}

    private static final long START = 0;
    private static final long GRANULES = 8;
    private static final long PAGES = 16;
    private static final long STATE = 24;
    private static final long ROOM = 32;
    private static final long FLAGS = 40;
    private static final long RESERVED = 48;
    private static final long HINT = 56;
    private static final long SEGMENTS = 64;

    static final long RELEASED = 0;
    static final long CHANGING = 1;

    /** Start and granules are right, so that others keep away from them; the rest is still to come. */
    static final long PLACED = 2;

    static final long OPEN = 3;

    /** Flag: memory that a caller supplied. */
    static final long CALLERS = 1;

    /** Bytes of a record with room for {@code segments}. */
    static long bytesFor(long segments) {
        return SEGMENTS + segments * (Segment.BYTES + Segment.GRANULES);
    }

    static long start(long arena) {
        return Mem.getLong(arena + START);
    }

    static long granules(long arena) {
        return Mem.getLong(arena + GRANULES);
    }

    static long segments(long arena) {
        return granules(arena) + Segment.GRANULES - 1 >>> Segment.LOG_GRANULES;
    }

    static long segment(long arena, long index) {
        return arena + SEGMENTS + index * Segment.BYTES;
    }

    private static long served(long arena) {
        return arena + SEGMENTS + room(arena) * Segment.BYTES;
    }

    /** What the granule at {@code index} last was part of: a row of {@link ClassStats}. */
    static int served(long arena, long index) {
        int served = Mem.getByte(served(arena) + index);
        return served == 0 ? ClassStats.NONE : served - 1;
    }

    /** Remembers for {@code count} granules, which are the caller's, that they were part of something of {@code row}. */
    static void setServed(long arena, long index, long count, int row) {
        Mem.fill(served(arena) + index, count, row + 1);
    }

    static long segmentAddress(long arena, long index) {
        return start(arena) + (index << Segment.LOG_GRANULES + Segment.LOG_GRANULE_BYTES);
    }

    /** The descriptor of the granule at {@code index}. */
    static long page(long arena, long index) {
        return Mem.getLong(arena + PAGES) + (index << Page.LOG_BYTES);
    }

    /** The descriptors of its first granule; 0 in a record that has had none. */
    static long pages(long arena) {
        return Mem.getLong(arena + PAGES);
    }

    static long hint(long arena) {
        return Atomics.loadRelaxed(arena + HINT);
    }

    static void setHint(long arena, long segment) {
        Atomics.storeRelaxed(arena + HINT, segment);
    }

    /** Which granule of the arena a page begins at. */
    static long indexOf(long arena, long page) {
        return page - Mem.getLong(arena + PAGES) >>> Page.LOG_BYTES;
    }

    static boolean contains(long arena, long address) {
        if (!isOpen(arena)) return false;
        long start = start(arena);
        return address >= start && address - start >>> Segment.LOG_GRANULE_BYTES < granules(arena);
    }

    /** Whether it has a range, or is about to have one. */
    static boolean isPlaced(long arena) {
        return Atomics.loadAcquire(arena + STATE) >= PLACED;
    }

    static boolean isOpen(long arena) {
        return Atomics.loadAcquire(arena + STATE) == OPEN;
    }

    static boolean isReleased(long arena) {
        return Atomics.loadAcquire(arena + STATE) == RELEASED;
    }

    static boolean change(long arena, long from, long to) {
        return Atomics.compareAndSet(arena + STATE, from, to);
    }

    static long room(long arena) {
        return Mem.getLong(arena + ROOM);
    }

    static void setRoom(long arena, long segments) {
        Mem.putLong(arena + ROOM, segments);
    }

    static boolean has(long arena, long flag) {
        return (Mem.getLong(arena + FLAGS) & flag) != 0;
    }

    static long reservedBytes(long arena) {
        return Mem.getLong(arena + RESERVED);
    }

    /** Says where the arena will be, to whoever looks; the record is the caller's. */
    static void place(long arena, long start, long granules) {
        Mem.putLong(arena + START, start);
        Mem.putLong(arena + GRANULES, granules);
        change(arena, CHANGING, PLACED);
    }

    /** Opens an arena that is placed, all of it free. */
    static void open(long arena, long pages, long reservedBytes, long flags) {
        Mem.putLong(arena + PAGES, pages);
        Mem.putLong(arena + FLAGS, flags);
        Mem.putLong(arena + RESERVED, reservedBytes);
        setHint(arena, 0);
        // Nobody knows what a caller's memory holds, and it can be touched already.
        boolean isCallers = (flags & CALLERS) != 0;
        long segments = segments(arena);
        for (long i = 0; i < segments; i++) {
            long left = granules(arena) - i * Segment.GRANULES;
            int count = left < Segment.GRANULES ? (int) left : Segment.GRANULES;
            Segment.open(segment(arena, i), count, isCallers, isCallers);
        }
        change(arena, PLACED, OPEN);
    }
}
