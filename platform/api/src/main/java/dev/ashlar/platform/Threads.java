package dev.ashlar.platform;

/** Who is running, and a place to sleep. */
public final class Threads {
    private Threads() {}

    /**
     * A number for the calling thread, the same at every call, different from that of every other live thread, and
     * kept by the one thread of a forked child. A multiple of 8 that is neither 0 nor 8.
     */
    public static native long id();

    /** What {@link #setHeap} has last stored for the calling thread; before that, 0 or what the platform begins with. */
    public static native long heap();

    /** Remembers {@code heap} for the calling thread. */
    public static native void setHeap(long heap);

    /** Asks to be told when the calling thread ends; how is the platform's affair. */
    public static native void watchExit();

    /** Whether the calling thread has been told of its end already: it will not be told again. */
    public static native boolean isEnding();

    /** Bytes of a mutex; at most 64. A zeroed mutex is unlocked; its address is a multiple of 8. */
    public static native long mutexBytes();

    /** Locks the mutex, sleeping while another thread holds it. The caller must not hold it already. */
    public static native void mutexLock(long mutex);

    /** Unlocks the mutex, which the caller holds. */
    public static native void mutexUnlock(long mutex);

    /** Makes the mutex a fresh, unlocked one. For the child of a fork: nobody else may know the mutex. */
    public static native void mutexReset(long mutex);

    /** Whether the calling thread has last said {@link #setWaiting} true; false in a new thread. */
    public static native boolean isWaiting();

    /** Remembers {@code waiting} for the calling thread. A signal handler reads what the code it interrupted said. */
    public static native void setWaiting(boolean waiting);
}
