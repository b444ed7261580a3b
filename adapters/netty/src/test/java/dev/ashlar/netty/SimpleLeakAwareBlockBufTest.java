package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector.Level;

/** Each buffer watched by Netty's leak detector. */
class SimpleLeakAwareBlockBufTest extends BlockBufSuite {
    static {
        Detector.install(Level.SIMPLE);
    }

    @Override
    protected ByteBuf newBuffer(int capacity, int maxCapacity) {
        ByteBuf buffer = super.newBuffer(capacity, maxCapacity);
        assertEquals("SimpleLeakAwareByteBuf", buffer.getClass().getSimpleName());
        return buffer;
    }
}
