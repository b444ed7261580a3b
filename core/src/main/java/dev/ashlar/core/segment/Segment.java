package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * Which granules of a segment are free. A segment is 64 granules of 64 KiB, so a word has a bit for each.
 * <pre>
 *   segment +  0   free     granules that may be claimed
 *   segment +  8   dirty    granules whose memory may be resident; the others read as zero
 *   segment + 16   pooled   granules where a page begins that is nobody's and has room: {@link Pool}
 *   segment + 24   committed   1 once its memory may be touched
 * </pre>
 * There is no lock: to claim is to clear bits of {@code free} with one compare-and-set, and who did owns those granules,
 * their dirty bits and their descriptors, until it sets the bits again. A process that forks at any moment finds each
 * word whole.
 */
final class Segment {
    private Segment() {}

    static final int LOG_GRANULE_BYTES = 16;

    /** As large as the largest OS page, so that a granule can be decommitted anywhere. */
    static final long GRANULE_BYTES = 1 << LOG_GRANULE_BYTES;

    static final int LOG_GRANULES = 6;
    static final int GRANULES = 1 << LOG_GRANULES;

    private static final long FREE = 0;
    private static final long DIRTY = 8;
    private static final long POOLED = 16;
    private static final long COMMITTED = 24;

    static final long BYTES = 32;

    static long free(long segment) {
        return Atomics.loadAcquire(segment + FREE);
    }

    static long dirty(long segment) {
        return Atomics.loadAcquire(segment + DIRTY);
    }

    static boolean isCommitted(long segment) {
        return Atomics.loadAcquire(segment + COMMITTED) != 0;
    }

    static void setCommitted(long segment) {
        Atomics.storeRelease(segment + COMMITTED, 1);
    }

    static long pooled(long segment) {
        return Atomics.loadAcquire(segment + POOLED);
    }

    /** The bits of {@code count} granules from {@code bit} on. */
    static long mask(int bit, int count) {
        return (count == GRANULES ? -1L : (1L << count) - 1) << bit;
    }

    /** Each bit of the result begins a run of {@code count} bits of {@code bits}. */
    static long runs(long bits, int count) {
        int left = count;
        while (left > 1) {
            int half = left >>> 1;
            bits &= bits >>> half;
            left -= half;
        }
        return bits;
    }

    /**
     * Claims {@code count} free granules side by side, the lowest that there are.
     *
     * @param isDirtyWanted only ones that may be resident, so that no page fault follows
     * @param address of the segment
     * @param alignment that the first one's address shall have
     * @return the first one's bit; -1 if there is no such run
     */
    static int claim(long segment, int count, boolean isDirtyWanted, long address, long alignment) {
        while (true) {
            long free = free(segment);
            long candidates = runs(isDirtyWanted ? free & dirty(segment) : free, count);
            int bit = -1;
            while (candidates != 0 && bit < 0) {
                bit = Bits.trailingZeros(candidates);
                candidates &= candidates - 1;
                long first = address + ((long) bit << LOG_GRANULE_BYTES);
                if ((first & alignment - 1) != 0) bit = -1;
            }
            if (bit < 0) return -1;
            if (Atomics.compareAndSet(segment + FREE, free, free & ~mask(bit, count))) return bit;
        }
    }

    /** Claims exactly the granules of {@code mask}, if all are free. */
    static boolean tryClaim(long segment, long mask) {
        while (true) {
            long free = free(segment);
            if ((free & mask) != mask) return false;
            if (Atomics.compareAndSet(segment + FREE, free, free & ~mask)) return true;
        }
    }

    /** Claims all that are free, if some are dirty in a run of at least {@code shortest} free ones; their bits. */
    static long claimIfDirty(long segment, int shortest) {
        while (true) {
            long free = free(segment);
            if ((free & dirty(segment)) == 0 || runs(free, shortest) == 0) return 0;
            if (Atomics.compareAndSet(segment + FREE, free, 0)) return free;
        }
    }

    /** Ends a claim. */
    static void release(long segment, long mask) {
        Atomics.fetchOr(segment + FREE, mask);
    }

    static void markDirty(long segment, long mask) {
        Atomics.fetchOr(segment + DIRTY, mask);
    }

    static void markClean(long segment, long mask) {
        Atomics.fetchAnd(segment + DIRTY, ~mask);
    }

    static void markPooled(long segment, int bit) {
        Atomics.fetchOr(segment + POOLED, 1L << bit);
    }

    static void unmarkPooled(long segment, int bit) {
        Atomics.fetchAnd(segment + POOLED, ~(1L << bit));
    }

    /** A segment of which {@code count} granules exist, all free. */
    static void open(long segment, int count, boolean isDirty, boolean isCommitted) {
        Mem.putLong(segment + DIRTY, isDirty ? mask(0, count) : 0);
        Mem.putLong(segment + POOLED, 0);
        Mem.putLong(segment + COMMITTED, isCommitted ? 1 : 0);
        Atomics.storeRelease(segment + FREE, mask(0, count));
    }
}
