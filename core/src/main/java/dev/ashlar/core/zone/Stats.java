package dev.ashlar.core.zone;

import dev.ashlar.platform.Mem;

/**
 * What a heap has done so far, as 64-bit counters; a stats is the address of the first.
 * <pre>
 *   stats +  0   live blocks
 *   stats +  8   live bytes, as requested
 *   stats + 16   the most live bytes at once
 *   stats + 24   calls: malloc, calloc, realloc, aligned, free; then requests that failed, frees put off
 *   stats + 80   zones mapped: TINY, SMALL, LARGE
 *   stats + 104  zones unmapped: TINY, SMALL, LARGE
 * </pre>
 */
public final class Stats {
    private Stats() {}

    private static final long LIVE_BLOCKS = 0;
    private static final long LIVE_BYTES = 8;
    private static final long PEAK_BYTES = 16;
    private static final long CALLS = 24;
    private static final long ZONES_MAPPED = 80;
    private static final long ZONES_UNMAPPED = 104;

    static final long BYTES = 128;

    public static final int MALLOC = 0;
    public static final int CALLOC = 1;
    public static final int REALLOC = 2;
    public static final int ALIGNED = 3;
    public static final int FREE = 4;
    public static final int FAILED = 5;
    public static final int PUT_OFF = 6;

    public static long liveBlocks(long stats) {
        return Mem.getLong(stats + LIVE_BLOCKS);
    }

    public static long liveBytes(long stats) {
        return Mem.getLong(stats + LIVE_BYTES);
    }

    public static long peakBytes(long stats) {
        return Mem.getLong(stats + PEAK_BYTES);
    }

    /** How often {@code call}, one of the constants above, was made. */
    public static long calls(long stats, int call) {
        return Mem.getLong(stats + CALLS + call * 8L);
    }

    public static long zonesMapped(long stats, int kind) {
        return Mem.getLong(stats + ZONES_MAPPED + kind * 8L);
    }

    public static long zonesUnmapped(long stats, int kind) {
        return Mem.getLong(stats + ZONES_UNMAPPED + kind * 8L);
    }

    static void count(long stats, int call) {
        add(stats + CALLS + call * 8L, 1);
    }

    static void countMapped(long stats, int kind) {
        add(stats + ZONES_MAPPED + kind * 8L, 1);
    }

    static void countUnmapped(long stats, int kind) {
        add(stats + ZONES_UNMAPPED + kind * 8L, 1);
    }

    /** A block came to life ({@code blocks} 1), died (-1) or changed its size (0). */
    static void addLive(long stats, int blocks, long bytes) {
        add(stats + LIVE_BLOCKS, blocks);
        long live = liveBytes(stats) + bytes;
        Mem.putLong(stats + LIVE_BYTES, live);
        if (live > peakBytes(stats)) Mem.putLong(stats + PEAK_BYTES, live);
    }

    /** Adds every counter of {@code other}; the peak becomes at least what is live now. */
    static void absorb(long stats, long other) {
        addLive(stats, (int) liveBlocks(other), liveBytes(other));
        for (long counter = CALLS; counter < BYTES; counter += 8) add(stats + counter, Mem.getLong(other + counter));
    }

    private static void add(long counter, long delta) {
        Mem.putLong(counter, Mem.getLong(counter) + delta);
    }
}
