package dev.ashlar.platform;

/** {@code Check} on the JVM: on by {@code -Dashlar.checks=true}, decided once, so that off costs nothing. */
public final class Check {
    private Check() {}

    private static final boolean ON = Boolean.getBoolean("ashlar.checks");

    public static boolean on() {
        return ON;
    }

    public static void fail(int rule, long address) {
        throw new IllegalStateException("rule " + rule + " is broken at 0x" + Long.toHexString(address));
    }

    public static void zeroed(long address, long sizeBytes) {}
}
