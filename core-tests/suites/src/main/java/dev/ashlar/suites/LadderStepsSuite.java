package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What some steps of the ladder do and others do not. */
public abstract class LadderStepsSuite {
    /** A fresh ladder, its step not chosen yet. */
    protected abstract LadderSubject make(int step);

    @SuppressWarnings("NullAway.Init")
    private LadderSubject heap;

    private void on(int step, int fit, Consumer<LadderSubject> test) {
        try (LadderSubject made = make(step)) {
            heap = made;
            heap.configure(fit, 0, 1, false, 0);
            test.accept(heap);
            assertEquals(List.of(), heap.faults());
        }
    }

    private long live(long sizeBytes) {
        long payload = heap.malloc(sizeBytes);
        assertNotEquals(0, payload, () -> "malloc(%d)".formatted(sizeBytes));
        return payload;
    }

    private void freed(long payload) {
        assertEquals(Rule.NONE, heap.free(payload));
    }

    private List<Long> blocks(int count, long size) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) payloads.add(live(size));
        return payloads;
    }

    @Test
    void bumpHandsOutOneBehindTheOtherAndFreesNothing() {
        on(Ladder.BUMP, Ladder.FIRST_FIT, bump -> {
            long first = live(20);
            bump.fill(first, 20, 5);
            long second = live(1);
            assertEquals(first + 32, second);
            assertEquals(second + 16, live(16));
            freed(second);
            freed(second);
            freed(12345);
            assertTrue(live(1) > second, "nothing is used again");
            long moved = bump.realloc(first, 100_000);
            assertTrue(moved > second && bump.isFilled(moved, 20, 5));
            assertEquals(0, bump.realloc(first - 16, 10), "not ours");
            assertEquals(0, bump.usableBytes(first), "nobody knows");
            assertEquals(0, bump.alignedAlloc(4096, 10) % 4096);
            for (long size : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 50})
                assertEquals(0, bump.malloc(size), () -> "malloc(%d)".formatted(size));
            assertTrue(bump.isFilled(bump.calloc(10, 10), 100, 0));
            List<LadderSubject.Piece> pieces = bump.pieces();
            assertEquals(LadderMap.HANDED_OUT, pieces.getFirst().kind());
            assertEquals(first, pieces.getFirst().address());
        });
    }

    /** Of three free blocks the first that fits is the largest, since what is freed last comes first. */
    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP})
    void theFitIsTheFirstOrTheBest(int step) {
        for (int fit : new int[] {Ladder.FIRST_FIT, Ladder.BEST_FIT}) {
            on(step, fit, one -> {
                List<Long> payloads = new ArrayList<>();
                for (long size : new long[] {64, 400, 800}) {
                    payloads.add(live(size));
                    live(16);
                }
                payloads.forEach(this::freed);
                long before = Ladder.visited(one.ladder());
                assertEquals(payloads.get(fit == Ladder.FIRST_FIT ? 2 : 1), live(200));
                long visited = Ladder.visited(one.ladder()) - before;
                assertEquals(fit == Ladder.FIRST_FIT ? 1 : 3, visited, "blocks looked at");
            });
        }
    }

    /** A hundred blocks, every other one freed: one of twice the size is nowhere, and the list is looked through for nothing. */
    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP, Ladder.BINS})
    void fragmentsServeNoLargerRequest(int step) {
        on(step, Ladder.FIRST_FIT, one -> {
            List<Long> payloads = blocks(100, 32);
            for (int i = 0; i < 100; i += 2) freed(payloads.get(i));
            long before = Ladder.visited(one.ladder());
            assertTrue(live(64) > payloads.getLast(), "behind all");
            assertEquals(50, Ladder.visited(one.ladder()) - before, "of bins: each fast block is sorted, once");
            live(64);
            long again = Ladder.visited(one.ladder()) - before - 50;
            assertEquals(step < Ladder.BINS ? 50 : 0, again);
        });
    }

    @Test
    void aThresholdThatChangesLeavesBlocksWhereTheyAre() {
        on(Ladder.MAP, Ladder.FIRST_FIT, map -> {
            long mapped = live(200_000);
            Ladder.setThreshold(map.ladder(), 300_000);
            long atBreak = live(200_000);
            assertEquals(1, map.pieces(LadderMap.MAPPED).size());
            map.fill(mapped, 200_000, 1);
            map.fill(atBreak, 200_000, 2);
            assertTrue(map.isFilled(mapped, 200_000, 1));
            freed(atBreak);
            freed(mapped);
            assertEquals(0, map.pieces(LadderMap.MAPPED).size());
        });
    }

    @Test
    void binsFindSmallBlocksWithoutASearch() {
        on(Ladder.BINS, Ladder.FIRST_FIT, bins -> {
            List<Long> payloads = blocks(1000, 48);
            for (int i = 0; i < 1000; i += 2) freed(payloads.get(i));
            assertEquals(500, bins.pieces(LadderMap.FAST).size());
            long before = Ladder.visited(bins.ladder());
            for (int i = 998; i >= 0; i -= 2) assertEquals(payloads.get(i), live(48), "the last one freed first");
            assertEquals(before, Ladder.visited(bins.ladder()));
        });
    }

    @Test
    void blocksOfUpTo128BytesAreFast() {
        on(Ladder.BINS, Ladder.FIRST_FIT, bins -> {
            for (long size : new long[] {1, 32, 33, 112, 128, 129, 500}) {
                long payload = live(size);
                live(16);
                freed(payload);
                int kind = size <= 128 ? LadderMap.FAST : LadderMap.FREE;
                assertEquals(1, bins.pieces(kind).size(), () -> size + " bytes");
                long before = Ladder.visited(bins.ladder());
                assertEquals(payload, live(size), () -> size + " bytes again");
                assertEquals(size <= 128 ? before : before + 1, Ladder.visited(bins.ladder()));
            }
        });
    }

    /** The search ends there: the others stay where they are, in case that they are wanted next. */
    @Test
    void whatFitsExactlyIsTakenBeforeTheOthersAreSorted() {
        on(Ladder.BINS, Ladder.FIRST_FIT, bins -> {
            long other = live(2000);
            live(16);
            long wanted = live(300);
            live(16);
            freed(other);
            freed(wanted);
            long before = Ladder.visited(bins.ladder());
            assertEquals(wanted, live(300));
            assertEquals(before + 1, Ladder.visited(bins.ladder()));
            assertEquals(0, bins.pieces(LadderMap.FREE).getFirst().bin(), "unsorted yet");
        });
    }

    /** What is wanted again at once is in the unsorted bin; what is not is sorted on the way. */
    @Test
    void binsSortWhatDoesNotFit() {
        on(Ladder.BINS, Ladder.FIRST_FIT, bins -> {
            long large = live(2000);
            live(200);
            long small = live(300);
            live(200);
            freed(large);
            freed(small);
            assertEquals(
                    List.of(0, 0),
                    bins.pieces(LadderMap.FREE).stream()
                            .map(LadderSubject.Piece::bin)
                            .toList());
            assertEquals(large, live(2000), "behind the small one, which is sorted now");
            assertNotEquals(0, bins.pieces(LadderMap.FREE).getFirst().bin());
            assertEquals(small, live(300));
        });
    }

    @Test
    void binsFindTheBestFitAmongLargeBlocks() {
        on(Ladder.BINS, Ladder.FIRST_FIT, bins -> {
            List<Long> payloads = new ArrayList<>();
            for (long size : new long[] {1400, 1100, 3000, 1200, 9000}) {
                payloads.add(live(size));
                live(200);
            }
            payloads.forEach(this::freed);
            assertEquals(payloads.get(3), live(1150));
            assertEquals(payloads.get(0), live(1300));
            assertEquals(payloads.get(1), live(1100));
            assertEquals(payloads.get(2), live(1500), "of a bin above, split");
            assertEquals(payloads.get(4), live(5000));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP, Ladder.BINS, Ladder.ARENAS})
    void everySizeOfFreeBlockIsFoundAgain(int step) {
        on(step, Ladder.FIRST_FIT, _ -> {
            for (long size = 32; size < 40_000; size += size < 2048 ? 16 : 1040) {
                String what = "of %d bytes".formatted(size);
                long payload = live(size);
                live(16);
                freed(payload);
                assertEquals(payload, live(size), what); // and stays, so that there is nothing else free
            }
        });
    }
}
