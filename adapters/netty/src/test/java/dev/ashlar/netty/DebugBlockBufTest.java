package dev.ashlar.netty;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;

/** Buffers of a debugged heap: writes beyond them, and after their release, throw when they are released, or at the end. */
class DebugBlockBufTest extends BlockBufSuite {
    static {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }

    @Override
    boolean isDebugged() {
        return true;
    }
}
