package dev.ashlar.core.tlsf;

import dev.ashlar.platform.Bits;

/**
 * From the bytes of a block to the list that it is in: the two levels of a two-level segregated fit, as one number.
 * <pre>
 *   first level    the power of two below the bytes; the lowest has all that is smaller, one list per 16 bytes
 *   second level   2^logSecond equal parts of it
 *
 *   list = first &lt;&lt; logSecond | second                        bytes       lists, with logSecond 5
 *                                                             16 … 511    0 … 31     16 bytes apart
 *                                                            512 … 1023  32 … 63     16
 *                                                           1024 … 2047  64 … 95     32
 *
 *   levels   63 … 32                                   31 … 0
 *            the last list: all larger blocks          logSecond
 * </pre>
 * The list numbers run on without a gap, so the next larger blocks are in the next list. What it takes is in one word, so
 * that it is read once for each operation. Source: Masmano, Ripoll, Crespo and Real, "TLSF: a new dynamic memory allocator
 * for real-time systems", ECRTS 2004, section 3.
 */
final class Mapping {
    private Mapping() {}

    /** Blocks are multiples of 16 bytes, so the lowest first level has lists that far apart. */
    static final int LOG_UNIT_BYTES = 4;

    private static final int LAST_SHIFT = 32;

    /** The word for so many levels. */
    static long levels(int firsts, int logSecond) {
        long last = ((long) firsts << logSecond) - 1;
        return last << LAST_SHIFT | logSecond;
    }

    /** Whether a word can be one of {@link #levels}. */
    static boolean isLevels(long levels) {
        int logSecond = logSecond(levels);
        if (logSecond < 0 || logSecond > Tlsf.MOST_LOG_SECOND) return false;
        long firsts = last(levels) + 1 >> logSecond;
        return firsts >= 1 && firsts <= Tlsf.MOST_FIRSTS && levels == levels((int) firsts, logSecond);
    }

    static int logSecond(long levels) {
        return (int) levels;
    }

    /** The units of the smallest blocks whose first level is not the lowest, where lists are one unit apart. */
    private static long small(long levels) {
        return 1L << logSecond(levels);
    }

    /** The last list. */
    static long last(long levels) {
        return levels >>> LAST_SHIFT;
    }

    /** The list that free blocks of {@code bytes} are in. */
    static long listOf(long levels, long bytes) {
        long list = unbounded(levels, bytes);
        long last = last(levels);
        return list < last ? list : last;
    }

    /**
     * The first list whose blocks are all of at least {@code bytes}: the one after that of a block one byte smaller. It may
     * be beyond the last.
     */
    static long listFor(long levels, long bytes) {
        return unbounded(levels, bytes - 1) + 1;
    }

    private static long unbounded(long levels, long bytes) {
        int logSecond = logSecond(levels);
        long units = bytes >>> LOG_UNIT_BYTES;
        // log₂ of the units rounded down, or of small if that is more. (63 ^ n is 63 - n, and one instruction with it.)
        int log = 63 ^ Bits.leadingZeros(units | small(levels));
        int apart = log - logSecond; // log₂ of the units that the lists are apart
        return (apart << logSecond) + (int) (units >>> apart);
    }
}
