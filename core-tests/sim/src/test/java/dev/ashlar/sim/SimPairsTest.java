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
    /** Of so many steps one is tried. */
    private static final int STRIDE = Boolean.getBoolean("ashlar.nightly") ? 1 : 19;

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
        ALLOCATE_AND_END(false),
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
    private long large;

    @ParameterizedTest
    @EnumSource
    void anOperationMayBeInterruptedByAnyOther(Operation first) {
        for (Operation second : Operation.values()) {
            if (first == second && first.isOnce) continue;
            long step = 1;
            while (isInterrupted(first, second, step)) step += STRIDE;
            assertTrue(step > 1, "no step was tried");
        }
    }

    private boolean isInterrupted(Operation first, Operation second, long step) {
        open();
        Interleaved threads = Interleaved.onceAt(step);
        threads.run(List.of(
                () -> SimSegmentTest.inThread(() -> run(first)), () -> SimSegmentTest.inThread(() -> run(second))));
        heap.collect();
        assertEquals(List.of(), heap.faults(), "%s at step %d".formatted(second, step));
        return threads.hasPassed();
    }

    private void open() {
        Sim.reset(4096);
        heap = new SegmentSubject(SimSegmentTest::inThread);
        pooled.clear();
        full.clear();
        heap.inThread(() -> {
            for (int i = 0; i < 8; i++) full.add(heap.malloc(SIZE));
            for (int i = 0; i < 3; i++) pooled.add(heap.malloc(SIZE));
            large = heap.malloc(200_000);
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
                for (long payload : full.subList(2, 8)) free(payload);
                heap.collect();
            }
            case TAKE_A_POOLED_PAGE -> free(heap.malloc(SIZE));
            case OPEN_A_PAGE -> free(heap.malloc(100));
            case ALLOCATE_AND_END ->
                heap.inThread(() -> {
                    heap.malloc(SIZE);
                    free(heap.malloc(SIZE));
                });
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
