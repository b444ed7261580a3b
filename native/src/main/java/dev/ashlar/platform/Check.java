package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Check}: {@code -DASHLAR_CHECKS=1} turns it on. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Check {
    private Check() {}

    @Import(name = "ashlar_check_on")
    public static native boolean on();

    @Import(name = "ashlar_check_fail")
    public static native void fail(int rule, long address);

    @Import(name = "ashlar_check_zeroed")
    public static native void zeroed(long address, long sizeBytes);
}
