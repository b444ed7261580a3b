package dev.ashlar.platform;

import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** {@code Root}: a static array. */
@Include(value = "ashlar_platform.h", isSystem = false)
public final class Root {
    private Root() {}

    @Import(name = "ashlar_root_address")
    public static native long address();

    @Import(name = "ashlar_root_bytes")
    public static native long bytes();
}
