package dev.ashlar.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DuplicatedByteBufTest;

/** Netty's own suite on duplicates of an allocator's buffers. */
class DuplicatedBlockBufTest extends DuplicatedByteBufTest {
    private final AshlarAllocator allocator = new AshlarAllocator();

    @Override
    protected ByteBuf newBuffer(int length, int maxCapacity) {
        return allocator.directBuffer(length, maxCapacity).duplicate();
    }
}
