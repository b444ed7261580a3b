package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.Scribble;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.suites.SegmentBlocks.Found;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the segment heap promises beyond what every heap does. */
public abstract class SegmentSuite extends BlocksSuite<SegmentBlocks> {
    /** Sizes at every edge: of units, classes, paths, granules, OS pages, segments. */
    private static final long[] EDGES = {
        0, 1, 8, 15, 16, 17, 127, 128, 129, 144, 145, 1023, 1024, 1025, 2047, 4095, 4096, 4097, 8192, 16384, 16385,
        32768, 32769, 65535, 65536, 65537, 73728, 73729, 131072, 131073, 200_000, 262144, 262145, 327680, 327681
    };

    private static final long GRANULE = 64 << 10;

    protected SegmentSuite() {
        super(1 << 23, EDGES);
    }

    private long total(int column) {
        return heap.statistic(SegmentStats.TOTAL, column);
    }

    @Test
    void noSizeWastesMuch() {
        freed(live(1)); // there are numbers from the first block on
        double worst = 1;
        long worstSize = 0;
        for (long size = 17; size <= 1 << 20; size++) {
            double share;
            if (size <= SizeClass.LARGEST_BYTES) {
                int sizeClass = SizeClass.of(size);
                long slotBytes = SizeClass.bytes(sizeClass);
                if (size > 128) assertTrue((slotBytes - size) * 8 <= slotBytes, "slack of %d bytes".formatted(size));
                long pageBytes = heap.statistic(sizeClass, SegmentStats.PAGE_BYTES);
                share = (double) size * (pageBytes / slotBytes) / pageBytes;
                if (slotBytes - size < 16 && size < 40) continue;
            } else if (size % GRANULE == 1) {
                share = (double) size / committedFor(size);
            } else {
                continue; // more than the one before, of the same granules
            }
            if (share < worst) {
                worst = share;
                worstSize = size;
            }
        }
        System.out.printf("worst utilisation: %.1f %% for %d bytes%n", 100 * worst, worstSize);
        assertTrue(worst > 0.7, "%d bytes use %f".formatted(worstSize, worst));
    }

    /** What a block takes of memory that may be resident, whether it touches all of that or not. */
    private long committedFor(long size) {
        long before = total(SegmentStats.COMMITTED) - total(SegmentStats.DIRTY);
        long payload = live(size);
        long committed = total(SegmentStats.COMMITTED) - total(SegmentStats.DIRTY) - before;
        freed(payload);
        return committed;
    }

    @Test
    void classesAreTheSmallestThatFit() {
        for (long size = 0; size <= SizeClass.LARGEST_BYTES; size++) {
            int sizeClass = SizeClass.of(size);
            assertTrue(SizeClass.bytes(sizeClass) >= size);
            if (sizeClass > 0) assertTrue(SizeClass.bytes(sizeClass - 1) < size);
            assertEquals(0, SizeClass.bytes(sizeClass) % 16);
        }
        assertEquals(SizeClass.COUNT - 1, SizeClass.of(SizeClass.LARGEST_BYTES));
    }

    @Test
    void goodSizeIsWhatABlockHas() {
        for (long size : EDGES) assertEquals(heap.goodSize(size), heap.usableBytes(live(size)), "size " + size);
    }

    @Test
    void aLargeBlockGrowsWhereItIsOrMovesWithItsContents() {
        freed(live(1)); // so that the thread has a page already, and its first one is not what lies behind
        long payload = heap.realloc(live(60_000), 100_000); // what grows beyond 64 KiB leaves slots
        heap.fill(payload, 100_000, 7);
        long grown = heap.realloc(payload, 3_000_000);
        assertEquals(payload, grown, "nothing lies behind it");
        assertTrue(heap.isFilled(grown, 100_000, 7));
        heap.fill(grown, 3_000_000, 8);
        long moved = heap.realloc(grown, 6_000_000);
        assertTrue(heap.isFilled(moved, 3_000_000, 8));
        heap.fill(moved, 6_000_000, 9);
        assertEquals(moved, heap.realloc(moved, 70_000));
        assertTrue(heap.isFilled(moved, 70_000, 9));
        freed(moved);
    }

    @Test
    void doubleFreesAreFound() {
        for (long size : EDGES) {
            long first = live(size);
            long second = live(size);
            freed(first);
            assertEquals(Rule.DOUBLE_FREE, heap.free(first), "at once, size " + size);
            freed(second);
            assertEquals(Rule.DOUBLE_FREE, heap.free(first), "after another, size " + size);
            assertEquals(Rule.DOUBLE_FREE, heap.free(second), "of the other, size " + size);
        }
        long neighbour = live(40);
        long payload = live(40);
        freed(payload);
        freed(neighbour);
        assertEquals(neighbour, live(40), "the neighbour is used again");
        assertEquals(Rule.DOUBLE_FREE, heap.free(payload));
        assertEquals(Rule.DOUBLE_FREE, heap.ruleAgainst(payload));
        assertEquals(0, heap.realloc(payload, 100));
        assertEquals(0, heap.usableBytes(payload));
    }

    /** A large block has memory that slots had, and {@code realloc} copies it as it is: over another block, back to its old place. */
    @Test
    void whatIsCopiedMakesNoBlockFree() {
        long slots = 61_440;
        freed(live(4096)); // there is a page for what comes between
        long[] page = new long[16];
        for (int i = 0; i < page.length; i++) page[i] = live(slots);
        freed(page[8]);
        freed(page[9]);
        for (int i = 0; i < 8; i++) freed(page[i]);
        long large = live(400_000);
        assertEquals(page[0], large, "it has the place of the first eight");
        long between = heap.realloc(large, 4096);
        long[] again = {live(slots), live(slots), heap.realloc(between, slots)};
        for (long payload : again) assertEquals(0, heap.free(payload), "a live block");
    }

    @Test
    void doubleFreesByAnotherThreadAreFound() {
        long kept = live(64);
        long payload = live(64);
        heap.inThread(() -> freed(payload));
        assertEquals(Rule.DOUBLE_FREE, heap.free(payload));
        heap.inThread(() -> assertEquals(Rule.DOUBLE_FREE, heap.free(payload)));
        freed(kept);
        heap.inThread(() -> assertEquals(Rule.DOUBLE_FREE, heap.free(kept)));
    }

    @Test
    void foreignPointersThatLookLikeOursToTheTableAreFound() {
        long payload = live(100);
        long mapped = heap.map(heap.pageBytes());
        long window = 1L << 40;
        for (long foreign : new long[] {mapped, mapped + 16, payload + window, payload - window})
            assertEquals(Rule.FOREIGN_POINTER, heap.free(foreign), "0x%x".formatted(foreign));
        assertEquals(0, heap.enclosing(mapped));
        assertEquals(0, heap.usableBytes(mapped));
        freed(payload);
    }

    @Test
    void aSlotThatWasNeverHandedOutIsNoBlock() {
        long payload = live(1000);
        long start = payload & -GRANULE;
        assertNotEquals(Rule.NONE, heap.free(start + GRANULE - 1000 - 536), "in the part that was never touched");
        freed(payload);
    }

    @Test
    void aLimitHoldsAndCanBeLifted() {
        freed(live(10));
        heap.limit(total(SegmentStats.COMMITTED) + 10 * GRANULE);
        List<Long> payloads = new ArrayList<>();
        long payload;
        while ((payload = heap.malloc(30_000)) != 0 && payloads.size() < 1000) payloads.add(payload);
        assertTrue(payloads.size() >= 10 && payloads.size() < 30, () -> payloads.size() + " blocks within 10 granules");
        assertEquals(0, heap.malloc(1 << 20));
        assertTrue(total(SegmentStats.COMMITTED) <= total(SegmentStats.LIMIT));
        freed(payloads.removeLast());
        payloads.add(live(30_000));
        heap.limit(0);
        payloads.add(live(1 << 20));
        payloads.forEach(this::freed);
    }

    @Test
    void freedMemoryCountsAgainstALimitNoMore() {
        heap.limit(60 * GRANULE);
        for (int i = 0; i < 50; i++) {
            List<Long> payloads = new ArrayList<>();
            for (int j = 0; j < 15; j++) payloads.add(live((i % 7 + 1) * 20_000L));
            payloads.forEach(this::freed);
        }
    }

    @Test
    void scribbledMemoryIsFilled() {
        freed(live(100)); // so that a page that takes the fast path is there already
        heap.collect();
        heap.setOptions(SegmentRoot.SCRIBBLE);
        for (long size : new long[] {16, 100, 5000, 100_000, 400_000}) {
            long payload = live(size);
            assertTrue(heap.isFilled(payload, size, Scribble.FRESH), "fresh, size " + size);
            heap.fill(payload, size, 1);
            long zeroed = heap.calloc(1, size);
            assertTrue(heap.isFilled(zeroed, size, 0));
            freed(zeroed);
            freed(payload);
            if (size > 16 && size < 100_000)
                assertTrue(heap.isFilled(payload + 16, size - 16, Scribble.FREED), "freed");
        }
    }

    @Test
    void aWalkFindsExactlyTheLiveBlocks() {
        List<Long> payloads = new ArrayList<>();
        for (long size : EDGES) {
            for (int i = 0; i < 9; i++) payloads.add(live(size));
        }
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            if (i % 3 == 1) freed(payloads.get(i));
            else kept.add(payloads.get(i));
        }
        Collections.sort(kept);
        List<Found> found = heap.walk(0);
        assertEquals(kept, found.stream().map(Found::payload).sorted().toList());
        for (Found one : found) assertEquals(heap.usableBytes(one.payload()), one.usableBytes());
    }

    @Test
    void aHeapOfItsOwnEndsWithAllItsBlocks() {
        long first = heap.makeHeap();
        long second = heap.makeHeap();
        List<Held> others = new ArrayList<>();
        List<Long> mine = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            for (long size : EDGES) {
                mine.add(heap.mallocIn(first, size));
                if (round == 0) others.add(held(heap.mallocIn(second, size), size, 3));
            }
        }
        assertFalse(mine.contains(0L));
        Collections.sort(mine);
        assertEquals(
                mine, heap.walk(first).stream().map(Found::payload).sorted().toList());
        for (int i = 0; i < mine.size(); i += 5) freed(mine.get(i));
        assertSound();
        heap.destroyHeap(first);
        assertEquals(others.size(), heap.liveBlocks());
        others.forEach(this::assertWhole);
        heap.destroyHeap(second);
        assertEquals(0, heap.liveBlocks());
        heap.collect();
        assertEquals(0, total(SegmentStats.COMMITTED));
    }

    @Test
    void blocksOfAHeapOfItsOwnAreFreedByAnyThreadAndUsedAgain() {
        long own = heap.makeHeap();
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < 3000; i++) payloads.add(heap.mallocIn(own, 200));
        long committed = total(SegmentStats.COMMITTED);
        heap.inThread(() -> payloads.forEach(this::freed));
        assertEquals(0, heap.walk(own).size());
        for (int i = 0; i < 3000; i++) assertNotEquals(0, heap.mallocIn(own, 200));
        assertEquals(committed, total(SegmentStats.COMMITTED), "the freed slots were used");
        heap.destroyHeap(own);
    }

    @Test
    void memoryOfTheCallersServesAndExclusivelyIfAsked() {
        long bytes = 4 << 20;
        long address = heap.map(bytes);
        heap.fill(address, bytes, 0);
        assertFalse(heap.manage(address, 1000, false), "too small");
        assertTrue(heap.manage(address, bytes, true));
        long payload;
        List<Long> payloads = new ArrayList<>();
        while ((payload = heap.malloc(50_000)) != 0 && payloads.size() < 1000) payloads.add(payload);
        assertTrue(payloads.size() > 50 && payloads.size() < 84, () -> payloads.size() + " blocks of 50000 in 4 MiB");
        for (long one : payloads) assertTrue(one >= address && one + 50_000 <= address + bytes);
        assertEquals(0, heap.malloc(5 << 20));
        payloads.forEach(this::freed);
    }

    @Test
    void aSlotIsHadWhereItsWholePageIsNot() {
        long bytes = 4 * GRANULE;
        long mapped = heap.map(bytes + GRANULE);
        heap.fill(mapped, bytes + GRANULE, 0);
        assertTrue(heap.manage((mapped + GRANULE - 1) / GRANULE * GRANULE, bytes, true));
        for (long size : new long[] {250_000, 100_000, 60_000, 20_000}) {
            List<Long> payloads = blocks((int) (bytes / (size + GRANULE - 1 & -GRANULE)), size);
            payloads.forEach(payload -> heap.fill(payload, size, 1));
            payloads.forEach(this::freed);
        }
        freed(live(190_000));
    }

    @Test
    void threadsLeaveTheirMemoryToOthers() {
        List<Held> left = Collections.synchronizedList(new ArrayList<>());
        heap.inThread(() -> {
            for (int i = 0; i < 4000; i++) {
                long payload = live(300);
                if (i % 4 == 0) left.add(held(payload, 300, i));
                else freed(payload);
            }
        });
        assertSound();
        left.forEach(this::assertWhole);
        long committed = total(SegmentStats.COMMITTED);
        List<Held> mine = new ArrayList<>();
        for (int i = 0; i < 10; i++) mine.add(held(live(300), 300, i + 1));
        assertEquals(committed, total(SegmentStats.COMMITTED), "pages of the other thread have room");
        left.forEach(this::assertWhole);
        for (Held one : left) freed(one.payload());
        mine.forEach(this::assertWhole);
        for (Held one : mine) freed(one.payload());
        heap.collect();
        assertEquals(0, heap.liveBlocks());
        assertEquals(0, total(SegmentStats.COMMITTED));
    }

    @Test
    void threadsThatComeAndGoDoNotGrow() {
        long[] after = new long[2];
        for (int i = 0; i < 200; i++) {
            List<Long> left = new ArrayList<>();
            heap.inThread(() -> {
                for (int j = 0; j < 30; j++) left.add(live(j * 100));
            });
            left.forEach(this::freed);
            if (i == 100) after[0] = total(SegmentStats.PEAK_COMMITTED);
            after[1] = total(SegmentStats.PEAK_COMMITTED);
        }
        assertEquals(after[0], after[1]);
    }

    @Test
    void whatOneThreadAllocatesAnotherMayFree() {
        for (int round = 0; round < 5; round++) {
            List<Long> payloads = new ArrayList<>();
            for (int i = 0; i < 2000; i++) payloads.add(live(i % 500));
            for (long size : EDGES) payloads.add(live(size));
            heap.inThread(() -> payloads.forEach(this::freed));
            assertSound();
            assertEquals(0, heap.liveBlocks());
        }
    }

    @Test
    void aThreadThatOnlyFreesKeepsNothing() {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) payloads.add(live(120));
        Collections.shuffle(payloads, new Random(1));
        heap.inThread(() -> payloads.forEach(this::freed));
        heap.collect();
        assertEquals(0, total(SegmentStats.COMMITTED));
    }

    @Test
    void freedMemoryGoesBackAndIsCounted() {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < 600; i++) payloads.add(live(60_000));
        long peak = total(SegmentStats.COMMITTED);
        payloads.forEach(this::freed);
        assertTrue(total(SegmentStats.COMMITTED) <= 17 << 20, "by amount");
        assertTrue(heap.collect() > 0);
        assertEquals(0, total(SegmentStats.COMMITTED));
        assertEquals(peak, total(SegmentStats.PURGED), "all that there was");
        assertEquals(peak, total(SegmentStats.PEAK_COMMITTED));
    }

    private long ofClass(long size, int column) {
        return heap.statistic(size > SizeClass.LARGEST_BYTES ? SegmentStats.LARGE : SizeClass.of(size), column);
    }

    /** Small slots' last page stays, one per class; of larger slots that would be too much to keep for every thread. */
    @Test
    void ofEmptyPagesOfLargeSlotsOneStays() {
        freed(live(1));
        long before = total(SegmentStats.COMMITTED) - total(SegmentStats.DIRTY);
        for (long size : new long[] {65_537, 100_000, 200_000, 262_144}) {
            List<Long> payloads = blocks(7, size);
            payloads.add(heap.calloc(1, size));
            assertTrue(total(SegmentStats.COMMITTED) - total(SegmentStats.DIRTY) - before >= 8 * size);
            payloads.forEach(this::freed);
            assertEquals(
                    before + ofClass(size, SegmentStats.PAGE_BYTES),
                    total(SegmentStats.COMMITTED) - total(SegmentStats.DIRTY),
                    "size " + size);
        }
        heap.collect();
        assertEquals(0, total(SegmentStats.COMMITTED));
    }

    private List<Long> blocks(int count, long size) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) payloads.add(live(size));
        return payloads;
    }

    private long purgedOfAll() {
        long bytes = total(SegmentStats.PURGED_UNKNOWN);
        for (int row = 0; row <= SegmentStats.LARGE; row++) bytes += heap.statistic(row, SegmentStats.PURGED_BYTES);
        return bytes;
    }

    /** What went by amount while blocks were freed, and what the call took. */
    @Test
    void whatGoesBackIsCountedForTheClassThatHadIt() {
        long[] sizes = {100, 20_000, 60_000, 150_000, 1 << 20};
        List<Long> payloads = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (long size : sizes) payloads.addAll(blocks((int) (5_000_000 / size), size));
        }
        payloads.forEach(this::freed);
        assertTrue(total(SegmentStats.PURGED) > 0, "by amount");
        assertEquals(total(SegmentStats.PURGED), purgedOfAll());
        heap.collect();
        for (long size : sizes) {
            boolean isLarge = size > SizeClass.LARGEST_BYTES;
            long pageBytes = isLarge ? size : ofClass(size, SegmentStats.PAGE_BYTES);
            long hadBytes = ofClass(size, SegmentStats.OPENED) * pageBytes;
            assertTrue(hadBytes > 16 << 20, "size " + size);
            assertEquals(hadBytes, ofClass(size, SegmentStats.PURGED_BYTES), "size " + size);
        }
        assertEquals(0, total(SegmentStats.PURGED_UNKNOWN));
        assertEquals(total(SegmentStats.PURGED), purgedOfAll());
        assertEquals(total(SegmentStats.PEAK_COMMITTED), purgedOfAll());
    }

    /** A class has the granules that it had last, be they parts of what was another's page. */
    @Test
    void whatGoesBackWasTheLastClassesThatHadIt() {
        blocks(16, 60_000).forEach(this::freed); // two pages; the second is current, and stays
        heap.stopClock();
        long freeBytes = total(SegmentStats.DIRTY);
        assertEquals(8 * GRANULE, freeBytes);
        long shrunk = live(6 * GRANULE);
        assertEquals(shrunk, heap.realloc(shrunk, 5 * GRANULE));
        blocks(120, 1000).forEach(this::freed); // in two of the three that have become free
        assertEquals(2, ofClass(1000, SegmentStats.OPENED));
        freed(shrunk);
        long committed = total(SegmentStats.COMMITTED);
        assertEquals(16 * GRANULE, committed, "all of them were used again");
        heap.collect();
        assertEquals(2 * GRANULE, ofClass(1000, SegmentStats.PURGED_BYTES));
        assertEquals(5 * GRANULE, ofClass(5 * GRANULE, SegmentStats.PURGED_BYTES));
        assertEquals(9 * GRANULE, ofClass(60_000, SegmentStats.PURGED_BYTES));
        assertEquals(committed, purgedOfAll());
    }

    @Test
    void whatTheCallerSuppliedIsNeverGivenBack() {
        long bytes = 4 << 20;
        long address = heap.map(bytes);
        heap.fill(address, bytes, 0);
        assertTrue(heap.manage(address, bytes, true));
        blocks(20, 60_000).forEach(this::freed);
        heap.collect();
        assertEquals(0, purgedOfAll());
        assertEquals(0, total(SegmentStats.PURGED));
    }

    @Test
    void aLoopOverTheSameMemoryGivesBackOnlyAtFirst() {
        freed(live(1));
        heap.stopClock();
        long[] purged = new long[10];
        for (int round = 0; round < 10; round++) {
            List<Long> payloads = new ArrayList<>();
            for (int i = 0; i < 600; i++) payloads.add(live(60_000));
            payloads.forEach(this::freed);
            purged[round] = total(SegmentStats.PURGED);
        }
        assertTrue(purged[0] > 0);
        assertEquals(purged[3], purged[9], "what is missed is kept");
    }

    /** Also beyond the first arena; and where something else is, it goes on elsewhere. */
    @Test
    void memoryIsWhereItIsWished() {
        long place = 0x2200_0000_0000L;
        heap.placeAt(place);
        for (long size : new long[] {100, 2000, 100_000, 80 << 20}) {
            long payload = live(size);
            assertTrue(payload > place && payload < place + (1L << 40), "%d bytes at 0x%x".formatted(size, payload));
        }
        heap.placeAt(live(100) & -(4 << 20));
        freed(live(200 << 20));
    }

    @Test
    void pagesAreSharedByAllHeapsThroughTheArenas() {
        for (long size = 16; size <= 60_000; size += size) {
            List<Long> payloads = new ArrayList<>();
            for (long bytes = 0; bytes < 2 << 20; bytes += size) payloads.add(live(size));
            payloads.forEach(this::freed);
        }
        assertTrue(total(SegmentStats.PEAK_COMMITTED) < 6 << 20, "one size's memory serves the next");
    }

    @Test
    void afterRandomOperationsNothingStays() {
        new Trace(9, traceSteps()).run(heap, verifiesEachStep());
        heap.collect();
        assertEquals(0, total(SegmentStats.COMMITTED));
    }
}
