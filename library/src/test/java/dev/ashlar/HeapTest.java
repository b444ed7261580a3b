package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Mem;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every heap promises. */
final class HeapTest {
    @ParameterizedTest
    @EnumSource
    void blocksAreApartAndAligned(HeapKind kind) {
        try (Heap heap = kind.open()) {
            NavigableMap<Long, Long> live = new TreeMap<>();
            for (long size = 0; size < 300_000; size += 1 + size / 3) {
                long address = heap.malloc(size);
                assertEquals(0, address % Heap.ALIGNMENT, "size " + size);
                assertTrue(heap.usableBytes(address) >= size);
                live.put(address, Math.max(size, 1));
            }
            assertApart(live);
            live.keySet().forEach(heap::free);
        }
    }

    private static void assertApart(NavigableMap<Long, Long> live) {
        long end = 0;
        for (var block : live.entrySet()) {
            assertTrue(block.getKey() >= end, "two blocks share bytes");
            end = block.getKey() + block.getValue();
        }
    }

    /** Against a model: contents, sizes, and what the heap says of it. */
    @ParameterizedTest
    @EnumSource
    void randomOperationsKeepContents(HeapKind kind) {
        Random random = new Random(7);
        long[] blocks = new long[300];
        int[] sizes = new int[300];
        try (Heap heap = kind.open()) {
            for (int step = 0; step < 30_000; step++) {
                int at = random.nextInt(blocks.length);
                int size = random.nextInt(random.nextInt(20) == 0 ? 100_000 : 600);
                if (blocks[at] != 0) assertFilled(blocks[at], sizes[at], at);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        heap.free(blocks[at]);
                        blocks[at] = 0;
                        size = 0;
                    }
                    case 1 -> {
                        int kept = blocks[at] == 0 ? 0 : Math.min(size, sizes[at]);
                        blocks[at] = heap.realloc(blocks[at], size);
                        assertFilled(blocks[at], kept, at);
                    }
                    case 2 -> {
                        heap.free(blocks[at]);
                        blocks[at] = heap.calloc(1, size);
                        assertFilled(blocks[at], size, 0);
                    }
                    default -> {
                        heap.free(blocks[at]);
                        long alignment = 1L << random.nextInt(13);
                        blocks[at] = heap.alignedAlloc(alignment, size);
                        assertEquals(0, blocks[at] % alignment);
                    }
                }
                sizes[at] = size;
                if (blocks[at] != 0) Mem.fill(blocks[at], size, at);
            }
        }
    }

    private static void assertFilled(long address, int size, int with) {
        byte[] bytes = MemorySegment.ofAddress(address).reinterpret(size).toArray(ValueLayout.JAVA_BYTE);
        byte[] wanted = new byte[size];
        Arrays.fill(wanted, (byte) with);
        assertTrue(Arrays.equals(wanted, bytes), () -> "block %d of %d bytes".formatted(with, size));
    }

    @ParameterizedTest
    @EnumSource
    void badRequestsAreRefusedWithTheirNumbers(HeapKind kind) {
        try (Heap heap = kind.open()) {
            assertSays("a block of -1 bytes", () -> heap.malloc(-1));
            assertSays("a block of -2 bytes", () -> heap.calloc(3, -2));
            assertSays("-3 blocks", () -> heap.calloc(-3, 2));
            assertSays("a block of -4 bytes", () -> heap.realloc(0, -4));
            assertSays("alignment 3 is no power of two", () -> heap.alignedAlloc(3, 10));
            assertSays("alignment 0 is no power of two", () -> heap.allocate(10, 0));
            assertSays("a block of -5 bytes", () -> heap.allocate(-5, 1));
            assertEquals(0, heap.calloc(Long.MAX_VALUE, 3));
            assertEquals(0, heap.malloc(Long.MAX_VALUE));
            assertEquals(0, heap.alignedAlloc(1L << 62, 10));
            OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> heap.allocate(1L << 60, 64));
            assertTrue(error.getMessage().startsWith((1L << 60) + " bytes on a multiple of 64: "), error.getMessage());
        }
    }

    private static void assertSays(String message, Runnable request) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, request::run).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void misuseIsRefusedAndNothingChanges(HeapKind kind) {
        try (Heap heap = kind.open()) {
            heap.free(0);
            long block = heap.malloc(100);
            assertMisuse("interior-pointer", block + 16, () -> heap.free(block + 16));
            assertMisuse("foreign-pointer", 4096, () -> heap.free(4096));
            assertMisuse("foreign-pointer", 4096, () -> heap.realloc(4096, 10));
            assertMisuse("foreign-pointer", 4096, () -> heap.usableBytes(4096));
            Mem.fill(block, 100, 3);
            heap.free(block);
            String again = kind.isJdk() ? "foreign-pointer" : "double-free"; // the JDK does not remember it
            assertMisuse(again, block, () -> heap.free(block));
            assertMisuse(again, block, () -> heap.realloc(block, 10));
            assertMisuse(again, block, () -> heap.usableBytes(block));
            long large = heap.malloc(5 << 20);
            assertMisuse("interior-pointer", large + 4096, () -> heap.free(large + 4096));
            heap.free(large);
            assertThrows(MisuseException.class, () -> heap.free(large));
            assertNotEquals(0, heap.malloc(100));
        }
    }

    private static void assertMisuse(String rule, long address, Runnable mistake) {
        MisuseException misuse = assertThrows(MisuseException.class, mistake::run);
        assertEquals(rule, misuse.rule());
        assertEquals(address, misuse.address());
    }

    @ParameterizedTest
    @EnumSource
    void aLimitHoldsAndFreedMemoryCountsNoMore(HeapKind kind) {
        try (Heap heap = kind.open(8 << 20)) {
            for (int round = 0; round < 3; round++) {
                long[] blocks = new long[2000];
                int count = 0;
                OutOfMemoryError error = null;
                while (error == null) {
                    try {
                        blocks[count] = heap.allocate(10_000).address();
                        count++;
                    } catch (OutOfMemoryError none) {
                        error = none;
                    }
                }
                assertTrue(count > 400 && count <= 838, "%d blocks in 8 MiB".formatted(count));
                boolean isOfABudget = kind.isSampled() || kind.isJdk();
                String limit = isOfABudget ? " of 8388608 bytes" : "its limit is 8388608";
                assertTrue(error.getMessage().contains(limit), error.getMessage());
                for (int i = 0; i < count; i++) heap.free(blocks[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsFreeGoesBackWhenAsked(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long[] blocks = new long[5000];
            for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(2000);
            for (long block : blocks) heap.free(block);
            assertTrue(kind.isJdk()
                    || heap.collect() > (kind.isDebugged() ? 1 << 20 : kind.isSampled() ? 5 << 20 : 9 << 20));
            assertTrue(heap.collect() < 1 << 20, "it has gone already");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNumbersAddUp(HeapKind kind) {
        try (Heap heap = kind.open()) {
            assertEquals(0, heap.stats().liveBlocks());
            long[] blocks = new long[3000];
            for (int round = 0; round < 3; round++) {
                long bytes = 0;
                for (int i = 0; i < blocks.length; i++) {
                    long size = i % 100 == 0 ? 100_000 : 16 * (1 + i % 8); // of the latter, slots have just these sizes
                    blocks[i] = heap.malloc(size);
                    bytes += heap.usableBytes(blocks[i]);
                }
                HeapStats stats = heap.stats();
                assertEquals(blocks.length, stats.liveBlocks(), "round " + round);
                assertEquals(bytes, stats.usableBytes());
                assertTrue(stats.usableBytes() <= stats.committedBytes() - stats.idleBytes(), stats::toString);
                assertTrue(stats.committedBytes() <= stats.peakCommittedBytes(), stats::toString);
                assertTrue(stats.committedBytes() <= stats.reservedBytes(), stats::toString);
                for (long block : blocks) heap.free(block);
                assertEquals(0, heap.stats().liveBlocks());
                assertEquals(0, heap.stats().usableBytes());
            }
            heap.collect();
            long stays =
                    kind.isDebugged() || kind.isSampled() ? 4 << 20 : 2 << 20; // a debugged heap's last region does
            assertTrue(heap.stats().committedBytes() < stays, heap.stats()::toString);
        }
    }

    /** Bits that no address has would be lost on the way: these must not be taken for the block beside it. */
    @ParameterizedTest
    @EnumSource
    void addressesThatNobodyHasAreForeign(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long block = heap.malloc(128);
            for (int bit = 56; bit < 64; bit++) {
                long forged = block + (1L << bit);
                assertMisuse("foreign-pointer", forged, () -> heap.free(forged));
                assertMisuse("foreign-pointer", forged + 112, () -> heap.free(forged + 112));
                assertMisuse("foreign-pointer", forged, () -> heap.realloc(forged, 10));
                assertMisuse("foreign-pointer", forged, () -> heap.usableBytes(forged));
            }
            heap.free(block);
            assertThrows(IllegalArgumentException.class, () -> heap.free(MemorySegment.ofArray(new byte[1])));
        }
    }

    /** Where there is a limit, what is free but kept ready serves every request, not malloc alone. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatIsKeptReadyIsGivenUpBeforeARequestFails(HeapKind kind) {
        List<ToLongFunction<Heap>> requests = List.of(
                heap -> heap.malloc(900_000),
                heap -> heap.calloc(9, 100_000),
                heap -> heap.alignedAlloc(64, 900_000),
                heap -> heap.realloc(heap.malloc(100), 900_000));
        for (ToLongFunction<Heap> request : requests) {
            try (Heap heap = kind.open(1 << 20)) {
                long[] blocks = new long[7];
                for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(60_000);
                for (long block : blocks) heap.free(block);
                assertNotEquals(0, request.applyAsLong(heap));
            }
        }
    }

    /** The native function's memory must not go while it runs. */
    @ParameterizedTest
    @EnumSource
    void aHeapIsNotClosedWhileADowncallHoldsASegment(HeapKind kind) throws Throwable {
        try (Heap heap = kind.open()) {
            MemorySegment numbers = heap.allocateFrom(ValueLayout.JAVA_INT, 3, 1, 2);
            Downcalls.sort(numbers, () -> assertThrows(IllegalStateException.class, heap::close));
            assertArrayEquals(new int[] {1, 2, 3}, numbers.toArray(ValueLayout.JAVA_INT));
            assertNotEquals(0, heap.malloc(100), "it is whole");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedHeapRefusesEverything(HeapKind kind) {
        Heap heap = kind.open();
        long block = heap.malloc(100);
        MemorySegment segment = heap.allocate(100);
        heap.close();
        heap.close();
        assertThrows(IllegalStateException.class, () -> heap.malloc(100));
        assertThrows(IllegalStateException.class, () -> heap.malloc(1 << 20));
        assertThrows(IllegalStateException.class, () -> heap.calloc(1, 100));
        assertThrows(IllegalStateException.class, () -> heap.alignedAlloc(64, 100));
        assertThrows(IllegalStateException.class, () -> heap.realloc(block, 200));
        assertThrows(IllegalStateException.class, () -> heap.free(block));
        assertThrows(IllegalStateException.class, () -> heap.usableBytes(block));
        assertThrows(IllegalStateException.class, heap::collect);
        assertThrows(IllegalStateException.class, heap::stats);
        assertThrows(IllegalStateException.class, heap::arena);
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
    }

    @ParameterizedTest
    @EnumSource
    void segmentsAreBlocks(HeapKind kind) {
        try (Heap heap = kind.open()) {
            MemorySegment text = heap.allocateFrom("a block");
            assertEquals("a block", text.getString(0));
            assertEquals(8, text.byteSize());
            heap.free(text);
            MemorySegment aligned = heap.allocate(100, 512);
            assertEquals(0, aligned.address() % 512);
            aligned.fill((byte) 1);
            heap.free(aligned);
            for (int i = 0; i < 100; i++) {
                MemorySegment zeroed = heap.zeroed().allocate(100, 8);
                assertFilled(zeroed.address(), 100, 0);
                zeroed.fill((byte) 1);
                heap.free(zeroed);
            }
            assertEquals(0, heap.allocate(0).byteSize());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConfinedHeapIsItsThreadsAlone(HeapKind kind) throws InterruptedException {
        try (Heap heap = kind.open()) {
            long block = heap.malloc(100);
            Class<?> wanted = kind.isConfined() ? WrongThreadException.class : null;
            assertEquals(wanted, thrownElsewhere(() -> heap.malloc(10)));
            assertEquals(wanted, thrownElsewhere(() -> heap.calloc(1, 10)));
            assertEquals(wanted, thrownElsewhere(() -> heap.alignedAlloc(64, 10)));
            assertEquals(wanted, thrownElsewhere(() -> heap.realloc(0, 10)));
            assertEquals(wanted, thrownElsewhere(() -> heap.usableBytes(block)));
            assertEquals(wanted, thrownElsewhere(() -> heap.free(block)));
            assertEquals(wanted, thrownElsewhere(() -> heap.arena().close()));
            if (kind.isConfined()) assertEquals(wanted, thrownElsewhere(heap::close));
        }
    }

    /** The class of what {@code work} throws in another thread; null if it throws nothing. */
    private static Class<?> thrownElsewhere(Runnable work) throws InterruptedException {
        AtomicReference<Class<?>> thrown = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException failure) {
                thrown.set(failure.getClass());
            }
        });
        thread.start();
        thread.join();
        return thrown.get();
    }

    @ParameterizedTest
    @EnumSource
    void heapsComeAndGoWithoutATrace(HeapKind kind) throws IOException {
        long before = addressSpacePages();
        for (int i = 0; i < 100; i++) {
            try (Heap heap = kind.open()) {
                for (int j = 0; j < 10; j++) Mem.putByte(heap.malloc(1 << 20), (byte) 1);
            }
        }
        long grown = addressSpacePages() - before;
        assertTrue(grown < 100 * 10 * 256 / 4, "%d pages more".formatted(grown)); // the JVM has its own needs, too
    }

    /** Pages of addresses that this process has; 0 where that can't be asked. */
    private static long addressSpacePages() throws IOException {
        Path statm = Path.of("/proc/self/statm");
        return Files.exists(statm) ? Long.parseLong(Files.readString(statm).split(" ")[0]) : 0;
    }
}
