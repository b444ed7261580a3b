package dev.ashlar.core.size;

/** Rounding to powers of two. */
public final class Align {
    private Align() {}

    /** The smallest multiple of {@code alignment}, a power of two, that is not below {@code value}; no overflow check. */
    public static long up(long value, long alignment) {
        return value + alignment - 1 & -alignment;
    }

    /** Whether {@code value} is a multiple of {@code alignment}, a power of two. */
    public static boolean isAligned(long value, long alignment) {
        return (value & alignment - 1) == 0;
    }
}
