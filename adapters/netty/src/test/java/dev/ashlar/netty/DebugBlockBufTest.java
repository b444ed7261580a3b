package dev.ashlar.netty;

/** Buffers of a debugged heap: writes beyond them, and after their release, throw when they are released, or at the end. */
class DebugBlockBufTest extends BlockBufSuite {
    @Override
    boolean isDebugged() {
        return true;
    }
}
