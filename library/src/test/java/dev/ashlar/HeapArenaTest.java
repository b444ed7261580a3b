package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Javadoc of {@code Arena} and {@code SegmentAllocator} promises, of the arenas of each heap. */
final class HeapArenaTest {
    @ParameterizedTest
    @EnumSource
    void blocksAreApartAlignedAndOfTheirSize(HeapKind kind) {
        try (Heap heap = kind.open();
                Arena arena = heap.arena()) {
            List<MemorySegment> blocks = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                long byteSize = i % 7 == 0 ? i * 100L : i % 40;
                long byteAlignment = 1L << i % 13;
                MemorySegment block = arena.allocate(byteSize, byteAlignment);
                assertTrue(block.isNative());
                assertEquals(byteSize, block.byteSize());
                assertEquals(0, block.address() % byteAlignment);
                assertEquals(arena.scope(), block.scope());
                block.fill((byte) i);
                blocks.add(block);
            }
            for (int i = 0; i < blocks.size(); i++) {
                byte wanted = (byte) i;
                for (byte found : blocks.get(i).toArray(ValueLayout.JAVA_BYTE))
                    assertEquals(wanted, found, "block " + i);
                for (int j = 0; j < i; j++)
                    assertTrue(blocks.get(i).asOverlappingSlice(blocks.get(j)).isEmpty(), i + " and " + j);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void badRequestsAreRefused(HeapKind kind) {
        try (Heap heap = kind.open();
                Arena arena = heap.arena()) {
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(-1, 1));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 0));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, 3));
            assertThrows(IllegalArgumentException.class, () -> arena.allocate(1, -8));
            assertThrows(OutOfMemoryError.class, () -> arena.allocate(Long.MAX_VALUE, 1));
            assertEquals("still", arena.allocateFrom("still").getString(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsClosedHasEnded(HeapKind kind) {
        try (Heap heap = kind.open()) {
            Arena arena = heap.arena();
            MemorySegment small = arena.allocate(10);
            MemorySegment large = arena.allocate(100_000);
            assertTrue(arena.scope().isAlive());
            arena.close();
            assertFalse(arena.scope().isAlive());
            assertThrows(IllegalStateException.class, () -> small.get(ValueLayout.JAVA_BYTE, 0));
            assertThrows(IllegalStateException.class, () -> large.fill((byte) 1));
            assertThrows(IllegalStateException.class, () -> arena.allocate(10));
            assertThrows(IllegalStateException.class, () -> arena.allocate(0));
            assertThrows(IllegalStateException.class, arena::close);
        }
    }

    /** All that an arena has had goes back: the heap has room for one at a time. */
    @ParameterizedTest
    @EnumSource
    void whatIsClosedCanBeHadAgain(HeapKind kind) {
        try (Heap heap = kind.open(8 << 20)) {
            for (int i = 0; i < 15; i++) {
                try (Arena arena = heap.arena()) {
                    for (int j = 0; j < 1000; j++) arena.allocate(j % 100 == 0 ? 100_000 : 500);
                }
            }
        }
    }

    /** One, two and more chunks are remembered in different places. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfAnArena(HeapKind kind) {
        try (Heap heap = kind.open()) {
            HeapStats before = heap.stats();
            for (int large : new int[] {0, 1, 2, 3, 10, 11, 20}) {
                for (int small : new int[] {0, 1, 17, 200}) {
                    Arena arena = heap.arena();
                    for (int i = 0; i < small; i++) arena.allocate(32);
                    for (int i = 0; i < large; i++) arena.allocate(2000);
                    if (!kind.isJdk()) assertTrue(heap.stats().liveBlocks() >= large, "while it is open");
                    arena.close();
                    String what = small + " small blocks, " + large + " large ones";
                    assertEquals(before.liveBlocks(), heap.stats().liveBlocks(), what);
                    assertEquals(before.usableBytes(), heap.stats().usableBytes(), what);
                    for (long byteSize : new long[] {0, 1, 2000})
                        assertThrows(IllegalStateException.class, () -> arena.allocate(byteSize), what);
                    assertThrows(IllegalStateException.class, arena::close, what);
                    assertEquals(before.liveBlocks(), heap.stats().liveBlocks(), what);
                }
            }
        }
    }

    /** Somebody has freed the blocks of an arena one by one; each is told of, and the others go back. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void blocksThatWereFreedAlreadyAreTold(HeapKind kind) {
        try (Heap heap = kind.open()) {
            for (int gone = 0; gone < 6; gone++) {
                Arena arena = heap.arena();
                List<Long> blocks = new ArrayList<>();
                blocks.add(arena.allocate(32).address());
                for (int i = 1; i < 6; i++) blocks.add(arena.allocate(2000).address());
                List<Long> freed = List.of(blocks.get(gone), blocks.get((gone + 2) % 6), blocks.get((gone + 3) % 6));
                for (long block : freed) heap.free(block);
                MisuseException misuse = assertThrows(MisuseException.class, arena::close);
                List<Long> told = new ArrayList<>(List.of(misuse.address()));
                for (Throwable other : misuse.getSuppressed()) told.add(((MisuseException) other).address());
                assertEquals(Set.copyOf(freed), Set.copyOf(told));
                assertEquals(3, told.size());
                assertEquals(0, heap.stats().liveBlocks());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroedArenasAreZeroed(HeapKind kind) {
        try (Heap heap = kind.open()) {
            for (int i = 0; i < 100; i++) {
                try (Arena arena = heap.zeroedArena()) {
                    for (int j = 1; j < 20; j++) {
                        MemorySegment block = arena.allocate(j * j * 20L);
                        for (byte found : block.toArray(ValueLayout.JAVA_BYTE)) assertEquals(0, found);
                        block.fill((byte) 1);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anArenaIsItsThreadsAlone(HeapKind kind) throws Exception {
        try (Heap heap = kind.open();
                Arena arena = heap.arena();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            MemorySegment block = arena.allocate(10);
            assertThrown(WrongThreadException.class, other.submit(() -> arena.allocate(10)));
            assertThrown(WrongThreadException.class, other.submit(() -> block.get(ValueLayout.JAVA_BYTE, 0)));
            assertThrown(WrongThreadException.class, other.submit(arena::close));
            block.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }
    }

    private static void assertThrown(Class<?> wanted, Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (java.util.concurrent.ExecutionException thrown) {
            assertEquals(wanted, thrown.getCause().getClass());
            return;
        }
        throw new AssertionError("nothing was thrown");
    }

    /** A native function that has a block of the arena calls back, and the callback tries to close the arena. */
    @ParameterizedTest
    @EnumSource
    void anArenaIsNotClosedWhileADowncallHoldsIt(HeapKind kind) throws Throwable {
        try (Heap heap = kind.open()) {
            Arena arena = heap.arena();
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 3, 1, 2);
            Downcalls.sort(numbers, () -> assertThrows(IllegalStateException.class, arena::close));
            assertArrayEquals(new int[] {1, 2, 3}, numbers.toArray(ValueLayout.JAVA_INT));
            arena.close();
        }
    }

    @Test
    void aSharedArenaIsForAnyThread() throws Exception {
        for (HeapKind kind : List.of(HeapKind.SHARED, HeapKind.DEBUG_SHARED)) {
            try (Heap heap = kind.open();
                    ExecutorService threads = Executors.newFixedThreadPool(4)) {
                Arena arena = heap.sharedArena();
                List<Future<MemorySegment>> made = new ArrayList<>();
                for (int i = 0; i < 400; i++) {
                    byte number = (byte) i;
                    made.add(threads.submit(() -> arena.allocate(100).fill(number)));
                }
                for (int i = 0; i < made.size(); i++)
                    assertEquals((byte) i, made.get(i).get().get(ValueLayout.JAVA_BYTE, 99));
                arena.close();
                MemorySegment ended = made.getFirst().get();
                assertThrows(IllegalStateException.class, () -> ended.get(ValueLayout.JAVA_BYTE, 0));
                assertThrows(IllegalStateException.class, () -> arena.allocate(1));
            }
        }
        try (Heap heap = Heap.confined()) {
            assertThrows(UnsupportedOperationException.class, heap::sharedArena);
        }
    }
}
