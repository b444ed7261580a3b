package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every heap that asks the system for memory promises, one promise a test. After each, everything must verify. */
public abstract class BlocksSuite<H extends Blocks> {
    @SuppressWarnings("NullAway.Init")
    protected H heap;

    private final long[] edges;
    private final long largestAlignment;

    /** {@code edges}: sizes at which something changes. */
    protected BlocksSuite(long largestAlignment, long... edges) {
        this.largestAlignment = largestAlignment;
        this.edges = edges;
    }

    protected abstract H open();

    @BeforeEach
    void openHeap() {
        heap = open();
    }

    @AfterEach
    void verifyAndClose() {
        assertSound();
        heap.close();
    }

    protected void assertSound() {
        assertEquals(List.of(), heap.faults());
    }

    protected long live(long sizeBytes) {
        long payload = heap.malloc(sizeBytes);
        assertNotEquals(0, payload, () -> "malloc(%d)".formatted(sizeBytes));
        return payload;
    }

    protected void freed(long payload) {
        assertEquals(Rule.NONE, heap.free(payload), () -> "free(0x%x)".formatted(payload));
    }

    protected record Held(long payload, long sizeBytes, int tag) {}

    protected Held held(long payload, long sizeBytes, int tag) {
        heap.fill(payload, sizeBytes, tag);
        return new Held(payload, sizeBytes, tag);
    }

    protected void assertWhole(Held block) {
        assertTrue(heap.isFilled(block.payload, block.sizeBytes, block.tag), block::toString);
    }

    @Test
    void everySizeIsAlignedTo16AndUsableAndApart() {
        List<Held> blocks = new ArrayList<>();
        LongStream.concat(LongStream.rangeClosed(0, 1200), LongStream.of(edges)).forEach(size -> {
            long payload = live(size);
            assertEquals(0, payload % 16, "alignment");
            assertTrue(heap.usableBytes(payload) >= size, "usable");
            blocks.add(held(payload, size, (int) size * 7 + 3));
        });
        assertSound();
        blocks.forEach(this::assertWhole);
        assertEquals(blocks.size(), heap.liveBlocks());
        for (Held one : blocks) freed(one.payload);
        assertEquals(0, heap.liveBlocks());
    }

    @Test
    void everySizeAndAlignmentTogether() {
        for (long alignment = 1; alignment <= largestAlignment; alignment *= 2) {
            List<Held> blocks = new ArrayList<>();
            for (long size : edges) {
                String what = "%d bytes on %d".formatted(size, alignment);
                long payload = heap.alignedAlloc(alignment, size);
                assertNotEquals(0, payload, what);
                assertEquals(0, payload % Math.max(alignment, 16), what);
                assertTrue(heap.usableBytes(payload) >= size, what);
                blocks.add(held(payload, size, (int) size));
            }
            assertSound();
            blocks.forEach(this::assertWhole);
            for (Held one : blocks) freed(one.payload);
        }
        assertEquals(0, heap.liveBlocks());
    }

    @Test
    void mallocOfZeroGivesDistinctBlocks() {
        long first = live(0);
        long second = live(0);
        assertNotEquals(first, second);
        freed(first);
        freed(second);
        freed(0);
    }

    @Test
    void impossibleSizesFailAndChangeNothing() {
        Held block = held(live(100), 100, 1);
        for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 4096, 1L << 62, 1L << 50}) {
            assertEquals(0, heap.malloc(size), "malloc(%d)".formatted(size));
            assertEquals(0, heap.realloc(block.payload, size), "realloc(%d)".formatted(size));
            assertEquals(0, heap.calloc(1, size), "calloc(%d)".formatted(size));
            assertEquals(0, heap.alignedAlloc(4096, size), "aligned(4096, %d)".formatted(size));
            assertWhole(block);
            assertSound();
        }
        for (long alignment : new long[] {1L << 62, 1L << 50}) assertEquals(0, heap.alignedAlloc(alignment, 1));
        assertEquals(1, heap.liveBlocks());
    }

    @Test
    void callocChecksTheProduct() {
        assertTrue(heap.isFilled(heap.calloc(7, 9), 63, 0));
        assertNotEquals(0, heap.calloc(0, 1L << 62));
        assertNotEquals(0, heap.calloc(1L << 62, 0));
        long before = heap.liveBlocks();
        for (long[] pair : new long[][] {
            {1L << 32, 1L << 32},
            {1L << 33, 1L << 33},
            {Long.MAX_VALUE, 2},
            {3, Long.MAX_VALUE / 2},
            {-1, 1},
            {1, -1},
            {-1, -1}
        }) assertEquals(0, heap.calloc(pair[0], pair[1]), "calloc(%d, %d)".formatted(pair[0], pair[1]));
        assertEquals(before, heap.liveBlocks());
    }

    @Test
    void callocZeroesWhatWasUsedBefore() {
        for (long size : edges) {
            List<Long> payloads = new ArrayList<>();
            for (int i = 0; i < 20; i++) payloads.add(live(size));
            payloads.forEach(payload -> heap.fill(payload, size, 0xEE));
            payloads.forEach(this::freed);
            for (int i = 0; i < 40; i++) {
                long payload = heap.calloc(size, 1);
                assertTrue(heap.isFilled(payload, size, 0), "size " + size);
                heap.fill(payload, size, 0xDD);
            }
        }
    }

    @Test
    void reallocKeepsContents() {
        for (long from : edges) {
            for (long to : edges) {
                if (to == 0) continue;
                Held block = held(live(from), from, (int) (from + to));
                long moved = heap.realloc(block.payload, to);
                assertNotEquals(0, moved);
                assertTrue(heap.usableBytes(moved) >= to);
                assertTrue(heap.isFilled(moved, Math.min(from, to), block.tag), "%d to %d".formatted(from, to));
                freed(moved);
            }
        }
        assertEquals(0, heap.liveBlocks());
    }

    @Test
    void reallocOfNullAllocatesAndToZeroFrees() {
        long payload = heap.realloc(0, 50);
        assertNotEquals(0, payload);
        assertEquals(0, heap.realloc(payload, 0));
        assertEquals(0, heap.liveBlocks());
    }

    @Test
    void doubleFreesAreFoundAndChangeNothing() {
        long left = live(100);
        long middle = live(100);
        long right = live(100);
        long other = live(100);
        freed(middle);
        assertEquals(Rule.DOUBLE_FREE, heap.free(middle), "immediately");
        freed(left);
        assertEquals(Rule.DOUBLE_FREE, heap.free(middle), "after its left neighbour");
        freed(right);
        assertEquals(Rule.DOUBLE_FREE, heap.free(right), "after its left neighbour and its own");
        assertEquals(0, heap.realloc(middle, 10));
        assertEquals(Rule.DOUBLE_FREE, heap.ruleAgainst(middle));
        assertEquals(0, heap.usableBytes(middle));
        assertEquals(1, heap.liveBlocks());
        freed(other);
    }

    @Test
    void interiorPointersAreFound() {
        for (long size : new long[] {32, 48, 100, 1000, 5000, 40_000, 200_000, 5_000_000}) {
            long payload = held(live(size), size, 0x21).payload;
            for (long distance : new long[] {1, 5, 8, 16, size / 2, size - 1}) {
                String what = "%d of %d".formatted(distance, size);
                assertEquals(Rule.INTERIOR_POINTER, heap.free(payload + distance), what);
                assertEquals(0, heap.realloc(payload + distance, 10), what);
                assertEquals(Rule.INTERIOR_POINTER, heap.ruleAgainst(payload + distance), what);
                assertEquals(0, heap.usableBytes(payload + distance), what);
                assertEquals(payload, heap.enclosing(payload + distance), what);
            }
            assertEquals(Rule.NONE, heap.ruleAgainst(payload));
            freed(payload);
            assertEquals(0, heap.enclosing(payload));
        }
    }

    @Test
    void foreignPointersAreFound() {
        long payload = live(100);
        for (long foreign : new long[] {1, 8, 16, 4096, Long.MAX_VALUE, -16, Long.MIN_VALUE, 0x7F00_0000_0000L}) {
            assertEquals(Rule.FOREIGN_POINTER, heap.free(foreign), () -> "0x%x".formatted(foreign));
            assertEquals(0, heap.realloc(foreign, 10));
            assertEquals(0, heap.enclosing(foreign));
            assertEquals(0, heap.usableBytes(foreign));
        }
        freed(payload);
    }

    @Test
    void randomOperationsAgreeWithAModel() {
        for (long seed = 1; seed <= 8; seed++) new Trace(seed, traceSteps()).run(heap, verifiesEachStep());
    }

    /** Operations of a random trace; fewer where each costs more. */
    protected int traceSteps() {
        return 2000;
    }

    protected boolean verifiesEachStep() {
        return true;
    }
}
