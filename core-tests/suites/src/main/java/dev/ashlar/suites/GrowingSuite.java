package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pools that grow promise beyond what every heap does. */
public abstract class GrowingSuite extends BlocksSuite<GrowingSubject> {
    private static final long MIB = 1 << 20;

    protected GrowingSuite() {
        super(1 << 21, 0, 1, 8, 23, 24, 25, 39, 40, 41, 100, 512, 1000, 4096, 65_536, 200_000, MIB - 100, MIB, MIB + 1);
    }

    private List<Long> blocks(int count, long size) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) payloads.add(live(size));
        return payloads;
    }

    /** The links of a free block are its last words, and its OS pages may end anywhere among them. */
    @Test
    void whatIsGivenBackLeavesTheLinks() {
        long pageBytes = heap.pageBytes();
        int seen = 0;
        for (long more = 0; more < pageBytes; more += 16) {
            long freed = live(MIB + more);
            long behind = live(64);
            long last = live(64);
            heap.free(freed);
            if (behind % pageBytes <= 32) {
                seen++;
                assertEquals(List.of(), heap.faults(), "%d behind a page's end".formatted(behind % pageBytes));
            }
            freed(behind);
            freed(last);
        }
        assertTrue(seen >= 2, "blocks so placed: " + seen);
    }

    @Test
    void poolsDouble() {
        List<Long> payloads = blocks(150, 100_000);
        assertEquals(List.of(8 * MIB, 4 * MIB, 2 * MIB, MIB, MIB), heap.pools());
        live(40 * MIB);
        long page = heap.pageBytes();
        assertEquals(2 * (40 * MIB + page), heap.pools().getFirst(), "twice what one request takes");
        payloads.forEach(this::freed);
    }

    @Test
    void emptyPoolsGoBackButForTheSmallest() {
        List<Long> payloads = blocks(150, 100_000);
        payloads.forEach(this::freed);
        assertEquals(List.of(MIB), heap.pools());
        assertEquals(MIB, heap.mappedBytes());
    }

    @Test
    void alternatingAtTheEdgeOfAPoolAsksForNothing() {
        blocks(10, 100_000);
        freed(live(100_000));
        long reserves = heap.reserves();
        long decommits = heap.decommits();
        for (int i = 0; i < 100; i++) freed(live(100_000));
        assertEquals(reserves, heap.reserves());
        assertTrue(heap.decommits() - decommits <= 10, "once a MiB at most");
    }

    @Test
    void aLargeBlockGivesItsMemoryBackWhenItIsFreedOrShrunkOrMoved() {
        long payload = live(5 * MIB);
        long behind = live(100); // so that the pool is not empty without it
        heap.fill(payload, 5 * MIB, 7);
        long before = heap.decommits();
        assertEquals(payload, heap.realloc(payload, 2 * MIB));
        assertEquals(before + 1, heap.decommits(), "its end");
        live(MIB / 2);
        long moved = heap.realloc(payload, 8 * MIB);
        assertNotEquals(payload, moved);
        assertTrue(heap.isFilled(moved, 2 * MIB, 7));
        assertEquals(before + 2, heap.decommits(), "its old place");
        freed(moved);
        assertTrue(heap.decommits() > before + 2 || !heap.pools().contains(8 * MIB));
        freed(behind);
    }

    @Test
    void collectGivesBackWhatFreeBlocksHave() {
        List<Long> payloads = blocks(20, 300_000);
        heap.collect();
        for (int i = 0; i < 20; i += 2) freed(payloads.get(i));
        long before = heap.decommits();
        assertTrue(heap.collect());
        assertTrue(heap.decommits() - before >= 10, "each has OS pages of its own");
        for (int i = 1; i < 20; i += 2) freed(payloads.get(i));
        assertTrue(heap.collect());
        assertEquals(List.of(), heap.pools());
        assertFalse(heap.collect());
        freed(live(10));
    }

    @Test
    void alignmentIsKeptWhereverABlockGoes() {
        long payload = heap.alignedAlloc(4096, 10);
        for (long size = 100; size < 10 * MIB; size *= 3) {
            live(50);
            payload = heap.realloc(payload, size);
            assertEquals(0, payload % 4096, "%d bytes at 0x%x".formatted(size, payload));
        }
    }

    /** What the allocator itself leaves in a payload is no header: neither in a free block nor in one that was. */
    @Test
    void linksDoNotLookLikeHeaders() {
        live(40);
        Held block = held(live(20_000), 20_000, 1);
        live(40);
        freed(block.payload());
        assertNoneInside(block);
        assertEquals(block.payload(), live(19_000));
        assertNoneInside(block);
        assertEquals(3, heap.liveBlocks());
    }

    private void assertNoneInside(Held block) {
        for (long distance = 16; distance < block.sizeBytes(); distance += 16)
            assertNotEquals(Rule.NONE, heap.free(block.payload() + distance), distance + " inside");
    }

    @Test
    void aBlockThatMovedDownIsNotWhereItWas() {
        live(40);
        long before = live(400_000);
        long block = live(16_000);
        long after = live(100_000);
        live(100);
        heap.fill(after, 100_000, 1);
        freed(before);
        freed(after);
        assertEquals(before, heap.realloc(block, 120_000));
        assertNotEquals(Rule.NONE, heap.free(block));
        assertNotEquals(Rule.NONE, heap.free(after));
    }

    @Test
    void aGrowingBlockMovesAsOftenAsItsLogarithm() {
        live(100);
        long payload = live(64 << 10);
        int moves = 0;
        for (long size = 128 << 10; size <= 32 * MIB; size += 64 << 10) {
            long moved = heap.realloc(payload, size);
            if (moved != payload) moves++;
            payload = moved;
        }
        assertTrue(moves <= 8, moves + " moves");
    }

    @Test
    void aDoubleFreeOfALargeBlockIsFound() {
        long large = live(3 * MIB);
        live(100);
        freed(large);
        assertNotEquals(Rule.NONE, heap.free(large), "its memory may be gone");
        assertEquals(1, heap.liveBlocks());
    }

    @Test
    void aLimitHoldsAndLetsGo() {
        heap.configure(false, 4 * MIB);
        List<Long> payloads = new ArrayList<>();
        for (long one = heap.malloc(10_000); one != 0; one = heap.malloc(10_000)) payloads.add(one);
        assertTrue(payloads.size() > 400, () -> "only %d blocks of 10 000 in 4 MiB".formatted(payloads.size()));
        assertTrue(heap.mappedBytes() <= 4 * MIB);
        assertEquals(0, heap.realloc(payloads.getFirst(), 2 * MIB));
        payloads.forEach(this::freed);
        freed(live(3 * MIB));
        heap.configure(false, 0);
        freed(live(6 * MIB));
    }

    @Test
    void scribblingFillsFreshAndFreedMemory() {
        heap.configure(true, 0);
        for (long size : new long[] {64, 600, 10_000}) {
            long payload = live(size);
            assertTrue(heap.isFilled(payload, size, GrowingHeap.FRESH));
            assertTrue(heap.isFilled(heap.calloc(1, size), size, 0));
            freed(payload);
            assertTrue(heap.isFilled(payload, size - 24, GrowingHeap.FREED), "up to the tail");
        }
    }
}
