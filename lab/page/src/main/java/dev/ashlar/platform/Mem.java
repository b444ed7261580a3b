package dev.ashlar.platform;

/** {@code Mem} over arrays. */
public final class Mem {
    private Mem() {}

    public static byte getByte(long address) {
        return Memory.current().load(address);
    }

    public static void putByte(long address, byte value) {
        Memory.current().store(address, Byte.BYTES, value);
    }

    public static int getInt(long address) {
        return (int) Memory.current().load(address, Integer.BYTES);
    }

    public static void putInt(long address, int value) {
        Memory.current().store(address, Integer.BYTES, value);
    }

    public static long getLong(long address) {
        return Memory.current().load(address, Long.BYTES);
    }

    public static void putLong(long address, long value) {
        Memory.current().store(address, Long.BYTES, value);
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
