package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Threads} by POSIX threads; an id is the address of a thread-local byte. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Threads {
    private Threads() {}

    @Import(name = "ashlar_thread_id")
    public static native long id();

    @Import(name = "ashlar_thread_heap")
    public static native long heap();

    @Import(name = "ashlar_set_thread_heap")
    public static native void setHeap(long heap);

    @Import(name = "ashlar_watch_exit")
    public static native void watchExit();

    @Import(name = "ashlar_is_ending")
    public static native boolean isEnding();

    @Import(name = "ashlar_mutex_bytes")
    public static native long mutexBytes();

    @Import(name = "ashlar_mutex_lock")
    public static native void mutexLock(long mutex);

    @Import(name = "ashlar_mutex_unlock")
    public static native void mutexUnlock(long mutex);

    @Import(name = "ashlar_mutex_reset")
    public static native void mutexReset(long mutex);

    @Import(name = "ashlar_is_waiting")
    public static native boolean isWaiting();

    @Import(name = "ashlar_set_waiting")
    public static native void setWaiting(boolean waiting);
}
