package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SegmentSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each operation, interrupted before each of its steps in turn by each other one of another thread, from its beginning to
 * its end: what a thread has seen and is about to act on is then of yesterday.
 */
final class SimPairsTest {
    private static final long SIZE = 8000;

    /** What a thread does to the blocks that {@link #open} has left, or beside them. */
    private enum Operation {
        FREE_ONE_OF_A_POOLED_PAGE(true),
        FREE_THE_OTHERS_OF_A_POOLED_PAGE(true),
        FREE_TWO_OF_A_FULL_PAGE(true),
        FREE_THE_OTHERS_OF_A_FULL_PAGE(true),
        GROW_A_LARGE_BLOCK(true),
        TAKE_A_POOLED_PAGE(false),
        OPEN_A_PAGE(false),
        FILL_PAGES(false),
        ALLOCATE_AND_END(false),
        FREE_WHAT_THE_OTHER_HAS(false),
        COLLECT(false),
        LARGE_BLOCK(false),
        HEAP_OF_ITS_OWN(false);

        /** Its blocks are there once. */
        final boolean isOnce;

        Operation(boolean isOnce) {
            this.isOnce = isOnce;
        }
    }

    private SegmentSubject heap = new SegmentSubject(SimSegmentTest::inThread);
    private final List<Long> pooled = new ArrayList<>();
    private final List<Long> full = new ArrayList<>();
    private final List<Long> fresh = new ArrayList<>();
    private long large;

    @ParameterizedTest
    @EnumSource
    void anOperationMayBeInterruptedByAnyOther(Operation first) {
        long tried = 0;
        for (Operation second : Operation.values()) {
            if (first == second && first.isOnce) continue;
            for (long step = 1; isInterrupted(first, second, step); step++) tried++;
        }
        assertTrue(tried > 20, tried + " steps are few");
    }

    private boolean isInterrupted(Operation first, Operation second, long step) {
        open();
        Interleaved threads = Interleaved.onceAt(step);
        threads.run(List.of(
                () -> SimSegmentTest.inThread(() -> run(first)), () -> SimSegmentTest.inThread(() -> run(second))));
        String where = "%s at step %d".formatted(second, step);
        heap.collect();
        assertEquals(List.of(), heap.faults(), where);
        heap.walk(0).forEach(found -> free(found.payload()));
        heap.collect();
        assertEquals(List.of(), heap.faults(), where);
        assertEquals(0, heap.liveBlocks(), where); // counted by the pages: a slot that is lost is live there for ever
        return threads.hasPassed();
    }

    private void open() {
        Sim.reset(4096);
        heap = new SegmentSubject(SimSegmentTest::inThread);
        pooled.clear();
        full.clear();
        fresh.clear();
        heap.inThread(() -> {
            for (int i = 0; i < 9; i++) full.add(heap.malloc(SIZE)); // a slot more is in the next page
            for (int i = 0; i < 4; i++) pooled.add(heap.malloc(SIZE));
            large = heap.malloc(200_000);
        });
        heap.inThread(
                () -> { // which arrives at the thread's end, and waits in the page
                    for (List<Long> some : List.of(full, pooled)) free(some.removeFirst());
                });
    }

    private void free(long payload) {
        assertEquals(Rule.NONE, heap.free(payload));
    }

    private void run(Operation operation) {
        switch (operation) {
            case FREE_ONE_OF_A_POOLED_PAGE -> {
                free(pooled.get(0));
                heap.collect();
            }
            case FREE_THE_OTHERS_OF_A_POOLED_PAGE -> {
                free(pooled.get(1));
                free(pooled.get(2));
                heap.collect();
            }
            case FREE_TWO_OF_A_FULL_PAGE -> {
                free(full.get(0));
                free(full.get(1));
                heap.collect();
            }
            case FREE_THE_OTHERS_OF_A_FULL_PAGE -> {
                for (long payload : full.subList(2, full.size())) free(payload);
                heap.collect();
            }
            case TAKE_A_POOLED_PAGE -> free(heap.malloc(SIZE));
            case OPEN_A_PAGE -> free(heap.malloc(100));
            case FILL_PAGES -> {
                for (int i = 0; i < 20; i++) fresh.add(heap.malloc(SIZE));
            }
            case ALLOCATE_AND_END ->
                heap.inThread(() -> {
                    for (int i = 0; i < 3; i++) fresh.add(heap.malloc(SIZE));
                    free(heap.malloc(SIZE));
                });
            case FREE_WHAT_THE_OTHER_HAS -> {
                fresh.forEach(this::free);
                fresh.clear();
                heap.collect();
            }
            case COLLECT -> heap.collect();
            case LARGE_BLOCK -> free(heap.malloc(5 << 20));
            case GROW_A_LARGE_BLOCK -> {
                large = heap.realloc(large, 300_000);
                free(large);
            }
            case HEAP_OF_ITS_OWN -> {
                long own = heap.makeHeap();
                heap.mallocIn(own, SIZE);
                heap.mallocIn(own, 100_000);
                heap.destroyHeap(own);
            }
        }
    }
}
