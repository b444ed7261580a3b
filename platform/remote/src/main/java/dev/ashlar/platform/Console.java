package dev.ashlar.platform;

import java.nio.ByteBuffer;

/** {@code Console} over another process: what it writes is this one's to say, on standard error. */
public final class Console {
    private Console() {}

    public static void write(int descriptor, long address, long sizeBytes) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) sizeBytes);
        Remote.read(address, bytes);
        for (int i = 0; i < bytes.limit(); i++) System.err.write(bytes.get(i));
    }
}
