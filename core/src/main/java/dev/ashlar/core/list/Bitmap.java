package dev.ashlar.core.list;

import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * A row of bits in 64-bit words; a bitmap is the address of its first word.
 * <pre>
 *   bitmap +  0   bits  0 …  63, the lowest first
 *   bitmap +  8   bits 64 … 127
 *   …
 * </pre>
 */
public final class Bitmap {
    private Bitmap() {}

    /** Bytes that {@code countBits} bits take, in whole words. */
    public static long bytesFor(long countBits) {
        return (countBits + 63 >>> 6) << 3;
    }

    public static boolean isSet(long bitmap, long bit) {
        return (Mem.getLong(wordOf(bitmap, bit)) >>> (bit & 63) & 1) != 0;
    }

    public static void set(long bitmap, long bit) {
        long word = wordOf(bitmap, bit);
        Mem.putLong(word, Mem.getLong(word) | 1L << (bit & 63));
    }

    public static void clear(long bitmap, long bit) {
        long word = wordOf(bitmap, bit);
        Mem.putLong(word, Mem.getLong(word) & ~(1L << (bit & 63)));
    }

    /** The first set bit at or after {@code from}, or -1 if there is none below {@code countBits}. */
    public static long nextSet(long bitmap, long from, long countBits) {
        if (from >= countBits) return -1;
        long base = from & -64;
        long bits = Mem.getLong(wordOf(bitmap, from)) & -1L << (from & 63);
        while (bits == 0) {
            base += 64;
            if (base >= countBits) return -1;
            bits = Mem.getLong(wordOf(bitmap, base));
        }
        return base + Bits.trailingZeros(bits);
    }

    /** How many bits of {@code word} are set. */
    public static int count(long word) {
        word -= word >>> 1 & 0x5555_5555_5555_5555L;
        word = (word & 0x3333_3333_3333_3333L) + (word >>> 2 & 0x3333_3333_3333_3333L);
        word = word + (word >>> 4) & 0x0F0F_0F0F_0F0F_0F0FL;
        return (int) (word * 0x0101_0101_0101_0101L >>> 56);
    }

    private static long wordOf(long bitmap, long bit) {
        return bitmap + (bit >>> 6 << 3);
    }
}
