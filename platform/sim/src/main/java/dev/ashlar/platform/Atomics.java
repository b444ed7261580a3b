package dev.ashlar.platform;

/** {@code Atomics} for the one thread of the simulated machine; an unaligned address is a fault. */
public final class Atomics {
    private Atomics() {}

    public static long loadAcquire(long address) {
        return Mem.getLong(aligned(address));
    }

    public static void storeRelease(long address, long value) {
        Mem.putLong(aligned(address), value);
    }

    public static long loadRelaxed(long address) {
        return Mem.getLong(aligned(address));
    }

    public static void storeRelaxed(long address, long value) {
        Mem.putLong(aligned(address), value);
    }

    public static int loadRelaxedInt(long address) {
        if (address % Integer.BYTES != 0) throw new Sim.Fault("unaligned atomic at 0x%x".formatted(address));
        return Mem.getInt(address);
    }

    public static void storeRelaxedInt(long address, int value) {
        if (address % Integer.BYTES != 0) throw new Sim.Fault("unaligned atomic at 0x%x".formatted(address));
        Mem.putInt(address, value);
    }

    public static boolean compareAndSet(long address, long expected, long desired) {
        if (Mem.getLong(aligned(address)) != expected) return false;
        Mem.putLong(address, desired);
        return true;
    }

    public static long fetchAdd(long address, long delta) {
        long before = Mem.getLong(aligned(address));
        Mem.putLong(address, before + delta);
        return before;
    }

    public static long exchange(long address, long value) {
        long before = Mem.getLong(aligned(address));
        Mem.putLong(address, value);
        return before;
    }

    public static long fetchOr(long address, long bits) {
        return exchange(address, Mem.getLong(aligned(address)) | bits);
    }

    public static long fetchAnd(long address, long bits) {
        return exchange(address, Mem.getLong(aligned(address)) & bits);
    }

    public static void pause() {
        throw new Sim.Fault("the only thread spins: nobody can end its wait");
    }

    private static long aligned(long address) {
        if (address % Long.BYTES != 0) throw new Sim.Fault("unaligned atomic at 0x%x".formatted(address));
        return address;
    }
}
