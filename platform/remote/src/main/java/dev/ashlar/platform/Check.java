package dev.ashlar.platform;

import java.nio.ByteBuffer;

/** {@code Check} over another process: always on. */
public final class Check {
    private Check() {}

    private static final int MOST_BYTES = 1 << 20;

    public static boolean on() {
        return true;
    }

    public static void fail(int rule, long address) {
        throw new IllegalStateException("rule " + rule + " is broken at 0x" + Long.toHexString(address));
    }

    /** Looks at the first megabyte: what is larger has not been touched. */
    public static void zeroed(long address, long sizeBytes) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(sizeBytes, MOST_BYTES));
        Remote.read(address, bytes);
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) throw new IllegalStateException("not zero at 0x%x".formatted(address + i));
        }
    }
}
