package dev.ashlar.platform;

/** {@code Bits} by Java's own. */
public final class Bits {
    private Bits() {}

    public static int trailingZeros(long word) {
        return Long.numberOfTrailingZeros(word);
    }

    public static int leadingZeros(long word) {
        return Long.numberOfLeadingZeros(word);
    }

    public static boolean isBelow(long left, long right) {
        return Long.compareUnsigned(left, right) < 0;
    }
}
