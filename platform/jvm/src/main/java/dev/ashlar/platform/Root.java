package dev.ashlar.platform;

import java.lang.foreign.Arena;

/** {@code Root} on the JVM: an allocation that lives as long as the process. */
public final class Root {
    private Root() {}

    private static final long BYTES = 32 << 10;
    private static final long ADDRESS = Arena.global().allocate(BYTES, 64).address();

    public static long address() {
        return ADDRESS;
    }

    public static long bytes() {
        return BYTES;
    }
}
