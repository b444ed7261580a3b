package dev.ashlar.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ashlar.Heap;
import dev.ashlar.MisuseException;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A thread's part is the heap for it, and no other thread gets it. */
final class ThreadHeapTest {
    private static ThreadHeap mine(Heap heap) {
        ThreadHeap mine = ThreadHeap.of(heap);
        assertNotNull(mine);
        return mine;
    }

    private static @Nullable ThreadHeap another(Heap heap, Thread.Builder threads) throws Exception {
        FutureTask<@Nullable ThreadHeap> task = new FutureTask<>(() -> ThreadHeap.of(heap));
        threads.start(task);
        return task.get();
    }

    @Test
    void itsBlocksAreTheHeaps() {
        for (Heap opened : List.of(
                Heap.builder().debug(false).shared(),
                Heap.builder().debug(false).confined())) {
            try (Heap heap = opened) {
                ThreadHeap mine = mine(heap);
                long block = mine.malloc(100);
                long other = heap.malloc(100);
                assertEquals(2, heap.stats().liveBlocks());
                assertEquals(112, heap.usableBytes(block));
                heap.free(block);
                mine.free(other);
                assertEquals(0, heap.stats().liveBlocks());
                assertThrows(MisuseException.class, () -> mine.free(other));
                assertThrows(IllegalArgumentException.class, () -> mine.malloc(-1));
            }
        }
    }

    @Test
    void eachPlatformThreadHasItsOwn() throws Exception {
        try (Heap heap = Heap.builder().debug(false).shared()) {
            ThreadHeap mine = mine(heap);
            assertSame(mine, ThreadHeap.of(heap));
            assertNotSame(mine, another(heap, Thread.ofPlatform()));
            assertNull(another(heap, Thread.ofVirtual()));
        }
    }

    @Test
    void aHeapThatLooksAtEachBlockHasNone() {
        for (Heap opened : List.of(
                Heap.builder().debug(true).shared(),
                Heap.builder().debug(false).sample(2).shared(),
                Heap.builder().debug(false).jdkArenas(true).shared())) {
            try (Heap heap = opened) {
                assertNull(ThreadHeap.of(heap), heap::toString);
            }
        }
    }

    @Test
    void ofAClosedHeapItHasNothing() {
        Heap heap = Heap.builder().debug(false).shared();
        ThreadHeap mine = mine(heap);
        long block = mine.malloc(64);
        mine.free(block);
        heap.close();
        assertThrows(IllegalStateException.class, () -> mine.malloc(64));
        assertThrows(IllegalStateException.class, () -> mine.free(block));
    }
}
