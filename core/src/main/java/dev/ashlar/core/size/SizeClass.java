package dev.ashlar.core.size;

import dev.ashlar.platform.Bits;

/**
 * The sizes that slots have: multiples of 16 up to 128, then eight to each doubling, up to 256 KiB.
 * <pre>
 *   class    0   1  …   7     8    9  …   15    16   17  …     95
 *   bytes   16  32  … 128   144  160  …  256   288  320  … 262144
 * </pre>
 * Above 128 bytes a slot is at most 1/9 larger than what was asked for: the step within a doubling is an eighth of where
 * it begins.
 */
public final class SizeClass {
    private SizeClass() {}

    public static final int COUNT = 96;

    /** Every slot has a multiple of this, and so has every address of one. */
    public static final long UNIT_BYTES = 16;

    public static final int LOG_UNIT_BYTES = 4;

    /** Up to here classes are multiples of the unit. */
    private static final long LINEAR_BYTES = 128;

    private static final int LOG_LINEAR_BYTES = 7;
    private static final int LOG_STEPS = 3;

    public static final long LARGEST_BYTES = LINEAR_BYTES << COUNT / 8 - 1;

    /** The class of the smallest slots that hold {@code sizeBytes} bytes, 0 to {@link #LARGEST_BYTES}. */
    public static int of(long sizeBytes) {
        if (sizeBytes <= LINEAR_BYTES) return sizeBytes == 0 ? 0 : (int) (sizeBytes - 1 >>> LOG_UNIT_BYTES);
        long last = sizeBytes - 1;
        int log = 63 - Bits.leadingZeros(last);
        return (log - LOG_LINEAR_BYTES + 1 << LOG_STEPS) + (int) (last >>> log - LOG_STEPS & 7);
    }

    /** Bytes in a slot of {@code sizeClass}. */
    public static long bytes(int sizeClass) {
        if (sizeClass < 8) return sizeClass + 1L << LOG_UNIT_BYTES;
        int doubling = (sizeClass >>> LOG_STEPS) - 1;
        return 8 + (sizeClass & 7) + 1L << LOG_UNIT_BYTES + doubling;
    }
}
