package dev.ashlar.platform;

/** {@code Mem} over the memory of another process. */
public final class Mem {
    private Mem() {}

    public static byte getByte(long address) {
        return (byte) Remote.load(address, 1);
    }

    public static void putByte(long address, byte value) {
        Remote.store(address, 1, value);
    }

    public static int getInt(long address) {
        return (int) Remote.load(address, 4);
    }

    public static void putInt(long address, int value) {
        Remote.store(address, 4, value);
    }

    public static long getLong(long address) {
        return Remote.load(address, 8);
    }

    public static void putLong(long address, long value) {
        Remote.store(address, 8, value);
    }

    public static void prefetch(long address) {
        // no such thing here
    }

    public static void storeFence() {
        // stores are in order here
    }

    public static void copy(long from, long to, long sizeBytes) {
        Remote.call("copy", from, to, sizeBytes);
    }

    public static void fill(long address, long sizeBytes, int value) {
        Remote.call("fill", address, sizeBytes, value);
    }
}
