package dev.ashlar.netty;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;

/** Buffers as they are allocated. */
class BigEndianBlockBufTest extends BlockBufSuite {
    static {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }
}
