package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector.Level;

/** Each buffer watched by Netty's leak detector, which notes where it is used. */
class AdvancedLeakAwareBlockBufTest extends BlockBufSuite {
    static {
        Detector.install(Level.PARANOID);
    }

    @Override
    protected ByteBuf newBuffer(int capacity, int maxCapacity) {
        ByteBuf buffer = super.newBuffer(capacity, maxCapacity);
        assertEquals("AdvancedLeakAwareByteBuf", buffer.getClass().getSimpleName());
        return buffer;
    }
}
