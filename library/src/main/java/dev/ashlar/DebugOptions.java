package dev.ashlar;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.function.Function;

/**
 * What the properties say of heaps that are debugged; one that can't be understood is told once, and ignored.
 * <pre>
 *   ashlar.onError      throw | report | ignore    what misuse does: an exception, a warning of the logger dev.ashlar, nothing
 *   ashlar.stacks       16                         frames of a stack trace
 *   ashlar.quarantine   1048576                    bytes of blocks that were freed lately and are looked at
 *   ashlar.guard        1/N                        one block of N ends at a page that nobody may touch: who does ends the JVM
 *   ashlar.sample       1/N                        of heaps that are not debugged one allocation of N is
 *   ashlar.leaks        false                      whether what is live is told when the heap is closed, or the JVM ends
 * </pre>
 */
record DebugOptions(OnError onError, int stacks, long quarantineBytes, long fenceEvery, boolean tellsLeaks) {
    enum OnError {
        THROW,
        REPORT,
        IGNORE
    }

    /** Looked up when there is something to say: to look for one takes as long as a sixth of the first allocation. */
    static System.Logger logger() {
        return System.getLogger("dev.ashlar");
    }

    static DebugOptions ofProperties() {
        return new DebugOptions(
                property("onError", OnError.THROW, text -> OnError.valueOf(text.toUpperCase(Locale.ROOT))),
                property("stacks", 16, text -> atLeast(1, Integer.parseInt(text))),
                property("quarantine", 1L << 20, text -> (long) atLeast(0, Integer.parseInt(text))),
                property("guard", 0L, text -> (long) fraction(text)),
                Boolean.getBoolean("ashlar.leaks"));
    }

    /** N of "1/N"; 0 for no sample. */
    static int sampleEvery() {
        if (System.getProperty("ashlar.sample") == null)
            return 0; // as each heap finds, but for a few; without a lambda
        return property("sample", 0, DebugOptions::fraction);
    }

    private static <T> T property(String name, T usual, Function<String, T> parser) {
        String text = System.getProperty("ashlar." + name);
        if (text == null) return usual;
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException bad) {
            logger().log(Level.WARNING, "-Dashlar.%s=%s: no such value; ignored".formatted(name, text));
            return usual;
        }
    }

    private static int atLeast(int least, int number) {
        if (number < least) throw new IllegalArgumentException();
        return number;
    }

    /** N of "1/N"; 1 for "1". */
    private static int fraction(String text) {
        return atLeast(1, Integer.parseInt(text.startsWith("1/") ? text.substring(2) : text.equals("1") ? "1" : "0"));
    }
}
