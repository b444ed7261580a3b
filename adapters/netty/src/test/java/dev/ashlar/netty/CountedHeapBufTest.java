package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.AbstractByteBufTest;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;

/** Netty's own suite on the allocator's buffers on the Java heap. */
class CountedHeapBufTest extends AbstractByteBufTest {
    private final AshlarAllocator allocator = new AshlarAllocator();

    @Override
    protected ByteBuf newBuffer(int capacity, int maxCapacity) {
        return allocator.heapBuffer(capacity, maxCapacity);
    }

    @Override
    @AfterEach
    public void dispose() {
        super.dispose();
        assertEquals(0, allocator.metric().usedHeapMemory());
        allocator.close();
    }
}
