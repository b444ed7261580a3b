package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.VarHandle;

/**
 * {@code Atomics} by a handle over aligned longs. Relaxed accesses are plain ones, as in C: HotSpot, which runs on processors of 64 bits,
 * makes an aligned one in one piece, and code that waits for a change does not wait by these. They do not go through {@link Mem}'s
 * methods, for its reason; and by the shapes that an access has so, the JDK has code for each. For others HotSpot makes it at the 127th
 * use, which takes room on Java's heap in the middle of the core.
 */
public final class Atomics {
    private Atomics() {}

    private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();

    public static long loadAcquire(long address) {
        return (long) LONG.getAcquire(Mem.ALL, address & Mem.MASK);
    }

    public static void storeRelease(long address, long value) {
        LONG.setRelease(Mem.ALL, address & Mem.MASK, value);
    }

    public static long loadRelaxed(long address) {
        return (long) Mem.LONG.get(Mem.ALL, address & Mem.MASK);
    }

    public static void storeRelaxed(long address, long value) {
        Mem.LONG.set(Mem.ALL, address & Mem.MASK, value);
    }

    public static int loadRelaxedInt(long address) {
        return (int) Mem.INT.get(Mem.ALL, address & Mem.MASK);
    }

    public static void storeRelaxedInt(long address, int value) {
        Mem.INT.set(Mem.ALL, address & Mem.MASK, value);
    }

    public static boolean compareAndSet(long address, long expected, long desired) {
        return LONG.compareAndSet(Mem.ALL, address & Mem.MASK, expected, desired);
    }

    public static long fetchAdd(long address, long delta) {
        return (long) LONG.getAndAdd(Mem.ALL, address & Mem.MASK, delta);
    }

    public static long exchange(long address, long value) {
        return (long) LONG.getAndSet(Mem.ALL, address & Mem.MASK, value);
    }

    public static long fetchOr(long address, long bits) {
        return (long) LONG.getAndBitwiseOr(Mem.ALL, address & Mem.MASK, bits);
    }

    public static long fetchAnd(long address, long bits) {
        return (long) LONG.getAndBitwiseAnd(Mem.ALL, address & Mem.MASK, bits);
    }

    public static void pause() {
        Thread.onSpinWait();
    }
}
