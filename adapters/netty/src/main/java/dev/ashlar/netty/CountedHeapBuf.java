package dev.ashlar.netty;

import io.netty.buffer.UnpooledHeapByteBuf;

/** A buffer of Netty's on the Java heap, whose bytes are counted. The garbage collector has its array when it is released. */
final class CountedHeapBuf extends UnpooledHeapByteBuf {
    CountedHeapBuf(AshlarAllocator allocator, int initialCapacity, int maxCapacity) {
        super(allocator, initialCapacity, maxCapacity);
    }

    @Override
    protected byte[] allocateArray(int initialCapacity) {
        byte[] array = super.allocateArray(initialCapacity);
        ((AshlarAllocator) alloc()).countHeap(array.length);
        return array;
    }

    @Override
    protected void freeArray(byte[] array) {
        ((AshlarAllocator) alloc()).countHeap(-array.length);
    }
}
