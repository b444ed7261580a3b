package dev.ashlar.platform;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** {@code Console} by {@code write(2)}; on Windows, where descriptors are the C library's own, by the streams of the JVM. */
public final class Console {
    private Console() {}

    public static void write(int descriptor, long address, long sizeBytes) {
        if (Os.IS_WINDOWS) {
            writeToStream(descriptor == 1 ? FileDescriptor.out : FileDescriptor.err, address, sizeBytes);
            return;
        }
        long at = address;
        long end = address + sizeBytes;
        while (at < end) {
            long written = Libc.write(descriptor, at, end - at);
            if (written <= 0) return;
            at += written;
        }
    }

    @SuppressWarnings("resource") // the stream is the process's
    private static void writeToStream(FileDescriptor descriptor, long address, long sizeBytes) {
        byte[] bytes = new byte[(int) sizeBytes];
        for (int i = 0; i < bytes.length; i++) bytes[i] = Mem.getByte(address + i);
        try {
            new FileOutputStream(descriptor).write(bytes);
        } catch (IOException failure) {
            // the rest is dropped
        }
    }
}
