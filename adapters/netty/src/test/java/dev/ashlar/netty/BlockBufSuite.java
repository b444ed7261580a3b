package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.Heap;
import io.netty.buffer.AbstractByteBufTest;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;

/** Netty's own suite on direct buffers of an allocator; each of its tests has a heap, in which it leaves nothing. */
abstract class BlockBufSuite extends AbstractByteBufTest {
    private final Heap heap = Heap.builder().debug(isDebugged()).shared();
    private final AshlarAllocator allocator = new AshlarAllocator(heap, true);

    boolean isDebugged() {
        return false;
    }

    @Override
    protected ByteBuf newBuffer(int capacity, int maxCapacity) {
        ByteBuf buffer = allocator.directBuffer(capacity, maxCapacity);
        assertEquals(0, buffer.readerIndex());
        assertEquals(0, buffer.writerIndex());
        return buffer;
    }

    @Override
    @AfterEach
    public void dispose() {
        super.dispose();
        allocator.close();
        assertEquals(0, allocator.metric().usedDirectMemory());
        assertEquals(0, heap.stats().liveBlocks());
        heap.close();
    }
}
