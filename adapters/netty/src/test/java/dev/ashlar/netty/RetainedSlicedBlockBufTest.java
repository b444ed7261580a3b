package dev.ashlar.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.RetainedSlicedByteBufTest;

/** Netty's own suite on slices that hold an allocator's buffers. */
class RetainedSlicedBlockBufTest extends RetainedSlicedByteBufTest {
    private final AshlarAllocator allocator = new AshlarAllocator();

    @Override
    protected ByteBuf newSlice(ByteBuf buffer, int offset, int length) {
        ByteBuf ours = allocator.directBuffer(buffer.capacity()).writerIndex(buffer.writerIndex());
        buffer.release();
        return super.newSlice(ours, offset, length);
    }
}
