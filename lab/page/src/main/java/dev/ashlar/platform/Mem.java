package dev.ashlar.platform;

/** {@code Mem} over arrays. */
public final class Mem {
    private Mem() {}

    public static byte getByte(long address) {
        return Memory.current().loadByte(address);
    }

    public static void putByte(long address, byte value) {
        Memory.current().storeByte(address, value);
    }

    public static int getInt(long address) {
        return Memory.current().loadInt(address);
    }

    public static void putInt(long address, int value) {
        Memory.current().storeInt(address, value);
    }

    public static long getLong(long address) {
        return Memory.current().loadLong(address);
    }

    public static void putLong(long address, long value) {
        Memory.current().storeLong(address, value);
    }

    public static void prefetch(long address) {}

    public static void storeFence() {}

    public static void copy(long from, long to, long sizeBytes) {
        Memory.current().copy(from, to, sizeBytes);
    }

    public static void fill(long address, long sizeBytes, int value) {
        Memory.current().fill(address, sizeBytes, (byte) value);
    }
}
