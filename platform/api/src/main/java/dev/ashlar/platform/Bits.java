package dev.ashlar.platform;

/** Searches for a set bit: one instruction natively, an intrinsic on the JVM. */
public final class Bits {
    private Bits() {}

    /** The index, 0 to 63, of the lowest set bit. {@code word} must not be 0. */
    public static native int trailingZeros(long word);

    /** Whether {@code left} is less than {@code right}, both without a sign. */
    public static native boolean isBelow(long left, long right);

    /** The number, 0 to 63, of zero bits above the highest set bit. {@code word} must not be 0. */
    public static native int leadingZeros(long word);
}
