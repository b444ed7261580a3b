package dev.ashlar.platform;

/**
 * Internal checks: {@code if (Check.on() && bad) Check.fail(Rule.X, address)}. Off, they cost nothing: natively
 * {@code on()} is a macro, on the JVM a constant. What a user must always be told, such as a double free, is not a
 * check but plain code.
 */
public final class Check {
    private Check() {}

    /** Whether this build checks. */
    public static native boolean on();

    /** Reports that {@code rule} is broken at {@code address} and ends the process (natively) or throws (elsewhere). */
    public static native void fail(int rule, long address);

    /**
     * States that the range has never been written since the system mapped it, and so reads as zero. Simulated memory
     * verifies it, and from then on allows the range to be read; elsewhere this does nothing.
     */
    public static native void zeroed(long address, long sizeBytes);
}
