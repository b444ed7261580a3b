package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Bits} by the compiler's built-ins. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Bits {
    private Bits() {}

    @Import(name = "ashlar_trailing_zeros")
    public static native int trailingZeros(long word);

    @Import(name = "ashlar_leading_zeros")
    public static native int leadingZeros(long word);

    @Import(name = "ashlar_is_below")
    public static native boolean isBelow(long left, long right);
}
