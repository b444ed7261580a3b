package dev.ashlar.core.segment;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * How much memory there is, and how much of what is free may stay: all in granules.
 * <pre>
 *   purse +  0   committed   claimed, or free and dirty: what may be resident
 *   purse +  8   peak        largest committed so far
 *   purse + 16   limit       most that may be committed, 0 for no limit
 *   purse + 24   dirty       free and dirty
 *   purse + 32   missed      purged, and not claimed again since
 *   purse + 40   allowance   what may stay beyond the bound, since it was missed before
 *   purse + 48   lowest      least dirty since the last tick: nobody wanted so much
 *   purse + 56   clock       milliseconds at the last tick
 *   purse + 64   purged      granules given back, ever
 *   purse + 72   purging     threads that are giving back
 *   purse + 80   purges      begun, ever
 *   purse + 88   next        how much must be dirty before the next purge by amount
 *   purse + 96   looking     threads that look at slots of others, which must stay readable meanwhile
 * </pre>
 * <p><b>By amount</b>: dirty memory stays below {@code FLOOR + inUse / 8 + allowance}; what is over goes as soon as it is
 * freed, down to half of that. A program that wants back what it has just given pays once: what was purged and is
 * claimed again is added to the allowance, so that the next round of a loop keeps all it needs.
 *
 * <p><b>By time</b>: the allowance halves each second, and what lay unwanted for a second goes. The clock is looked at
 * when granules come back, or when the purge thread ticks.
 */
final class Purse {
    private Purse() {}

    private static final long COMMITTED = 0;
    private static final long PEAK = 8;
    private static final long LIMIT = 16;
    private static final long DIRTY = 24;
    private static final long MISSED = 32;
    private static final long ALLOWANCE = 40;
    private static final long LOWEST = 48;
    static final long CLOCK = 56;
    private static final long PURGED = 64;

    private static final long PURGING = 72;
    private static final long PURGES = 80;
    private static final long NEXT = 88;
    private static final long LOOKING = 96;

    /** 16 MiB: to give back less takes more calls than it is worth. */
    private static final long FLOOR = 256;

    private static final int IN_USE_SHIFT = 3;

    /**
     * By amount, whole segments go first, and runs shorter than 512 KiB stay: of what is freed in no order, either soon
     * becomes a part of more. Only when half the bound more lies idle do other runs go, too.
     */
    private static final int SHORTEST_RUN = 8;

    /** After a purge by amount, the next is worth looking for when 1 MiB more is free. */
    private static final long STEP = 16;

    private static final long TICK_MILLIS = 1000;

    static void open(long root) {
        Mem.putLong(SegmentRoot.purse(root) + CLOCK, Os.clockMillis());
    }

    private static long value(long root, long field) {
        return Atomics.loadAcquire(SegmentRoot.purse(root) + field);
    }

    static long committedGranules(long root) {
        return value(root, COMMITTED);
    }

    static long peakGranules(long root) {
        return value(root, PEAK);
    }

    static long dirtyGranules(long root) {
        return value(root, DIRTY);
    }

    /** Whether some thread is giving memory back, and has claimed more for that than it will in the end give. */
    static boolean isPurging(long root) {
        return value(root, PURGING) != 0;
    }

    /**
     * From here to {@link #lookAway} no memory becomes unreadable that is readable now. Whoever looks must ask first whether what it is
     * about to look at is still there: both sides change one word, so either this thread sees that it has gone, or who lets it go waits.
     */
    static void look(long root) {
        Atomics.fetchAdd(SegmentRoot.purse(root) + LOOKING, 1);
    }

    static void lookAway(long root) {
        Atomics.fetchAdd(SegmentRoot.purse(root) + LOOKING, -1);
    }

    /** Waits for those who look: for some microseconds at most. What the caller is about to make unreadable must be nobody's already. */
    static void awaitLookers(long root) {
        while (Atomics.fetchAdd(SegmentRoot.purse(root) + LOOKING, 0) != 0) Atomics.pause();
    }

    static long purges(long root) {
        return value(root, PURGES);
    }

    static long purgedGranules(long root) {
        return value(root, PURGED);
    }

    /** At most so many bytes may be committed from now on, 0 for no limit; what is more stays, but nothing is added. */
    static void limit(long root, long limitBytes) {
        long granules = limitBytes >>> Segment.LOG_GRANULE_BYTES;
        Atomics.exchange(SegmentRoot.purse(root) + LIMIT, limitBytes != 0 && granules == 0 ? 1 : granules);
    }

    static long limitBytes(long root) {
        return value(root, LIMIT) << Segment.LOG_GRANULE_BYTES;
    }

    /** Whether the limit would allow for {@code count} granules more if all that is dirty were given back. */
    static boolean allows(long root, long count) {
        long limit = value(root, LIMIT);
        return limit == 0 || count <= limit - (committedGranules(root) - dirtyGranules(root));
    }

    /** Accounts for a claim, of which {@code clean} granules were not committed and {@code dirty} were; false if the limit forbids it. */
    static boolean take(long root, long clean, long dirty) {
        long purse = SegmentRoot.purse(root);
        if (clean != 0) {
            if (!tryCommit(root, clean)) return false;
            long missed = value(root, MISSED);
            if (missed > 0) {
                long regretted = missed < clean ? missed : clean;
                Atomics.fetchAdd(purse + MISSED, -regretted);
                Atomics.fetchAdd(purse + ALLOWANCE, regretted);
            }
        }
        if (dirty != 0) {
            long left = Atomics.fetchAdd(purse + DIRTY, -dirty) - dirty;
            if (left < value(root, LOWEST)) Atomics.storeRelease(purse + LOWEST, left);
        }
        return true;
    }

    /**
     * Adds to what is committed unless that goes beyond the limit, even when all that is idle has been given back. The limit is looked at
     * again afterwards: whoever lowers it and then reads what is committed sees all that will be.
     */
    private static boolean tryCommit(long root, long clean) {
        long purse = SegmentRoot.purse(root);
        boolean hasPurged = false;
        while (true) {
            long committed = committedGranules(root);
            long limit = value(root, LIMIT);
            if (limit != 0 && committed + clean > limit) {
                if (hasPurged || !allows(root, clean)) return false;
                purge(root, committed + clean - limit);
                hasPurged = true;
            } else if (Atomics.compareAndSet(purse + COMMITTED, committed, committed + clean)) {
                if (value(root, LIMIT) != limit) {
                    Atomics.fetchAdd(purse + COMMITTED, -clean);
                    continue;
                }
                if (committed + clean > value(root, PEAK)) Atomics.storeRelease(purse + PEAK, committed + clean);
                return true;
            }
        }
    }

    /** Undoes {@link #take}. */
    static void giveUp(long root, long clean, long dirty) {
        Atomics.fetchAdd(SegmentRoot.purse(root) + COMMITTED, -clean);
        Atomics.fetchAdd(SegmentRoot.purse(root) + DIRTY, dirty);
    }

    /** States what the segments say, in the child of a fork, where threads may have vanished between the two. */
    static void recount(long root, long committed, long dirty) {
        Atomics.storeRelease(SegmentRoot.purse(root) + COMMITTED, committed);
        Atomics.storeRelease(SegmentRoot.purse(root) + DIRTY, dirty);
        Atomics.storeRelease(SegmentRoot.purse(root) + PURGING, 0);
        Atomics.storeRelease(SegmentRoot.purse(root) + LOOKING, 0);
    }

    /** Accounts for granules that came back, and gives back to the system what is too much. */
    static void put(long root, long count) {
        long dirty = Atomics.fetchAdd(SegmentRoot.purse(root) + DIRTY, count) + count;
        long bound = bound(root);
        if (dirty > bound && dirty >= value(root, NEXT)) {
            long kept = dirty - purgeRuns(root, dirty - (bound >> 1), Segment.GRANULES);
            if (kept > bound + (bound >> 1)) purgeRuns(root, kept - (bound >> 1), SHORTEST_RUN);
            Atomics.storeRelease(SegmentRoot.purse(root) + NEXT, dirtyGranules(root) + STEP);
        }
        tick(root);
    }

    private static long bound(long root) {
        long inUse = committedGranules(root) - dirtyGranules(root);
        return FLOOR + (inUse >> IN_USE_SHIFT) + value(root, ALLOWANCE);
    }

    /** What time does, if enough of it has passed. */
    static void tick(long root) {
        long purse = SegmentRoot.purse(root);
        long before = value(root, CLOCK);
        long now = Os.clockMillis();
        if (now - before < TICK_MILLIS || !Atomics.compareAndSet(purse + CLOCK, before, now)) return;
        long seconds = (now - before) / TICK_MILLIS;
        Atomics.storeRelease(purse + ALLOWANCE, seconds > 62 ? 0 : value(root, ALLOWANCE) >> seconds);
        long unwanted = value(root, LOWEST);
        if (unwanted > 0) purge(root, unwanted);
        Atomics.storeRelease(purse + LOWEST, dirtyGranules(root));
    }

    /** Dirty granules went with their arena. */
    static void lost(long root, long dirty) {
        Atomics.fetchAdd(SegmentRoot.purse(root) + DIRTY, -dirty);
        Atomics.fetchAdd(SegmentRoot.purse(root) + COMMITTED, -dirty);
    }

    /** Gives at least {@code count} free and dirty granules back to the system, as far as there are so many; how many. */
    static long purge(long root, long count) {
        return purgeRuns(root, count, 1);
    }

    private static long purgeRuns(long root, long count, int shortest) {
        long purse = SegmentRoot.purse(root);
        Atomics.fetchAdd(purse + PURGING, 1);
        Atomics.fetchAdd(purse + PURGES, 1);
        long purged = 0;
        int arenas = 0;
        while (Arenas.at(root, arenas) != 0) arenas++;
        while (arenas-- > 0 && purged < count)
            purged += purgeArena(root, Arenas.at(root, arenas), count - purged, shortest);
        Atomics.fetchAdd(purse + PURGING, -1);
        return purged;
    }

    /** From the end: what is allocated first comes from the beginning. */
    private static long purgeArena(long root, long arena, long count, int shortest) {
        if (!Arena.isOpen(arena) || Arena.has(arena, Arena.CALLERS)) return 0;
        long purged = 0;
        for (long i = Arena.segments(arena) - 1; i >= 0 && purged < count; i--) {
            long segment = Arena.segment(arena, i);
            long idle = Segment.claimIfDirty(segment, shortest);
            if (idle == 0) continue;
            if (AddressSpace.mustRecommit()) awaitLookers(root);
            long dirty = Segment.dirty(segment) & idle;
            long gone = dirty & decommit(root, Arena.segmentAddress(arena, i), idle, dirty, shortest);
            Segment.markClean(segment, gone);
            countByRow(root, arena, i << Segment.LOG_GRANULES, gone);
            Segment.release(segment, idle);
            purged += account(root, Bitmap.count(gone));
        }
        return purged;
    }

    /** Counts granules of the segment that begins at {@code index} for what they last were part of: runs of one row at once. */
    private static void countByRow(long root, long arena, long index, long granules) {
        while (granules != 0) {
            int first = Bits.trailingZeros(granules);
            int row = Arena.served(arena, index + first);
            int end = first + 1;
            while (end < Segment.GRANULES && (granules >>> end & 1) != 0 && Arena.served(arena, index + end) == row)
                end++;
            ClassStats.countPurged(root, row, end - first);
            granules &= ~Segment.mask(first, end - first);
        }
    }

    private static long account(long root, long gone) {
        long purse = SegmentRoot.purse(root);
        Atomics.fetchAdd(purse + DIRTY, -gone);
        Atomics.fetchAdd(purse + COMMITTED, -gone);
        Atomics.fetchAdd(purse + MISSED, gone);
        Atomics.fetchAdd(purse + PURGED, gone);
        return gone;
    }

    /**
     * Decommits the granules of {@code dirty} among those of {@code idle}, one call for each run of the latter that is long
     * enough, clean ones in between included; the granules that are gone.
     */
    private static long decommit(long root, long address, long idle, long dirty, int shortest) {
        long space = SegmentRoot.space(root);
        long gone = 0;
        while (dirty != 0) {
            int bit = Bits.trailingZeros(dirty);
            long above = ~(idle >>> bit);
            int idleCount = above == 0 ? Segment.GRANULES : Bits.trailingZeros(above);
            long run =
                    dirty & Segment.mask(bit, idleCount < Segment.GRANULES - bit ? idleCount : Segment.GRANULES - bit);
            int count = Segment.GRANULES - Bits.leadingZeros(run) - bit;
            long first = address + ((long) bit << Segment.LOG_GRANULE_BYTES);
            boolean isLong = count >= shortest;
            if (isLong && AddressSpace.decommit(space, first, (long) count << Segment.LOG_GRANULE_BYTES)) gone |= run;
            dirty &= ~run;
        }
        return gone;
    }
}
