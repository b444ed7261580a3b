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

    /** The list for blocks of {@code bytes}, were there no end of lists. {@code small} is {@link #small}. */
    static long listOf(long bytes, int logSecond, long small) {
        long units = bytes >>> LOG_UNIT_BYTES;
        // log₂ of the units rounded down, or of small if that is more. (63 ^ n is 63 - n, and one instruction with it.)
        int log = 63 ^ Bits.leadingZeros(units | small);
        int apart = log - logSecond; // log₂ of the units that the lists are apart
        return (apart << logSecond) + (int) (units >>> apart);
    }

    /** The first list whose blocks are all of at least {@code bytes}: the one after that of a block one byte smaller. */
    static long listFor(long bytes, int logSecond, long small) {
        return listOf(bytes - 1, logSecond, small) + 1;
    }

    /** The units of the smallest blocks whose first level is not the lowest, where lists are one unit apart. */
    static long small(int logSecond) {
        return 1L << logSecond;
    }
}
