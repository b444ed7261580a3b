package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.tlsf.Tlsf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pool allocator promises, one promise a test. After each, everything must verify. */
public abstract class TlsfSuite {
    protected static final long POOL_BYTES = 4 << 20;

    private static final long[] EDGES = {
        0, 1, 8, 15, 16, 23, 24, 25, 31, 32, 40, 41, 487, 488, 489, 503, 504, 505, 511, 512, 513, 1023, 1024, 1025,
        4096, 65535, 65536, 100_000
    };

    @SuppressWarnings("NullAway.Init")
    protected TlsfBlocks heap;

    /** A fresh allocator with a pool of {@link #POOL_BYTES}. */
    protected abstract TlsfBlocks open();

    protected int traceSteps() {
        return 3000;
    }

    @BeforeEach
    void openHeap() {
        heap = open();
    }

    @AfterEach
    void verifyAndClose() {
        assertSound(heap);
        heap.close();
    }

    private static void assertSound(TlsfBlocks heap) {
        assertEquals(List.of(), heap.faults());
        long live = 0;
        long free = 0;
        for (long bytes : heap.walk()) {
            if (bytes < 0) free += -bytes + 8;
            else live += bytes + 8;
        }
        assertEquals(live, heap.usedBytes(), "used bytes");
        assertEquals(free, heap.freeBytes(), "free bytes");
    }

    private long live(long sizeBytes) {
        long payload = heap.malloc(sizeBytes);
        assertNotEquals(0, payload, () -> "malloc(%d)".formatted(sizeBytes));
        return payload;
    }

    private void freed(long payload) {
        assertEquals(Rule.NONE, heap.free(payload), () -> "free(0x%x)".formatted(payload));
    }

    private void freed(List<Long> payloads) {
        for (long payload : payloads) freed(payload);
    }

    /** Everything is one free block again. */
    private void assertEmpty() {
        assertEquals(0, heap.liveBlocks());
        assertEquals(1, heap.walk().length, () -> Arrays.toString(heap.walk()));
    }

    // Sizes and alignments

    @Test
    void everySizeIsAlignedTo16AndUsableAndApart() {
        List<Long> payloads = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (long size = 0; size <= 1200; size++) sizes.add(size);
        for (long size : EDGES) sizes.add(size);
        for (long size : sizes) {
            long payload = live(size);
            assertEquals(0, payload % 16);
            assertTrue(heap.usableBytes(payload) >= size);
            heap.fill(payload, size, (int) size * 7);
            payloads.add(payload);
        }
        assertSound(heap);
        for (int i = 0; i < sizes.size(); i++)
            assertTrue(heap.isFilled(payloads.get(i), sizes.get(i), (int) (sizes.get(i) * 7)), "size " + sizes.get(i));
        Collections.shuffle(payloads, new Random(1));
        freed(payloads);
        assertEmpty();
    }

    @Test
    void everySizeAndAlignmentTogether() {
        for (long alignment = 1; alignment <= 1 << 20; alignment *= 2) {
            List<Long> payloads = new ArrayList<>();
            for (long size : EDGES) {
                long payload = heap.alignedAlloc(alignment, size);
                if (payload == 0) {
                    assertTrue(alignment >= 1 << 17, "%d bytes on %d".formatted(size, alignment));
                    continue;
                }
                assertEquals(0, payload % Math.max(alignment, 16), "%d bytes on %d".formatted(size, alignment));
                heap.fill(payload, size, 5);
                payloads.add(payload);
            }
            assertFalse(payloads.isEmpty());
            assertSound(heap);
            freed(payloads);
            assertEmpty();
        }
    }

    /** A live block costs 8 bytes, and is at least 24. */
    @Test
    void aBlockCostsEightBytes() {
        for (long size = 24; size < 2000; size += 16) {
            long before = heap.usedBytes();
            long payload = live(size);
            assertEquals(size + 8, heap.usedBytes() - before);
            assertEquals(size, heap.usableBytes(payload));
            freed(payload);
        }
    }

    @Test
    void overflowingRequestsFail() {
        for (long size : new long[] {
            -1,
            -8,
            -16,
            -24,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE - 15,
            Tlsf.MOST_BYTES,
            Tlsf.MOST_BYTES - 1,
            1L << 40
        }) {
            assertEquals(0, heap.malloc(size), () -> "malloc(%d)".formatted(size));
            assertEquals(0, heap.calloc(size, 1));
            assertEquals(0, heap.calloc(3, size));
            assertEquals(0, heap.alignedAlloc(64, size));
            assertEquals(0, heap.alignedAlloc(1L << 62, 10));
            long payload = live(100);
            heap.fill(payload, 100, 3);
            assertEquals(0, heap.realloc(payload, size));
            assertTrue(heap.isFilled(payload, 100, 3));
            freed(payload);
        }
        assertEquals(0, heap.calloc(1L << 47, 1L << 47));
        assertEmpty();
    }

    @Test
    void callocClearsUsedMemory() {
        long dirty = live(3000);
        heap.fill(dirty, 3000, 0xAB);
        freed(dirty);
        long clean = heap.calloc(30, 100);
        assertEquals(dirty, clean, "the test wants the same memory");
        assertTrue(heap.isFilled(clean, 3000, 0));
        freed(clean);
    }

    // What is free

    /** What a fresh pool says is free can be had, whole. */
    @Test
    void theLargestAdvertisedBlockCanBeAllocated() {
        long certain = heap.certainBytes();
        assertEquals(POOL_BYTES - 48 - 8, certain);
        long payload = live(certain);
        assertEquals(0, heap.freeBytes());
        assertEquals(0, heap.certainBytes());
        assertEquals(0, heap.malloc(0));
        heap.fill(payload, certain, 1);
        freed(payload);
        assertEmpty();
    }

    @Test
    void whatIsCertainSucceedsWhateverHasGoneBefore() {
        Random random = new Random(11);
        List<Long> payloads = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            long certain = heap.certainBytes();
            if (certain > 0 && step % 10 == 0) {
                long payload = heap.malloc(certain);
                assertNotEquals(0, payload, "step %d: %d bytes".formatted(step, certain));
                freed(payload);
            }
            if (!payloads.isEmpty() && random.nextInt(5) < 2) {
                freed(payloads.remove(random.nextInt(payloads.size())));
            } else {
                long payload = heap.malloc(random.nextInt(1 << random.nextInt(5, 16)));
                if (payload != 0) payloads.add(payload);
            }
        }
        freed(payloads);
        assertEmpty();
    }

    @Test
    void aPoolFullOfTheSmallestBlocksHasNoByteLeft() {
        TlsfBlocks small = heap.createAt(heap.spare(64 << 10), 64 << 10, 16, 4);
        assertNotNull(small);
        long blockBytes = small.freeBytes();
        List<Long> payloads = new ArrayList<>();
        for (long payload; (payload = small.malloc(1)) != 0; ) payloads.add(payload);
        assertEquals(blockBytes / 32, payloads.size());
        assertEquals(0, small.freeBytes());
        for (long payload : payloads) small.fill(payload, 24, 9);
        // Each second one first, so that the rest has two free neighbours each.
        for (int i = 0; i < payloads.size(); i += 2) assertEquals(Rule.NONE, small.free(payloads.get(i)));
        assertSound(small);
        for (int i = 1; i < payloads.size(); i += 2) assertEquals(Rule.NONE, small.free(payloads.get(i)));
        assertSound(small);
        assertEquals(1, small.walk().length);
    }

    /** Of equal blocks, the one that was freed last is used first. */
    @Test
    void lastInFirstOut() {
        long[] payloads = new long[6];
        for (int i = 0; i < payloads.length; i++) payloads[i] = live(200);
        freed(payloads[1]);
        freed(payloads[3]);
        assertEquals(payloads[3], live(200));
        assertEquals(payloads[1], live(200));
        for (long payload : payloads) freed(payload);
        assertEmpty();
    }

    // Free and realloc

    @Test
    void misuseIsNoticed() {
        long payload = live(100);
        long behind = live(100);
        freed(payload);
        assertEquals(Rule.DOUBLE_FREE, heap.free(payload));
        assertEquals(Rule.INTERIOR_POINTER, heap.free(behind + 8));
        assertEquals(Rule.INTERIOR_POINTER, heap.ruleAgainst(behind + 16));
        assertEquals(Rule.FOREIGN_POINTER, heap.ruleAgainst(heap.control()));
        assertEquals(Rule.NONE, heap.free(0));
        assertEquals(behind, heap.enclosing(behind + 99));
        assertEquals(0, heap.enclosing(payload + 10));
        assertEquals(1, heap.liveBlocks());
        freed(behind);
    }

    @Test
    void reallocGrowsIntoTheBlockAfter() {
        long payload = live(100);
        long next = live(5000);
        live(10);
        heap.fill(payload, 100, 7);
        freed(next);
        assertEquals(payload, heap.realloc(payload, 4000));
        assertTrue(heap.isFilled(payload, 100, 7));
        assertEquals(payload, heap.realloc(payload, 50));
        assertTrue(heap.isFilled(payload, 50, 7));
        assertTrue(heap.usableBytes(payload) < 100);
    }

    @Test
    void reallocMovesDownWhenNothingElseIsLeft() {
        long first = live(1000);
        long payload = live(1000);
        long wall = live(heap.certainBytes());
        heap.fill(payload, 1000, 7);
        freed(first);
        assertEquals(first, heap.realloc(payload, 2000));
        assertTrue(heap.isFilled(first, 1000, 7));
        assertSound(heap);
        freed(first);
        freed(wall);
        assertEmpty();
    }

    @Test
    void reallocKeepsTheAlignment() {
        for (long alignment = 32; alignment <= 4096; alignment *= 2) {
            long payload = heap.alignedAlloc(alignment, 100);
            long wall = live(40);
            heap.fill(payload, 100, 7);
            for (long size : new long[] {5000, 20_000, 90_000, 200}) {
                payload = heap.realloc(payload, size);
                assertEquals(0, payload % alignment, "%d bytes on %d".formatted(size, alignment));
                assertTrue(heap.isFilled(payload, 100, 7));
                live(16);
            }
            freed(payload);
            freed(wall);
        }
    }

    @Test
    void aFailedReallocChangesNothing() {
        long payload = live(1000);
        long wall = live(heap.certainBytes());
        heap.fill(payload, 1000, 7);
        assertEquals(0, heap.realloc(payload, 2000));
        assertTrue(heap.isFilled(payload, 1000, 7));
        assertEquals(2, heap.liveBlocks());
        freed(payload);
        freed(wall);
        assertEmpty();
    }

    @Test
    void reallocOfNothingAllocatesAndToNothingFrees() {
        long payload = heap.realloc(0, 100);
        assertNotEquals(0, payload);
        assertEquals(0, heap.realloc(payload, 0));
        assertEmpty();
    }

    // Pools and handles

    @Test
    void poolsComeAndGo() {
        long memory = heap.spare(POOL_BYTES / 2);
        long free = heap.freeBytes();
        long pool = heap.addPool(memory + 3, POOL_BYTES / 2 - 3);
        assertEquals(memory + 16, pool);
        assertEquals(free + POOL_BYTES / 2 - 16 - 48, heap.freeBytes());
        assertEquals(0, heap.addPool(memory + 1000, 1000), "it overlaps");
        long whole = live(POOL_BYTES - 56);
        long inPool = live(1000);
        assertTrue(inPool > pool && inPool < pool + POOL_BYTES / 2);
        assertEquals(Rule.POOL_IN_USE, heap.removePool(pool));
        assertEquals(Rule.NO_POOL, heap.removePool(pool + 16));
        freed(inPool);
        assertEquals(Rule.NONE, heap.removePool(pool));
        assertEquals(Rule.NO_POOL, heap.removePool(pool));
        assertSound(heap);
        heap.fill(memory, POOL_BYTES / 2, 0xEE);
        assertEquals(0, heap.malloc(1000));
        freed(whole);
        assertEmpty();
    }

    @Test
    void aPoolIsNeverTooSmallToSayNo() {
        long memory = heap.spare(1024);
        long before = heap.freeBytes();
        for (long bytes = 0; bytes < 80; bytes++) assertEquals(0, heap.addPool(memory, bytes), bytes + " bytes");
        assertEquals(before, heap.freeBytes());
        long pool = heap.addPool(memory, 80);
        assertEquals(memory, pool);
        assertEquals(before + 32, heap.freeBytes());
        assertEquals(Rule.NONE, heap.removePool(pool));
    }

    /** The smallest and the largest block at either end of a pool. */
    @Test
    void blocksAtTheEndsOfAPool() {
        long memory = heap.spare(1024);
        long wall = live(heap.certainBytes());
        heap.addPool(memory, 1024);
        long largest = live(1024 - 56);
        heap.fill(largest, 1024 - 56, 1);
        freed(largest);
        long first = live(1);
        long middle = live(1024 - 48 - 64 - 8);
        long last = live(1);
        assertEquals(0, heap.malloc(1));
        for (long payload : new long[] {first, middle, last}) heap.fill(payload, heap.usableBytes(payload), 2);
        assertSound(heap);
        freed(last);
        freed(first);
        freed(middle);
        assertEquals(Rule.NONE, heap.removePool(memory));
        freed(wall);
    }

    @Test
    void twoAllocatorsKnowNothingOfEachOther() {
        TlsfBlocks other = heap.createAt(heap.spare(100_000), 100_000, 8, 3);
        assertNotNull(other);
        long mine = live(1000);
        long theirs = other.malloc(1000);
        assertEquals(Rule.FOREIGN_POINTER, heap.ruleAgainst(theirs));
        assertEquals(Rule.FOREIGN_POINTER, other.ruleAgainst(mine));
        assertEquals(1, other.liveBlocks());
        new Trace(5, 300).run(other, true);
        assertEquals(Rule.NONE, other.free(theirs));
        assertSound(other);
        freed(mine);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 5", "2, 1", "5, 2", "16, 4", "32, 5", "40, 5"})
    void anyNumberOfLevelsWithinTheBounds(int firsts, int logSecond) {
        TlsfBlocks other = heap.createAt(heap.spare(1 << 20), 1 << 20, firsts, logSecond);
        assertNotNull(other);
        // With few levels most blocks share the last list, and a request may fail though a block is there.
        new Trace(firsts, 500).run(other, true);
        assertSound(other);
        assertEquals(1, other.walk().length);
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 100000", "41, 5, 100000", "32, 6, 100000", "32, -1, 100000", "32, 5, 8000", "1, 0, 100"})
    void nothingIsCreatedOutsideTheBounds(int firsts, int logSecond, long sizeBytes) {
        assertNull(heap.createAt(heap.spare(100_000), sizeBytes, firsts, logSecond));
    }

    /** Blocks beyond the last level: of 2 KiB and more with one first level of 32 lists of 16 bytes. */
    @Test
    void blocksLargerThanTheLevelsTellApartAreServed() {
        TlsfBlocks other = heap.createAt(heap.spare(POOL_BYTES / 2), POOL_BYTES / 2, 1, 5);
        long certain = other.certainBytes();
        assertTrue(certain > POOL_BYTES / 2 - 2000, certain + " bytes");
        long payload = other.malloc(certain);
        assertNotEquals(0, payload);
        other.fill(payload, certain, 1);
        assertEquals(Rule.NONE, other.free(payload));
        assertSound(other);
    }

    // Histories

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomTraces(long seed) {
        new Trace(seed, traceSteps()).run(heap, true);
        assertEmpty();
    }

    @Test
    void fragmentsAreJoinedWhateverTheOrder() {
        for (int seed = 0; seed < 20; seed++) {
            List<Long> payloads = new ArrayList<>();
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) payloads.add(live(random.nextInt(1, 3000)));
            Collections.shuffle(payloads, random);
            freed(payloads);
            assertEmpty();
        }
    }
}
