package dev.ashlar.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DuplicatedByteBufTest;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;

/** Netty's own suite on duplicates of an allocator's buffers. */
class DuplicatedBlockBufTest extends DuplicatedByteBufTest {
    static {
        ResourceLeakDetector.setLevel(
                Level.DISABLED); // the suite unwraps buffers, and one of 128 would be wrapped once more
    }

    private final AshlarAllocator allocator = new AshlarAllocator();

    @Override
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        return allocator.directBuffer(length, maxCapacity).duplicate();
    }
}
