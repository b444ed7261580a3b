package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.guarded.Stacks;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.suites.GuardedSubject.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guarded heap promises beyond what every heap does: each misuse is found, and named with what is known of it. */
public abstract class GuardedSuite extends BlocksSuite<GuardedSubject> {
    private static final long MIB = 1 << 20;
    private static final long ALLOCATED = 0xA110C;
    private static final long FREED = 0xF4EE;

    protected GuardedSuite() {
        super(1 << 21, 0, 1, 8, 15, 16, 17, 39, 40, 41, 100, 512, 1000, 4096, 65_536, 200_000, MIB - 100, MIB, MIB + 1);
    }

    private long allocated(long sizeBytes) {
        heap.setSite(ALLOCATED);
        long payload = live(sizeBytes);
        heap.fill(payload, sizeBytes, 7);
        heap.setSite(FREED);
        return payload;
    }

    private void assertFound(Finding... expected) {
        assertEquals(List.of(expected), heap.takeFound());
    }

    private static Finding onLive(int rule, long payload, long requested, long distance) {
        return new Finding(rule, payload + distance, payload, requested, distance, ALLOCATED, 0, 0);
    }

    @Test
    void aWellBehavedProgramHearsNothing() {
        List<Long> payloads = new ArrayList<>();
        for (long size = 0; size < 3000; size += 7) payloads.add(allocated(size));
        for (int i = 0; i < payloads.size(); i += 2) freed(payloads.get(i));
        heap.checkAll();
        for (int i = 1; i < payloads.size(); i += 2) freed(payloads.get(i));
        heap.checkAll();
        heap.flush();
        assertFound();
        assertEquals(0, heap.heldBytes());
    }

    /** Every size has its own place for the first byte beyond: behind it, and the 0 that ends a string. */
    @Test
    void oneByteTooManyIsFoundWhateverTheSize() {
        for (long size = 0; size < 200; size++) {
            for (int value : new int[] {0, 7, 65, 255}) {
                long payload = allocated(size);
                heap.putByte(payload + size, value);
                freed(payload);
                assertFound(onLive(Rule.OVERFLOW, payload, size, size));
            }
        }
    }

    @Test
    void oneByteTooFewIsFound() {
        for (long size : new long[] {0, 1, 16, 100, 5000, 200_000}) {
            for (long distance = 1; distance <= 8; distance++) {
                long payload = allocated(size);
                heap.putByte(payload - distance, 1);
                freed(payload);
                assertFound(onLive(Rule.UNDERFLOW, payload, size, -distance));
            }
        }
    }

    @Test
    void aLongOverflowIsFoundInBothBlocks() {
        long first = allocated(40);
        long second = allocated(40);
        heap.fill(first + 40, second - first - 40, 0x41);
        heap.checkAll();
        assertFound(
                onLive(Rule.OVERFLOW, first, 40, 40),
                onLive(Rule.HEADER, second, 40, -16),
                onLive(Rule.UNDERFLOW, second, 40, -1));
        heap.checkAll();
        assertFound();
        freed(second);
        freed(first);
        assertFound();
    }

    @Test
    void damageIsFoundByReallocToo() {
        long payload = allocated(100);
        heap.putByte(payload + 103, 65);
        long moved = heap.realloc(payload, 1000);
        assertFound(onLive(Rule.OVERFLOW, payload, 100, 103));
        assertTrue(heap.isFilled(moved, 100, 7));
        freed(moved);
    }

    @Test
    void aWriteAfterFreeIsFoundWhenTheBlockLeavesTheQuarantine() {
        for (long distance : new long[] {0, 1, 50, 99}) {
            long payload = allocated(100);
            freed(payload);
            assertTrue(heap.isFilled(payload, 100, GuardedHeap.POISON));
            heap.putByte(payload + distance, 1);
            heap.flush();
            assertFound(new Finding(
                    Rule.WRITE_AFTER_FREE, payload + distance, payload, 100, distance, ALLOCATED, FREED, 0));
        }
    }

    @Test
    void aWriteAfterFreeIsFoundByALookAtEverythingOnce() {
        long payload = allocated(100);
        freed(payload);
        heap.putByte(payload + 5, 1);
        heap.checkAll();
        assertFound(new Finding(Rule.WRITE_AFTER_FREE, payload + 5, payload, 100, 5, ALLOCATED, FREED, 0));
        heap.checkAll();
        heap.flush();
        assertFound();
    }

    @Test
    void theQuarantineHoldsWhatItMay() {
        heap.configure(false, 0, 10_000, 0);
        long first = allocated(1000);
        freed(first);
        for (int i = 0; i < 8; i++) freed(allocated(1000));
        assertTrue(heap.heldBytes() > 8000 && heap.heldBytes() <= 10_000);
        assertEquals(Rule.DOUBLE_FREE, heap.ruleAgainst(first));
        for (int i = 0; i < 8; i++) freed(allocated(1000));
        assertTrue(heap.heldBytes() <= 10_000);
        freed(allocated(20_000));
        assertTrue(heap.heldBytes() > 8000, "a block that is too large does not drive the others out");
    }

    @Test
    void aDoubleFreeNamesBothFrees() {
        long payload = allocated(100);
        freed(payload);
        heap.setSite(3);
        assertEquals(Rule.DOUBLE_FREE, heap.free(payload));
        assertFound(new Finding(Rule.DOUBLE_FREE, payload, payload, 100, 0, ALLOCATED, FREED, 0));
        heap.flush();
        assertEquals(Rule.DOUBLE_FREE, heap.free(payload), "out of quarantine, and nobody else's yet");
        assertFound(new Finding(Rule.DOUBLE_FREE, payload, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void anInteriorPointerNamesTheBlock() {
        long payload = allocated(1000);
        for (long distance : new long[] {8, 16, 999}) {
            assertEquals(Rule.INTERIOR_POINTER, heap.free(payload + distance));
            assertFound(onLive(Rule.INTERIOR_POINTER, payload, 1000, distance));
        }
    }

    @Test
    void aSizeThatDoesNotFitIsTold() {
        long payload = allocated(100);
        assertEquals(Rule.NONE, heap.freeSized(payload, 101, 1));
        assertFound(new Finding(Rule.WRONG_SIZE, payload, payload, 100, 0, ALLOCATED, 0, 101));
        heap.setSite(ALLOCATED);
        long aligned = heap.alignedAlloc(64, 100);
        assertEquals(Rule.NONE, heap.freeSized(aligned, 100, 32));
        assertFound(new Finding(Rule.WRONG_ALIGNMENT, aligned, aligned, 100, 0, ALLOCATED, 0, 32));
        freed(live(100));
        long right = heap.alignedAlloc(64, 100);
        assertEquals(Rule.NONE, heap.freeSized(right, 100, 64));
        assertFound();
    }

    @Test
    void aDamagedTagIsFoundAndTheBlockStillFreed() {
        long payload = allocated(100);
        heap.fill(payload - 16, 8, 0x33);
        assertEquals(100, heap.usableBytes(payload));
        freed(payload);
        assertFound(onLive(Rule.HEADER, payload, 100, -16));
        assertEquals(0, heap.liveBlocks());
    }

    /** A region that goes while the quarantine gives way makes room for another. */
    @Test
    void whatIsRefusedIsRefusedAgain() {
        heap.configure(false, 8 << 20, 1 << 20, 0);
        for (int round = 0; round < 4; round++) {
            List<Long> payloads = new ArrayList<>();
            long payload;
            while ((payload = heap.malloc(10_000)) != 0) payloads.add(payload);
            assertEquals(0, heap.malloc(10_000), "round " + round);
            payloads.forEach(heap::free);
        }
    }

    @Test
    void aLimitHoldsAndTheQuarantineGivesWay() {
        heap.configure(false, 4 * MIB, MIB, 0);
        List<Long> payloads = new ArrayList<>();
        for (long one = heap.malloc(10_000); one != 0; one = heap.malloc(10_000)) payloads.add(one);
        assertTrue(payloads.size() > 50, () -> "only %d blocks of 10 000 in 4 MiB".formatted(payloads.size()));
        assertTrue(heap.committedBytes() <= 4 * MIB);
        assertEquals(GuardedHeap.LIMIT, heap.refusedBy());
        for (int i = 0; i < 20; i++) freed(payloads.get(i));
        for (int i = 0; i < 20; i++) payloads.set(i, live(10_000));
        payloads.forEach(this::freed);
        heap.configure(false, 0, MIB, 0);
        freed(live(6 * MIB));
    }

    @Test
    void aLimitCountsNoRecordsThatNobodyNeeds() {
        heap.configure(false, 4 * MIB, 0, 0);
        List<Long> payloads = new ArrayList<>();
        for (long one = heap.malloc(100_000); one != 0; one = heap.malloc(100_000)) payloads.add(one);
        assertTrue(payloads.size() >= 30, () -> "only %d blocks of 100 000 in 4 MiB".formatted(payloads.size()));
        payloads.forEach(this::freed);
        payloads.clear();
        for (int i = 0; i < 20_000; i++) payloads.add(live(16)); // each has a record
        payloads.forEach(this::freed);
    }

    @Test
    void onlySoManyLiveBlocksAreFenced() {
        heap.configure(false, 0, 0, 1);
        heap.limitFences(3);
        List<Long> fenced = new ArrayList<>();
        for (int i = 0; i < 3; i++) fenced.add(allocated(112));
        for (long payload : fenced) assertTrue(heap.touched(payload + 112));
        long plain = allocated(112);
        assertFalse(heap.touched(plain + 112));
        heap.takeFound();
        freed(fenced.removeFirst());
        long another = allocated(112);
        assertTrue(heap.touched(another + 112), "there is room for one again");
        heap.takeFound();
        freed(another);
        freed(plain);
        fenced.forEach(this::freed);
    }

    @Test
    void theLiveBlocksAreCountedBySize() {
        for (long size : new long[] {0, 16, 17, 32, 33, 100, 100, 128, 129, 3 * MIB}) allocated(size);
        freed(allocated(100));
        heap.configure(false, 0, MIB, 1);
        allocated(100);
        List<String> expected = List.of(
                "16: 2 of 16", "32: 2 of 49", "64: 1 of 33", "128: 4 of 428", "256: 1 of 129", "4194304: 1 of 3145728");
        assertEquals(expected, heap.census());
    }

    /** As many as need some pieces of memory, so that buckets have several and pieces come to their end. */
    @Test
    void aStackIsKeptOnce() {
        List<Long> stacks = new ArrayList<>();
        for (long i = 0; i < 20_000; i++) stacks.add(heap.stack(manyFrames(i)));
        assertEquals(20_000, new HashSet<>(stacks).size());
        for (long i = 0; i < 20_000; i++) {
            assertEquals(manyFrames(i), GuardedSubject.frames(stacks.get((int) i)));
            assertEquals(stacks.get((int) i), heap.stack(manyFrames(i)));
        }
        assertNotEquals(heap.stack(List.of(1L, 2L)), heap.stack(List.of(2L, 1L)));
        assertEquals(List.of(), GuardedSubject.frames(heap.stack(List.of())));
        assertEquals(0, heap.stack(Collections.nCopies((int) Stacks.MOST_FRAMES + 1, 7L)));
    }

    private static List<Long> manyFrames(long number) {
        List<Long> frames = new ArrayList<>(List.of(0x7000L + number));
        for (long i = 0; i < number % 20; i++) frames.add(i);
        return frames;
    }

    @Test
    void aFencedBlockEndsWhereNobodyMayTouch() {
        heap.configure(false, 0, MIB, 1);
        for (long size : new long[] {0, 1, 16, 100, 5000, 200_000}) {
            long payload = allocated(size);
            long fence = payload + (size + 15 & -16);
            assertEquals(0, fence % heap.pageBytes());
            assertTrue(heap.touched(fence));
            assertFound(onLive(Rule.OVERFLOW, payload, size, fence - payload));
            freed(payload);
            for (long distance : new long[] {0, size / 2}) {
                assertTrue(heap.touched(payload + distance));
                assertFound(new Finding(
                        Rule.USE_AFTER_FREE, payload + distance, payload, size, distance, ALLOCATED, FREED, 0));
            }
            assertEquals(Rule.DOUBLE_FREE, heap.free(payload));
            assertFound(new Finding(Rule.DOUBLE_FREE, payload, payload, size, 0, ALLOCATED, FREED, 0));
        }
        heap.flush();
        assertFound();
        assertEquals(0, heap.heldBytes());
    }

    @Test
    void whatIsLeftBeforeAFenceIsWatched() {
        heap.configure(false, 0, MIB, 1);
        long payload = allocated(100);
        heap.putByte(payload + 100, 0);
        freed(payload);
        assertFound(onLive(Rule.OVERFLOW, payload, 100, 100));
    }

    @Test
    void everySoManiethBlockIsFenced() {
        heap.configure(false, 0, MIB, 10);
        int fenced = 0;
        for (int i = 0; i < 100; i++) {
            if (heap.touched(allocated(32) + 32)) fenced++;
        }
        assertEquals(10, fenced);
        assertEquals(10, heap.takeFound().size());
    }

    @Test
    void aBlockIsNotBlamedForWhatAnotherLeft() {
        heap.configure(false, 0, 0, 1);
        long large = allocated(300_000);
        freed(large);
        assertTrue(heap.touched(large + 200_000));
        assertFound(new Finding(Rule.USE_AFTER_FREE, large + 200_000, large, 300_000, 200_000, ALLOCATED, FREED, 0));
        long small = allocated(100);
        assertTrue(large < small + 300_000 && small < large + 300_000, "in its place");
        assertFalse(heap.touched(large + 200_000));
        assertEquals(Rule.FOREIGN_POINTER, heap.free(large + 200_000));
        assertFound(new Finding(Rule.FOREIGN_POINTER, large + 200_000, 0, 0, 0, 0, 0, 0));
        freed(small);
    }

    @Test
    void fencedBlocksAreBlocks() {
        heap.configure(false, 0, MIB, 1);
        randomOperationsAgreeWithAModel();
        heap.close();
        heap = open();
        heap.configure(false, 0, MIB, 3);
        interiorPointersAreFound();
        reallocKeepsContents();
    }

    @Test
    void largeBlocksGiveTheirMemoryBack() {
        live(100);
        long large = live(8 * MIB);
        live(100);
        long before = heap.decommits();
        freed(large);
        assertEquals(1, heap.decommits() - before);
        assertNotEquals(Rule.NONE, heap.free(large));
    }

    @Test
    void scribblingFillsFreshMemory() {
        heap.configure(true, 0, MIB, 0);
        long payload = live(600);
        assertTrue(heap.isFilled(payload, 600, GuardedHeap.FRESH));
        assertTrue(heap.isFilled(heap.calloc(1, 600), 600, 0));
    }
}
