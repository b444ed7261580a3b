package dev.ashlar.platform;

/** Output that needs no memory of its own. */
public final class Console {
    private Console() {}

    /** {@code write(2)} to a file descriptor, repeated until all is written or it fails: then the rest is dropped. */
    public static native void write(int descriptor, long address, long sizeBytes);
}
