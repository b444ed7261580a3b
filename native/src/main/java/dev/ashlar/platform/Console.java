package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Console} by {@code write(2)}. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Console {
    private Console() {}

    @Import(name = "ashlar_write")
    public static native void write(int descriptor, long address, long sizeBytes);
}
