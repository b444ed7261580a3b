package dev.ashlar.platform;

/**
 * Plain loads and stores. Addresses need no alignment; a multi-byte value has the machine's byte order, which is
 * little-endian on every processor supported. An address outside mapped memory is the caller's error: the process
 * dies natively, the simulated platform says which access it was.
 */
public final class Mem {
    private Mem() {}

    /** The byte at {@code address}, sign-extended. */
    public static native byte getByte(long address);

    /** Stores {@code value} in the byte at {@code address}. */
    public static native void putByte(long address, byte value);

    /** The 4 bytes at {@code address}. */
    public static native int getInt(long address);

    /** Stores {@code value} in the 4 bytes at {@code address}. */
    public static native void putInt(long address, int value);

    /** The 8 bytes at {@code address}. */
    public static native long getLong(long address);

    /** Stores {@code value} in the 8 bytes at {@code address}. */
    public static native void putLong(long address, long value);

    /** Suggests that the bytes at {@code address} will be wanted soon. Any address will do, mapped or not. */
    public static native void prefetch(long address);

    /**
     * Whoever sees memory as it is at some moment, after a kill or in the child of a fork, sees no later store of this
     * thread without all earlier ones.
     */
    public static native void storeFence();

    /** Copies {@code sizeBytes} bytes; the two ranges may overlap. */
    public static native void copy(long from, long to, long sizeBytes);

    /** Sets {@code sizeBytes} bytes to the low byte of {@code value}. */
    public static native void fill(long address, long sizeBytes, int value);
}
