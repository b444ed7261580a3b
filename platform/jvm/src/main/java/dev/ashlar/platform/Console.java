package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** {@code Console} by {@code write(2)}. */
public final class Console {
    private Console() {}

    private static final MethodHandle WRITE = Os.downcall("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

    public static void write(int descriptor, long address, long sizeBytes) {
        long at = address;
        long end = address + sizeBytes;
        while (at < end) {
            long written = writeOnce(descriptor, at, end - at);
            if (written <= 0) return;
            at += written;
        }
    }

    private static long writeOnce(int descriptor, long address, long sizeBytes) {
        try {
            return (long) WRITE.invokeExact(descriptor, address, sizeBytes);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }
}
