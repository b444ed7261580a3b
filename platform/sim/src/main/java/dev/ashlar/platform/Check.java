package dev.ashlar.platform;

/** {@code Check} of the simulated machine: always on. */
public final class Check {
    private Check() {}

    public static boolean on() {
        return true;
    }

    public static void fail(int rule, long address) {
        throw new IllegalStateException("rule " + rule + " is broken at 0x" + Long.toHexString(address));
    }

    public static void zeroed(long address, long sizeBytes) {
        Sim.requireZero(address, sizeBytes);
    }
}
