package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.map.Tally;
import dev.ashlar.map.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a heap finds that has some of its blocks debugged. What it promises as any heap does is in the tests of heaps. */
final class SampledHeapTest {
    @AfterEach
    void clear() {
        System.clearProperty("ashlar.sample");
    }

    private static long leakHere(Heap heap) {
        return heap.malloc(100);
    }

    /** Whoever frees what it allocates comes between, in step with the sample's size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void whatLeaksIsInTheSample(int others) {
        try (Heap heap = Heap.builder().debug(false).sample(8).shared()) {
            for (int i = 0; i < 4000; i++) {
                leakHere(heap);
                for (int k = 0; k < others; k++) heap.free(heap.malloc(100));
            }
            List<Leak> leaks = heap.leaks();
            assertEquals(1, leaks.size(), leaks::toString);
            Leak leak = leaks.getFirst();
            assertEquals("leakHere", leak.allocatedBy().getFirst().getMethodName());
            assertEquals(500, leak.blocks(), 5 * Math.sqrt(4000 / 8.0), "blocks of 4000, of which 1/8 are drawn");
            assertEquals(leak.blocks() * 100, leak.byteSize());
            assertEquals(4000, heap.stats().liveBlocks());
        }
    }

    @Test
    void eachThreadHasItsShare() throws InterruptedException {
        try (Heap heap = Heap.builder().debug(false).sample(10).shared()) {
            Thread[] threads = new Thread[8];
            for (int i = 0; i < threads.length; i++)
                threads[i] = Thread.ofPlatform().start(() -> {
                    for (int k = 0; k < 5000; k++) leakHere(heap);
                });
            for (Thread thread : threads) thread.join();
            assertEquals(40_000, heap.stats().liveBlocks());
            assertEquals(4000, heap.leaks().getFirst().blocks(), 5 * Math.sqrt(4000));
        }
    }

    /** A block of the heap's sample. */
    private static long sampled(Heap heap, long byteSize) {
        while (true) {
            long blocks = heap.leaks().stream().mapToLong(Leak::blocks).sum();
            long block = heap.malloc(byteSize);
            if (heap.leaks().stream().mapToLong(Leak::blocks).sum() > blocks) return block;
        }
    }

    @Test
    void whoMisusesABlockOfTheSampleLearnsWhoseItWas() {
        try (Heap heap = Heap.builder().debug(false).sample(4).confined()) {
            long block = sampled(heap, 100);
            heap.free(block);
            MisuseException twice = assertThrows(MisuseException.class, () -> heap.free(block));
            assertEquals("double-free", twice.rule());
            assertEquals("sampled", twice.getSuppressed()[0].getStackTrace()[0].getMethodName());
            assertEquals(
                    "whoMisusesABlockOfTheSampleLearnsWhoseItWas",
                    twice.getSuppressed()[1].getStackTrace()[0].getMethodName());
            long written = sampled(heap, 100);
            MemorySegment.ofAddress(written).reinterpret(101).set(ValueLayout.JAVA_BYTE, 100, (byte) 1);
            assertEquals(
                    "overflow", assertThrows(MisuseException.class, heap::check).rule());
            heap.free(written);
        }
    }

    @Test
    void aBlockStaysInTheSampleThatIsResized() {
        try (Heap heap = Heap.builder().debug(false).sample(3).shared()) {
            long block = heap.realloc(sampled(heap, 10), 1000);
            long byteSize = heap.leaks().stream().mapToLong(Leak::byteSize).sum();
            long larger = heap.realloc(block, 5000);
            assertEquals(
                    byteSize + 4000,
                    heap.leaks().stream().mapToLong(Leak::byteSize).sum());
            assertEquals(5000, heap.usableBytes(larger));
        }
    }

    /** Who holds the sample, as each who allocates in it does, has nobody else wait for it. */
    @Test
    void otherBlocksDoNotAskTheSample() throws InterruptedException {
        try (SampledHeap heap =
                (SampledHeap) Heap.builder().debug(false).sample(1 << 30).shared()) {
            Thread user = new Thread(() -> {
                long block = heap.realloc(heap.malloc(100), 5000);
                if (heap.usableBytes(block) >= 5000) heap.free(block);
            });
            synchronized (heap.sample) {
                user.start();
                while (user.isAlive()) assertFalse(waitsFor(heap.sample, user));
            }
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    private static boolean waitsFor(Object lock, Thread thread) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
        return info != null
                && info.getLockInfo() != null
                && info.getLockInfo().getIdentityHashCode() == System.identityHashCode(lock);
    }

    /** In arenas a chunk is drawn, which small blocks share. */
    @Test
    void arenasAreInTheSample() {
        try (Heap heap = Heap.builder().debug(false).sample(1).shared();
                Arena arena = heap.arena()) {
            arena.allocate(100);
            assertEquals(
                    "arenasAreInTheSample",
                    heap.leaks().getFirst().allocatedBy().getFirst().getMethodName());
        }
    }

    /** Its map has what the heap has, and what the sample has. */
    @Test
    void aDumpHasTheSampleInIt() {
        try (Heap heap = Heap.builder().debug(false).sample(10).confined()) {
            for (int i = 0; i < 1000; i++) heap.malloc(100);
            Tally tally = heap.dump().picture().tally();
            assertEquals(1000, tally.blocks(Use.LIVE));
            assertEquals(heap.stats().usableBytes(), tally.bytes(Use.LIVE));
            assertEquals(heap.stats().committedBytes(), tally.committedBytes());
            assertTrue(heap.dump().text().contains("1/10 sampled"), heap.dump().text());
        }
    }

    @Test
    void oneLimitHoldsForTheSampleAndTheRest() {
        long limitBytes = 8 << 20;
        try (Heap heap =
                Heap.builder().debug(false).sample(20).limit(limitBytes).shared()) {
            long[] blocks = new long[1000];
            int count = 0;
            while ((blocks[count] = heap.malloc(10_000)) != 0) count++;
            assertTrue(count > 500, "8 MiB have room for that many: " + count);
            assertTrue(heap.stats().committedBytes() <= limitBytes, () -> heap.stats()
                    .toString());
            assertNotEquals(List.of(), heap.leaks());
            Arrays.stream(blocks, 0, count).forEach(heap::free);
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    @Test
    void theSampleIsSwitchedOnFromOutside() {
        System.setProperty("ashlar.sample", "1/1");
        try (Heap heap = Heap.builder().debug(false).shared()) {
            leakHere(heap);
            assertEquals(1, heap.leaks().size());
        }
        System.setProperty("ashlar.sample", "often");
        try (Told told = new Told();
                Heap heap = Heap.builder().debug(false).shared()) {
            assertEquals(List.of("-Dashlar.sample=often: no such value; ignored"), told.lines());
            leakHere(heap);
            assertEquals(List.of(), heap.leaks());
        }
        assertEquals(
                "a sample of one allocation of -1",
                assertThrows(IllegalArgumentException.class, () -> Heap.builder()
                                .sample(-1))
                        .getMessage());
    }
}
