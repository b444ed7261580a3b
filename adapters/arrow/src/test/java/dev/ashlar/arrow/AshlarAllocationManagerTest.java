package dev.ashlar.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.Budget;
import dev.ashlar.Heap;
import dev.ashlar.Leak;
import dev.ashlar.MisuseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.BufferLedger;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AshlarAllocationManagerTest {
    private static RootAllocator allocator(Heap heap) {
        return new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(AshlarAllocationManager.factory(heap))
                .build());
    }

    /** One that asks the heap for what it was asked for. */
    private static RootAllocator exactAllocator(Heap heap) {
        return new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(AshlarAllocationManager.factory(heap))
                .roundingPolicy(byteSize -> byteSize)
                .build());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyBufferLiesOnAMultipleOf64(boolean isDebugged) {
        try (Heap heap = Heap.builder().debug(isDebugged).shared();
                RootAllocator allocator = exactAllocator(heap)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            for (long byteSize = 1; byteSize < 3 << 20; byteSize += 1 + byteSize / 9) {
                for (int i = 0; i < 3; i++) buffers.add(allocator.buffer(byteSize));
            }
            for (ArrowBuf buffer : buffers)
                assertEquals(0, buffer.memoryAddress() % 64, () -> "of " + buffer.capacity() + " bytes");
            assertEquals(buffers.size(), heap.stats().liveBlocks());
            buffers.forEach(ArrowBuf::close);
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    @Test
    void whatIsCountedIsWhatWasAskedFor() {
        try (Heap heap = Heap.shared();
                RootAllocator allocator = exactAllocator(heap)) {
            try (ArrowBuf buffer = allocator.buffer(1001)) {
                assertEquals(1001, buffer.capacity());
                assertEquals(1001, allocator.getAllocatedMemory());
                var ledger = assertInstanceOf(BufferLedger.class, buffer.getReferenceManager());
                assertInstanceOf(AshlarAllocationManager.class, ledger.getAllocationManager());
                assertTrue(heap.stats().usableBytes() >= 1001);
            }
            assertEquals(0, allocator.getAllocatedMemory());
        }
    }

    @Test
    void theBlockGoesBackWithTheLastBufferOnIt() {
        try (Heap heap = Heap.shared();
                RootAllocator root = allocator(heap);
                BufferAllocator child = root.newChildAllocator("child", 0, Long.MAX_VALUE)) {
            ArrowBuf buffer = root.buffer(4096);
            buffer.setLong(4088, 7);
            ArrowBuf slice = buffer.getReferenceManager().retain(buffer, child).slice(4088, 8);
            buffer.close();
            assertEquals(1, heap.stats().liveBlocks());
            assertEquals(7, slice.getLong(0));
            slice.close();
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    @Test
    void aBufferOfNoBytesHasNoBlockAndOutlivesItsHeap() {
        ArrowBuf empty;
        try (Heap heap = Heap.shared();
                RootAllocator allocator = allocator(heap)) {
            empty = allocator.buffer(0);
            assertEquals(0, heap.stats().liveBlocks());
        }
        assertEquals(0, empty.capacity());
        assertEquals(0, empty.nioBuffer().remaining());
        empty.close();
    }

    private static void fill(RootAllocator allocator, List<ArrowBuf> buffers) {
        while (true) buffers.add(allocator.buffer(200_000));
    }

    @Test
    void whatALimitRefusesIsToldWithTheNumbers() {
        try (Heap heap = Heap.builder().limit(4 << 20).shared();
                RootAllocator allocator = allocator(heap)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            var refusal = assertThrows(OutOfMemoryException.class, () -> fill(allocator, buffers));
            assertTrue(refusal.getMessage().startsWith("262144 bytes on a multiple of 64: "), refusal.getMessage());
            assertTrue(refusal.getMessage().endsWith("its limit is 4194304"), refusal.getMessage());
            assertEquals(buffers.size() * 262144L, allocator.getAllocatedMemory(), "the refused one is not counted");
            buffers.removeLast().close();
            buffers.add(allocator.buffer(200_000));
            buffers.forEach(ArrowBuf::close);
        }
    }

    @Test
    void whatABudgetRefusesIsToldByItsName() {
        Budget process = Budget.of("process", 8 << 20);
        try (Heap heap = Heap.builder().budget(process.child("frames", 4 << 20)).shared();
                RootAllocator allocator = allocator(heap)) {
            List<ArrowBuf> buffers = new ArrayList<>();
            var refusal = assertThrows(OutOfMemoryException.class, () -> fill(allocator, buffers));
            assertTrue(
                    refusal.getMessage().startsWith("262144 bytes for process/frames: process/frames has "),
                    refusal.getMessage());
            buffers.forEach(ArrowBuf::close);
        }
        assertEquals(0, process.usedBytes());
    }

    @Test
    void anAllocatorThatIsClosedKeepsNoBlock() {
        try (Heap heap = Heap.shared()) {
            RootAllocator allocator = allocator(heap);
            allocator.close();
            var factory = AshlarAllocationManager.factory(heap);
            assertThrows(IllegalStateException.class, () -> factory.create(allocator, 100));
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    private static void onAnother(UnaryOperator<Thread.Builder> kind, Runnable work) {
        List<Throwable> thrown = new ArrayList<>();
        try {
            kind.apply(Thread.ofPlatform())
                    .uncaughtExceptionHandler((_, error) -> thrown.add(error))
                    .start(work)
                    .join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        assertEquals(List.of(), thrown);
    }

    @Test
    void anyThreadMayRelease() {
        try (Heap heap = Heap.shared();
                RootAllocator allocator = allocator(heap)) {
            for (UnaryOperator<Thread.Builder> kind :
                    List.<UnaryOperator<Thread.Builder>>of(builder -> builder, _ -> Thread.ofVirtual())) {
                List<ArrowBuf> buffers = new ArrayList<>();
                for (long byteSize = 8; byteSize <= 1 << 20; byteSize <<= 1) buffers.add(allocator.buffer(byteSize));
                onAnother(kind, () -> buffers.forEach(ArrowBuf::close));
                assertEquals(0, heap.stats().liveBlocks());
                onAnother(kind, () -> buffers.replaceAll(_ -> allocator.buffer(500)));
                buffers.forEach(ArrowBuf::close);
                assertEquals(0, heap.stats().liveBlocks());
            }
        }
    }

    /** As an ArrowBuf does it whose bounds are not checked. */
    @Test
    void aDebuggedHeapFindsWhatIsWrittenBehindABuffer() {
        try (Heap heap = Heap.builder().debug(true).shared();
                RootAllocator allocator = allocator(heap)) {
            ArrowBuf buffer = allocator.buffer(128);
            MemoryUtil.putByte(buffer.memoryAddress() + 128, (byte) 1);
            MisuseException misuse = assertThrows(MisuseException.class, buffer::close);
            assertEquals("overflow", misuse.rule());
        }
    }

    @Test
    void aDebuggedHeapKnowsWhoHasABuffer() {
        try (Heap heap = Heap.builder().debug(true).shared();
                RootAllocator allocator = allocator(heap)) {
            try (ArrowBuf _ = allocator.buffer(128)) {
                Leak leak = heap.leaks().getFirst();
                assertEquals(128, leak.byteSize());
                assertTrue(
                        leak.toString().contains("AshlarAllocationManagerTest.aDebuggedHeapKnowsWho"), leak.toString());
            }
            assertEquals(List.of(), heap.leaks());
        }
    }
}
