package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.LadderSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The child of a fork. */
final class SimLadderForkTest {
    private static final long OTHER = 4800;
    private static final int MAPPED_BYTES = 200_000;

    private LadderSubject heap = new LadderSubject(Ladder.BUMP);

    private void fresh(int step) {
        Sim.reset(4096);
        heap = new LadderSubject(step);
        heap.configure(Ladder.FIRST_FIT, 0, 2, false, 0);
    }

    private List<Long> blocks(int count, long size, int tag) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long payload = heap.malloc(size);
            assertNotEquals(0, payload);
            heap.fill(payload, size, tag);
            payloads.add(payload);
        }
        return payloads;
    }

    /** Whichever store the other thread's last was: the child has all of the main thread's blocks, and a heap that works. */
    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP, Ladder.BINS, Ladder.ARENAS})
    void theOtherThreadMayHaveStoppedAtAnyStore(int step) {
        long stores = 0;
        boolean isStopped;
        do {
            fresh(step);
            long main = Sim.currentThread();
            List<Long> mine = blocks(6, 500, 0x77);
            mine.addAll(blocks(2, MAPPED_BYTES, 0x77));
            Sim.runAs(OTHER);
            List<Long> theirs = blocks(6, 500, 0x22);
            isStopped = Sim.stopsAtStore(++stores, () -> {
                heap.free(theirs.get(3));
                heap.free(theirs.get(2));
                heap.realloc(theirs.get(4), 900);
                heap.realloc(theirs.get(1), 1300);
                heap.free(heap.alignedAlloc(1024, 2000));
                heap.free(heap.malloc(MAPPED_BYTES));
                heap.calloc(10, 100);
                heap.malloc(100_000); // beyond what there is at the break
            });
            Sim.runAs(main);
            Ladder.afterForkInChild(heap.ladder());
            String where = "stopped at store " + stores;
            assertEquals(List.of(), heap.faults(), where);
            for (int i = 0; i < mine.size(); i++) {
                long size = i < 6 ? 500 : MAPPED_BYTES;
                assertTrue(heap.isFilled(mine.get(i), size, 0x77), where);
                long moved = heap.realloc(mine.get(i), size + 100);
                assertTrue(moved != 0 && heap.isFilled(moved, size, 0x77), where);
                assertEquals(Rule.NONE, heap.free(moved), where);
            }
            for (long payload : blocks(20, 700, 1)) assertEquals(Rule.NONE, heap.free(payload), where);
            assertEquals(List.of(), heap.faults(), where);
        } while (isStopped);
        assertTrue(stores > 80, "only %d stores were tried".formatted(stores));
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.HEADER, Ladder.LIST, Ladder.BINS, Ladder.ARENAS})
    void aForkWhileNobodyIsInsideChangesNothing(int step) {
        fresh(step);
        List<Long> payloads = blocks(100, 300, 5);
        Ladder.afterForkInChild(heap.ladder());
        assertEquals(100, heap.liveBlocks());
        for (long payload : payloads) assertEquals(Rule.NONE, heap.free(payload));
        assertEquals(0, heap.liveBlocks());
    }

    @Test
    void aHandlerThatForksLeavesItsThreadInside() {
        fresh(Ladder.BINS);
        long payload = blocks(1, 100, 7).getFirst();
        heap.hold();
        Ladder.afterForkInChild(heap.ladder());
        assertEquals(0, heap.malloc(10), "the thread goes on inside, in the child too");
        heap.letGo();
        assertEquals(1, heap.liveBlocks());
        assertEquals(Rule.NONE, heap.free(payload));
    }
}
