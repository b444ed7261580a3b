package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Atomics} by the compiler's built-ins. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Atomics {
    private Atomics() {}

    @Import(name = "ashlar_load_acquire")
    public static native long loadAcquire(long address);

    @Import(name = "ashlar_store_release")
    public static native void storeRelease(long address, long value);

    @Import(name = "ashlar_load_relaxed")
    public static native long loadRelaxed(long address);

    @Import(name = "ashlar_store_relaxed")
    public static native void storeRelaxed(long address, long value);

    @Import(name = "ashlar_load_relaxed_int")
    public static native int loadRelaxedInt(long address);

    @Import(name = "ashlar_store_relaxed_int")
    public static native void storeRelaxedInt(long address, int value);

    @Import(name = "ashlar_compare_and_set")
    public static native boolean compareAndSet(long address, long expected, long desired);

    @Import(name = "ashlar_fetch_add")
    public static native long fetchAdd(long address, long delta);

    @Import(name = "ashlar_exchange")
    public static native long exchange(long address, long value);

    @Import(name = "ashlar_fetch_or")
    public static native long fetchOr(long address, long bits);

    @Import(name = "ashlar_fetch_and")
    public static native long fetchAnd(long address, long bits);

    @Import(name = "ashlar_pause")
    public static native void pause();
}
