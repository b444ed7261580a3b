package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.Budget;
import dev.ashlar.Heap;
import dev.ashlar.MisuseException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Netty's own suites do not ask: the heap below, its limits, its threads, and the numbers. */
class AshlarAllocatorTest {
    static {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }

    private static final long MIB = 1 << 20;

    @Test
    void itsOwnHeapIsClosedWithIt() {
        AshlarAllocator allocator = new AshlarAllocator();
        Heap heap = allocator.heap();
        allocator.directBuffer(100).release();
        allocator.close();
        assertThrows(IllegalStateException.class, () -> heap.malloc(1));
        assertThrows(IllegalStateException.class, () -> allocator.directBuffer(100));
    }

    @Test
    void theHeapOfACallerStaysOpen() {
        try (Heap heap = Heap.shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap);
            assertSame(heap, allocator.heap());
            allocator.directBuffer(100).release();
            allocator.close();
            heap.free(heap.malloc(1));
        }
    }

    @Test
    void closingIsRefusedWhileABufferIsLive() {
        AshlarAllocator allocator = new AshlarAllocator();
        ByteBuf buffer = allocator.directBuffer(100);
        IllegalStateException refused = assertThrows(IllegalStateException.class, allocator::close);
        assertTrue(refused.getMessage().startsWith("1 direct buffers of 100 bytes"), refused::getMessage);
        buffer.setLong(92, 42); // nothing has changed
        buffer.release();
        allocator.close();
    }

    @Test
    void theMetricIsWhatIsLive() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            AshlarMetric metric = allocator.metric();
            ByteBuf direct = allocator.directBuffer(100);
            ByteBuf empty = allocator.directBuffer(0, 10);
            ByteBuf onHeap = allocator.heapBuffer(30);
            assertEquals(100, metric.usedDirectMemory());
            assertEquals(2, metric.liveDirectBuffers());
            assertEquals(30, metric.usedHeapMemory());
            assertEquals(2, metric.heapStats().liveBlocks());
            ByteBuf slice = direct.retainedSlice(10, 10);
            direct.capacity(1000);
            onHeap.capacity(20);
            direct.release();
            assertEquals(1000, metric.usedDirectMemory());
            assertEquals(20, metric.usedHeapMemory());
            slice.release();
            empty.release();
            onHeap.release();
            assertEquals(0, metric.usedDirectMemory());
            assertEquals(0, metric.liveDirectBuffers());
            assertEquals(0, metric.usedHeapMemory());
            assertEquals(0, metric.heapStats().liveBlocks());
        }
    }

    @Test
    void whoIsRefusedLearnsTheNumbersAndKeepsTheBuffer() {
        Budget budget = Budget.of("buffers", 4 * MIB);
        try (Heap heap = Heap.builder().budget(budget).shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap);
            ByteBuf buffer = allocator.directBuffer(1000).setByte(999, 42);
            OutOfMemoryError none = assertThrows(OutOfMemoryError.class, () -> allocator.directBuffer((int) (8 * MIB)));
            assertTrue(none.getMessage().contains("buffers has"), none::getMessage);
            assertTrue(none.getMessage().contains("of 4194304 bytes"), none::getMessage);
            assertThrows(OutOfMemoryError.class, () -> buffer.capacity((int) (8 * MIB)));
            assertEquals(1000, buffer.capacity());
            assertEquals(42, buffer.getByte(999));
            assertEquals(1000, allocator.metric().usedDirectMemory());
            buffer.release();
            allocator.close();
        }
        assertEquals(0, budget.usedBytes());
    }

    @Test
    void aLimitHoldsHoweverManyBuffersThereAre() {
        try (Heap heap = Heap.builder().limit(16 * MIB).shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap);
            List<ByteBuf> buffers = new ArrayList<>();
            assertThrows(OutOfMemoryError.class, () -> {
                while (true) buffers.add(allocator.directBuffer(10_000));
            });
            assertTrue(buffers.size() > 1000, buffers.size() + " buffers");
            assertTrue(heap.stats().peakCommittedBytes() <= 16 * MIB);
            buffers.forEach(ByteBuf::release);
            allocator.directBuffer((int) (8 * MIB)).release();
            allocator.close();
        }
    }

    @Test
    void aReleasedBufferIsUsedAgainAsNew() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            ByteBuf first = allocator.directBuffer(100, 200);
            first.writeZero(50).readerIndex(20).markReaderIndex().markWriterIndex();
            first.release();
            ByteBuf second = allocator.directBuffer(64);
            assertSame(first, second);
            assertEquals(64, second.capacity());
            assertEquals(Integer.MAX_VALUE, second.maxCapacity());
            assertEquals(1, second.refCnt());
            second.resetReaderIndex().resetWriterIndex();
            assertEquals(0, second.readerIndex());
            assertEquals(0, second.writerIndex());
            second.release();
        }
    }

    /** The view that a channel reads into may be one of an earlier life, where that had the same block. */
    @Test
    void theViewIsOfThisBlock() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            List<ByteBuf> held = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ByteBuf buffer = allocator.directBuffer(64 << i % 5);
                ByteBuffer view = buffer.internalNioBuffer(8, buffer.capacity() - 8);
                assertEquals(
                        buffer.memoryAddress() + 8, MemorySegment.ofBuffer(view).address());
                view.put(view.limit() - 1, (byte) i);
                assertEquals((byte) i, buffer.getByte(buffer.capacity() - 1));
                buffer.capacity(32 << i % 7);
                view = buffer.internalNioBuffer(0, buffer.capacity());
                assertEquals(
                        buffer.memoryAddress(), MemorySegment.ofBuffer(view).address());
                assertEquals(buffer.capacity(), view.remaining());
                held.add(buffer);
                if (i % 3 == 0) held.remove(i % held.size()).release();
            }
            held.forEach(ByteBuf::release);
        }
    }

    @Test
    void whatIsReadOnlyIsNotWritten() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            ByteBuf buffer = allocator.directBuffer(100).writeZero(100);
            ByteBuf target = allocator.directBuffer(100).setByte(0, 42);
            assertThrows(ReadOnlyBufferException.class, () -> buffer.getBytes(0, target.asReadOnly(), 0, 100));
            ByteBuffer readOnly = target.nioBuffer(0, 100).asReadOnlyBuffer();
            assertThrows(ReadOnlyBufferException.class, () -> buffer.getBytes(0, readOnly));
            assertEquals(42, target.getByte(0));
            buffer.release();
            target.release();
        }
    }

    @Test
    void buffersAndAddressesAreTheSameMemory() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            ByteBuf buffer = allocator.directBuffer(64);
            MemorySegment memory =
                    MemorySegment.ofAddress(buffer.memoryAddress()).reinterpret(64);
            buffer.setMedium(0, 0x010203).setMediumLE(3, 0x010203).setShort(6, 0x0102);
            buffer.setInt(8, 0x01020304).setLongLE(16, 0x0102030405060708L);
            byte[] expected = {1, 2, 3, 3, 2, 1, 1, 2, 1, 2, 3, 4};
            for (int i = 0; i < expected.length; i++) assertEquals(expected[i], memory.get(ValueLayout.JAVA_BYTE, i));
            for (int i = 0; i < 8; i++) assertEquals(8 - i, memory.get(ValueLayout.JAVA_BYTE, 16 + i));
            assertEquals(0x010203, buffer.getMedium(0));
            assertEquals(0x010203, buffer.getMediumLE(3));
            buffer.release();
        }
    }

    @Test
    void aCompositeHoldsBuffersOfBothKinds() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            CompositeByteBuf both = allocator.compositeBuffer();
            both.addComponent(true, allocator.directBuffer(10).writeLong(1));
            both.addComponent(true, allocator.heapBuffer(10).writeLong(2));
            both.addComponent(true, Unpooled.directBuffer(10).writeLong(3));
            ByteBuf copy = allocator.directBuffer(1).writeBytes(both, 0, 24);
            both.setBytes(0, copy, 8, 16);
            assertEquals(2, both.getLong(0));
            assertEquals(3, both.getLong(8));
            both.release();
            copy.release();
            assertEquals(0, allocator.metric().usedHeapMemory());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyThreadMayRelease(boolean isVirtual) throws Exception {
        ThreadFactory threads =
                isVirtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        try (AshlarAllocator allocator = new AshlarAllocator();
                ExecutorService executor = Executors.newThreadPerTaskExecutor(threads)) {
            BlockingQueue<ByteBuf> way = new ArrayBlockingQueue<>(100);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long seed = i;
                ends.add(executor.submit(() -> allocateAll(allocator, way, seed)));
                ends.add(executor.submit(() -> releaseAll(way)));
            }
            for (Future<?> end : ends) end.get();
            assertEquals(0, allocator.metric().usedDirectMemory());
            assertEquals(0, allocator.metric().liveDirectBuffers());
            assertEquals(0, allocator.metric().heapStats().liveBlocks());
        }
    }

    private static @Nullable Object allocateAll(AshlarAllocator allocator, BlockingQueue<ByteBuf> way, long seed)
            throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            int byteSize = 8 + (int) (seed * 1000 + i) % 3000;
            way.put(allocator.directBuffer(byteSize).writeLong(byteSize).setByte(byteSize - 1, byteSize));
        }
        return null;
    }

    private static @Nullable Object releaseAll(BlockingQueue<ByteBuf> way) throws InterruptedException {
        for (int i = 0; i < 20_000; i++) {
            ByteBuf buffer = way.take();
            int byteSize = buffer.capacity();
            if (byteSize > 8) assertEquals(byteSize, buffer.readLong());
            assertEquals((byte) byteSize, buffer.getByte(byteSize - 1));
            assertTrue(buffer.release());
        }
        return null;
    }

    /** Their places go to those who come later; what they had allocated stays counted. */
    @Test
    void threadsThatHaveEndedAreCounted() throws Exception {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            List<ByteBuf> buffers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Thread thread = new Thread(() -> buffers.add(allocator.directBuffer(100)));
                thread.start();
                thread.join();
            }
            assertEquals(1000, allocator.metric().liveDirectBuffers());
            assertEquals(100_000, allocator.metric().usedDirectMemory());
            buffers.forEach(ByteBuf::release);
            assertEquals(0, allocator.metric().liveDirectBuffers());
            assertEquals(0, allocator.metric().usedDirectMemory());
        }
    }

    @Test
    void twoLivesAreTwoBuffers() {
        try (AshlarAllocator allocator = new AshlarAllocator()) {
            ByteBuf first = allocator.directBuffer(10);
            ByteBuf second = allocator.directBuffer(10);
            assertNotSame(first, second);
            assertFalse(first.memoryAddress() == second.memoryAddress());
            first.release();
            second.release();
        }
    }

    @Test
    void aDebuggedHeapNamesWhoWroteBeyondABuffer() {
        try (Heap heap = Heap.builder().debug(true).shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap);
            ByteBuf buffer = allocator.directBuffer(100);
            assertEquals(100, heap.leaks().getFirst().byteSize());
            MemorySegment beyond =
                    MemorySegment.ofAddress(buffer.memoryAddress()).reinterpret(101);
            byte before = beyond.get(ValueLayout.JAVA_BYTE, 100);
            beyond.set(ValueLayout.JAVA_BYTE, 100, (byte) (before + 1));
            MisuseException misuse = assertThrows(MisuseException.class, buffer::release);
            assertEquals("overflow", misuse.rule());
        }
    }
}
