package dev.ashlar.platform;

/** Atomic operations on the 8 bytes at an address, which must be a multiple of 8. */
public final class Atomics {
    private Atomics() {}

    /** The value; later loads and stores of this thread come after it. */
    public static native long loadAcquire(long address);

    /** Stores {@code value}; earlier loads and stores of this thread come before it. */
    public static native void storeRelease(long address, long value);

    /** The value, whole; says nothing about the order of other loads and stores. As cheap as a plain load. */
    public static native long loadRelaxed(long address);

    /** Stores {@code value}, whole; says nothing about order. As cheap as a plain store. */
    public static native void storeRelaxed(long address, long value);

    /** {@link #loadRelaxed} of the 4 bytes at {@code address}, a multiple of 4. */
    public static native int loadRelaxedInt(long address);

    /** {@link #storeRelaxed} of the 4 bytes at {@code address}, a multiple of 4. */
    public static native void storeRelaxedInt(long address, int value);

    /** Stores {@code desired} if the value is {@code expected}; whether it did. A full barrier; never fails spuriously. */
    public static native boolean compareAndSet(long address, long expected, long desired);

    /** Adds {@code delta} and gives the value from before. A full barrier. */
    public static native long fetchAdd(long address, long delta);

    /** Stores {@code value} and gives the one from before. A full barrier. */
    public static native long exchange(long address, long value);

    /** Sets the bits that {@code bits} has, and gives the value from before. A full barrier. */
    public static native long fetchOr(long address, long bits);

    /** Clears the bits that {@code bits} lacks, and gives the value from before. A full barrier. */
    public static native long fetchAnd(long address, long bits);

    /** Tells the processor that this thread spins. */
    public static native void pause();
}
