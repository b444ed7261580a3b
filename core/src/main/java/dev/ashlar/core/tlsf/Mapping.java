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
 * </pre>
 * The list numbers run on without a gap, so the next larger blocks are in the next list. Source: Masmano, Ripoll,
 * Crespo and Real, "TLSF: a new dynamic memory allocator for real-time systems", ECRTS 2004, section 3.
 */
final class Mapping {
    private Mapping() {}

    /** Blocks are multiples of 16 bytes, so the lowest first level has lists that far apart. */
    static final int LOG_UNIT_BYTES = 4;

    /** The list for blocks of {@code bytes}, were there no end of lists. */
    static long listOf(long bytes, int logSecond) {
        int log = log(bytes, logSecond);
        return ((long) (log - logSecond - LOG_UNIT_BYTES) << logSecond) + (bytes >>> log - logSecond);
    }

    /** The first list whose blocks are all of at least {@code bytes}, which is at most 2⁴⁸. */
    static long listFor(long bytes, int logSecond) {
        return listOf(bytes + (1L << log(bytes, logSecond) - logSecond) - 1, logSecond);
    }

    /** The least bytes of the blocks in a list. */
    static long leastBytes(long list, int logSecond) {
        long first = list >>> logSecond;
        if (first <= 1) return list << LOG_UNIT_BYTES;
        long second = list & (1L << logSecond) - 1;
        return (1L << logSecond) + second << LOG_UNIT_BYTES + first - 1;
    }

    /** log₂ of bytes, rounded down, and at least that of the second first level. */
    private static int log(long bytes, int logSecond) {
        return 63 - Bits.leadingZeros(bytes | 1L << logSecond + LOG_UNIT_BYTES);
    }
}
