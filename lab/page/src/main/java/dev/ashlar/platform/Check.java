package dev.ashlar.platform;

/** {@code Check}: always on. */
public final class Check {
    private Check() {}

    public static boolean on() {
        return true;
    }

    public static void fail(int rule, long address) {
        throw new Memory.Fault("a check failed: rule " + rule + " is broken at 0x" + Long.toHexString(address));
    }

    public static void zeroed(long address, long sizeBytes) {}
}
