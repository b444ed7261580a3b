package dev.ashlar.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.nio.ByteOrder;

/** Buffers that are told to be little-endian. */
class LittleEndianBlockBufTest extends BlockBufSuite {
    static {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }

    @Override
    @SuppressWarnings("deprecation") // of Netty, which tests it
    protected ByteBuf newBuffer(int capacity, int maxCapacity) {
        return super.newBuffer(capacity, maxCapacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
