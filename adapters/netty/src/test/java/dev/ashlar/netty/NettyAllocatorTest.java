package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.Heap;
import io.netty.buffer.AbstractByteBufAllocatorTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Netty's own suite on the allocator. */
class NettyAllocatorTest extends AbstractByteBufAllocatorTest<AshlarAllocator> {
    static {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }

    private final List<Heap> heaps = new ArrayList<>();

    @Override
    protected AshlarAllocator newAllocator(boolean preferDirect) {
        Heap heap = Heap.shared();
        heaps.add(heap);
        return new AshlarAllocator(heap, preferDirect);
    }

    @Override
    protected AshlarAllocator newUnpooledAllocator() {
        return newAllocator(true);
    }

    @AfterEach
    void closeHeaps() {
        for (Heap heap : heaps) {
            assertEquals(0, heap.stats().liveBlocks());
            heap.close();
        }
    }

    /** Netty's asks for the classes of its own unpooled allocator. */
    @Override
    @Test
    public void testUnsafeHeapBufferAndUnsafeDirectBuffer() {
        AshlarAllocator allocator = newUnpooledAllocator();
        ByteBuf direct = allocator.directBuffer();
        ByteBuf onHeap = allocator.heapBuffer();
        assertInstanceOf(direct, BlockBuf.class);
        assertInstanceOf(onHeap, UnpooledHeapByteBuf.class);
        direct.release();
        onHeap.release();
    }

    /** Netty's has buffers on the Java heap, which are not reused here, nor by its own unpooled allocator; direct ones are. */
    @Override
    @Test
    public void shouldReuseChunks() {
        AshlarAllocator allocator = newAllocator(true);
        int byteSize = 1 << 20;
        allocator.directBuffer(byteSize, byteSize).release();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long garbageBefore = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) allocator.directBuffer(byteSize, byteSize).release();
        long garbageBytes = threads.getCurrentThreadAllocatedBytes() - garbageBefore;
        long peakBytes = allocator.metric().heapStats().peakCommittedBytes();
        assertTrue(garbageBytes < 64 << 10, garbageBytes + " bytes of garbage");
        assertTrue(peakBytes < 8 * byteSize, peakBytes + " bytes of memory");
    }
}
