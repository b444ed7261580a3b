package dev.ashlar.platform;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Mem} in C: {@code *(int64_t*) address}. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Mem {
    private Mem() {}

    public static byte getByte(long address) {
        return Address.fromLong(address).getByte();
    }

    public static void putByte(long address, byte value) {
        Address.fromLong(address).putByte(value);
    }

    public static int getInt(long address) {
        return Address.fromLong(address).getInt();
    }

    public static void putInt(long address, int value) {
        Address.fromLong(address).putInt(value);
    }

    public static long getLong(long address) {
        return Address.fromLong(address).getLong();
    }

    public static void putLong(long address, long value) {
        Address.fromLong(address).putLong(value);
    }

    @Import(name = "ashlar_prefetch")
    public static native void prefetch(long address);

    @Import(name = "ashlar_store_fence")
    public static native void storeFence();

    @Import(name = "ashlar_copy")
    public static native void copy(long from, long to, long sizeBytes);

    @Import(name = "ashlar_fill")
    public static native void fill(long address, long sizeBytes, int value);
}
