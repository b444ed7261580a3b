package dev.ashlar.platform;

/** {@code Atomics} where there is one thread. An unaligned address is a fault. */
public final class Atomics {
    private Atomics() {}

    public static long loadAcquire(long address) {
        return Mem.getLong(aligned(address, Long.BYTES));
    }

    public static void storeRelease(long address, long value) {
        Mem.putLong(aligned(address, Long.BYTES), value);
    }

    public static long loadRelaxed(long address) {
        return Mem.getLong(aligned(address, Long.BYTES));
    }

    public static void storeRelaxed(long address, long value) {
        Mem.putLong(aligned(address, Long.BYTES), value);
    }

    public static int loadRelaxedInt(long address) {
        return Mem.getInt(aligned(address, Integer.BYTES));
    }

    public static void storeRelaxedInt(long address, int value) {
        Mem.putInt(aligned(address, Integer.BYTES), value);
    }

    public static boolean compareAndSet(long address, long expected, long desired) {
        if (Mem.getLong(aligned(address, Long.BYTES)) != expected) return false;
        Mem.putLong(address, desired);
        return true;
    }

    public static long fetchAdd(long address, long delta) {
        long before = Mem.getLong(aligned(address, Long.BYTES));
        Mem.putLong(address, before + delta);
        return before;
    }

    public static long exchange(long address, long value) {
        long before = Mem.getLong(aligned(address, Long.BYTES));
        Mem.putLong(address, value);
        return before;
    }

    public static long fetchOr(long address, long bits) {
        long before = Mem.getLong(aligned(address, Long.BYTES));
        Mem.putLong(address, before | bits);
        return before;
    }

    public static long fetchAnd(long address, long bits) {
        long before = Mem.getLong(aligned(address, Long.BYTES));
        Mem.putLong(address, before & bits);
        return before;
    }

    public static void pause() {
        throw new Memory.Fault("nobody else is there to open the lock");
    }

    private static long aligned(long address, int sizeBytes) {

        if (address % sizeBytes != 0) throw new Memory.Fault("an atomic access to 0x" + Long.toHexString(address));
        return address;
    }
}
