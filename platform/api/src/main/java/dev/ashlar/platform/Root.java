package dev.ashlar.platform;

/**
 * The one place of process-wide state. The core has no mutable statics (start-up code of the C output would zero them
 * after libc has already called malloc); it reaches its state from this address instead.
 */
public final class Root {
    private Root() {}

    /** The first address, a multiple of 64, of an area that was zero when the process started. */
    public static native long address();

    /** Bytes in the area. */
    public static native long bytes();
}
