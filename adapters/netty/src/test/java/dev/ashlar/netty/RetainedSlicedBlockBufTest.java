package dev.ashlar.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.RetainedSlicedByteBufTest;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;

/** Netty's own suite on slices that hold an allocator's buffers. */
class RetainedSlicedBlockBufTest extends RetainedSlicedByteBufTest {
    static {
        ResourceLeakDetector.setLevel(
                Level.DISABLED); // the suite unwraps buffers, and one of 128 would be wrapped once more
    }

    private final AshlarAllocator allocator = new AshlarAllocator();

    @Override
    protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
        ByteBuf ours = allocator.directBuffer(buffer.capacity()).writerIndex(buffer.writerIndex());
        buffer.release();
        return super.newSlice(ours, offset, length);
    }
}
