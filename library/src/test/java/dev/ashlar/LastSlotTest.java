package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The slot that was freed last comes again, and nobody is told of it who should not be. */
final class LastSlotTest {
    /** A block that was freed and handed out again, so that its heap knows it as the last. */
    private static long last(Heap heap, long byteSize) {
        heap.free(heap.malloc(byteSize));
        return heap.malloc(byteSize);
    }

    private static void assertDoubleFree(Heap heap, long block) {
        MisuseException thrown = assertThrows(MisuseException.class, () -> heap.free(block));
        assertEquals("double-free", thrown.rule());
    }

    /** Until the thread has ended: what it has freed is given up then. */
    private static void inAnotherThread(Runnable work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread thread = Thread.ofPlatform().start(task);
        thread.join();
        task.get();
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 112, 128, 144, 4096, 65536})
    void itComesForTheSizesOfItsClass(long slotBytes) {
        try (Heap heap = Heap.builder().debug(false).confined()) {
            long smaller = slotBytes == 16 ? -1 : smallerSlot(heap, slotBytes);
            long block = last(heap, slotBytes);
            for (long byteSize : new long[] {smaller + 1, slotBytes}) {
                heap.free(block);
                assertEquals(block, heap.malloc(byteSize), () -> byteSize + " bytes");
                assertEquals(slotBytes, heap.usableBytes(block));
            }
            heap.free(block);
            if (smaller > 0) assertNotEquals(block, heap.malloc(smaller));
            assertNotEquals(block, heap.malloc(slotBytes + 1));
            assertEquals(block, heap.malloc(slotBytes));
            assertNotEquals(block, heap.malloc(slotBytes));
        }
    }

    /** Bytes of the largest slots that are smaller. */
    private static long smallerSlot(Heap heap, long slotBytes) {
        for (long bytes = slotBytes - 16; ; bytes -= 16) {
            long block = heap.malloc(bytes);
            long usable = heap.usableBytes(block);
            heap.free(block);
            if (usable < slotBytes) return usable;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void noOtherAddressIsIt(HeapKind kind) {
        try (Heap heap = kind.open()) {
            for (int i = 0; i < 2; i++) {
                heap.free(0);
                for (long address : new long[] {-1, 1, 8, Long.MAX_VALUE, Long.MIN_VALUE})
                    assertThrows(MisuseException.class, () -> heap.free(address));
                heap.collect();
                last(heap, 64);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void freedTwiceItIsNoticed(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long block = last(heap, 64);
            heap.free(block);
            assertDoubleFree(heap, block);
            assertThrows(MisuseException.class, () -> heap.usableBytes(block));
            assertThrows(MisuseException.class, () -> heap.realloc(block, 100));
            assertEquals(0, heap.stats().liveBlocks());
            assertEquals(block, heap.malloc(64));
            assertNotEquals(block, heap.malloc(64));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatReallocMovedIsNotLive(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long block = last(heap, 64);
            assertNotEquals(block, heap.realloc(block, 5000));
            assertDoubleFree(heap, block);
        }
    }

    @Test
    void whatAnotherThreadFreedIsNotLive() throws Exception {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            long block = last(heap, 64);
            inAnotherThread(() -> heap.free(block));
            assertDoubleFree(heap, block);
        }
    }

    @Test
    void anotherThreadMayNotFreeWhatIsHere() throws Exception {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            long block = last(heap, 64);
            heap.free(block);
            inAnotherThread(() -> assertDoubleFree(heap, block));
            assertEquals(block, heap.malloc(64));
        }
    }

    /** The page of the last slot has slots of another size by now, and one of them lies where the last one lay. */
    @Test
    void whatIsKnownOfAPageEndsWithIt() throws Exception {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            long block = last(heap, 64);
            inAnotherThread(() -> heap.free(block));
            heap.collect();
            long other = 0;
            for (int i = 0; i < 10_000 && other != block; i++) other = heap.malloc(80);
            assertEquals(block, other, "the page was not used for others");
            heap.free(other);
            long small = heap.malloc(64);
            assertNotEquals(other, small);
            assertEquals(64, heap.usableBytes(small));
        }
    }

    /** The heap has let go of the page when it was full, and another thread has used it for other sizes since. */
    @Test
    void whatIsKnownOfAPageEndsWithItElsewhere() throws Exception {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            long block = last(heap, 64);
            List<Long> others = new ArrayList<>();
            heap.free(block);
            for (int i = 0; i < 10_000; i++) others.add(heap.calloc(1, 64));
            assertEquals(block, heap.malloc(64));
            AtomicLong found = new AtomicLong();
            inAnotherThread(() -> {
                others.forEach(heap::free);
                heap.free(block);
                heap.collect();
                for (int i = 0; i < 100_000 && found.get() != block; i++) found.set(heap.malloc(80));
            });
            assertEquals(block, found.get(), "the page was not used for others");
            heap.free(block);
            long small = heap.malloc(64);
            assertNotEquals(block, small);
            assertEquals(64, heap.usableBytes(small));
        }
    }

    /** Whatever came first, what comes all the time has its place in the end; what comes once in a while has not. */
    @Test
    void othersTakeItsPlaceInTime() {
        LastSlot last = new LastSlot(1) {
            @Override
            protected long mallocOther(long byteSize) {
                throw new AssertionError(byteSize);
            }

            @Override
            protected void freeOther(long address) {
                throw new AssertionError(address);
            }
        };
        assertTrue(last.hasHadItsTime());
        last.become(128, 4096, 3);
        for (int i = 0; i < 64; i++) assertFalse(last.hasHadItsTime());
        assertTrue(last.hasHadItsTime());
        last.become(128, 8192, 4);
        assertFalse(last.hasHadItsTime());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatTookItsPlaceLosesNothing(HeapKind kind) {
        try (Heap heap = kind.open()) {
            Set<Long> blocks = new HashSet<>();
            for (int round = 0; round < 500; round++) {
                for (long byteSize = 16; byteSize <= 1024; byteSize *= 2) heap.free(last(heap, byteSize));
            }
            for (int i = 0; i < 1000; i++) assertTrue(blocks.add(heap.malloc(16 << i % 7)), "handed out twice");
            assertEquals(1000, heap.stats().liveBlocks());
            blocks.forEach(heap::free);
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    /** An arena's second chunk comes again with the next arena, and is the arena's alone meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void aSecondChunkComesAgain(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long chunk = 0;
            for (int i = 0; i < 3; i++) {
                try (Arena arena = heap.arena()) {
                    long block = arena.allocate(5000).address();
                    if (i > 0) assertEquals(chunk, block);
                    chunk = block;
                    assertNotEquals(block, heap.malloc(5000));
                    assertNotEquals(block, arena.allocate(5000).address());
                }
            }
            assertEquals(3, heap.stats().liveBlocks());
            heap.collect();
            long other = heap.malloc(100);
            long last = chunk;
            assertThrows(MisuseException.class, () -> heap.free(last));
            heap.free(other);
        }
    }

    /** The second chunk was the last slot, and is that no more when it is known as an arena's. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void aSlotIsKnownInOnePlace(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long block = last(heap, 5000);
            heap.free(block);
            try (Arena arena = heap.arena()) {
                assertEquals(block, arena.allocate(5000).address());
            }
            assertDoubleFree(heap, block);
            assertNotEquals(heap.malloc(5000), heap.malloc(5000));
        }
    }

    /** The other way round: a second chunk that a program frees is the last slot, and then an arena's again. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void aSlotIsKnownInOnePlaceAfterMisuse(HeapKind kind) {
        for (int pairs = 0; pairs < 70; pairs++) {
            Heap heap = kind.open();
            for (long byteSize : new long[] {512, 512, 64, 64}) last(heap, byteSize);
            long block;
            try (Arena arena = heap.arena()) {
                block = arena.allocate(1000).address();
            }
            for (int i = 0; i < pairs; i++) heap.free(last(heap, 64));
            Arena open = heap.arena();
            if (open.allocate(1000).address() == block) {
                heap.free(block); // the arena's, which is told when that is closed
                try (Arena arena = heap.arena()) {
                    arena.allocate(1000);
                }
                assertDoubleFree(heap, block);
            }
            heap.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void aSecondChunkThatWasFreedIsTold(HeapKind kind) {
        try (Heap heap = kind.open()) {
            heap.arena().close();
            for (int i = 0; i < 3; i++) {
                Arena arena = heap.arena();
                heap.free(arena.allocate(5000).address());
                assertThrows(MisuseException.class, arena::close);
                assertEquals(0, heap.stats().liveBlocks());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void itIsAmongWhatIsKeptReady(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long block = last(heap, 64);
            assertEquals(1, heap.stats().liveBlocks());
            heap.free(block);
            assertEquals(0, heap.stats().liveBlocks());
            assertEquals(0, heap.stats().usableBytes());
            heap.collect();
            assertEquals(0, heap.stats().committedBytes() >>> 20, "it kept a page from going");
        }
    }
}
