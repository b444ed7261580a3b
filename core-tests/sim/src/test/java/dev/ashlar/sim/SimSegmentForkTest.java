package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.SegmentFork;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SegmentSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The child of a fork: what threads were doing when it began is over, in the middle of anything. Here a thread stops at
 * each of its stores in turn, for good, and the main thread goes on as the child.
 */
final class SimSegmentForkTest {
    private static final long OTHER = 4800;

    private SegmentSubject heap = new SegmentSubject(SimSegmentTest::inThread);

    @BeforeEach
    void fresh() {
        Sim.reset(4096);
        heap = new SegmentSubject(SimSegmentTest::inThread);
    }

    @AfterEach
    void verify() {
        assertEquals(List.of(), heap.faults());
    }

    private void forkAsMain() {
        SegmentFork.afterInChild(heap.root());
    }

    private List<Long> blocks(int count, long size) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) payloads.add(heap.malloc(size));
        return payloads;
    }

    @Test
    void theChildInheritsThePagesOfThreadsThatItDoesNotHave() {
        long main = Sim.currentThread();
        heap.free(heap.malloc(1));
        Sim.runAs(OTHER);
        List<Long> theirs = blocks(50, 200);
        for (int i = 0; i < 50; i += 2) heap.free(theirs.get(i));
        Sim.runAs(main);
        forkAsMain();
        assertEquals(List.of(), heap.faults());
        assertEquals(25, heap.liveBlocks());
        long committed = heap.statistic(SegmentStats.TOTAL, SegmentStats.COMMITTED);
        List<Long> mine = blocks(25, 200);
        assertEquals(committed, heap.statistic(SegmentStats.TOTAL, SegmentStats.COMMITTED), "their page has room");
        assertEquals(Rule.DOUBLE_FREE, heap.ruleAgainst(0 == mine.size() ? 0 : freed(mine)));
        for (int i = 1; i < 50; i += 2) assertEquals(Rule.NONE, heap.free(theirs.get(i)));
    }

    private long purgedOfAll() {
        long bytes = heap.statistic(SegmentStats.TOTAL, SegmentStats.PURGED_UNKNOWN);
        for (int row = 0; row <= SegmentStats.LARGE; row++) bytes += heap.statistic(row, SegmentStats.PURGED_BYTES);
        return bytes;
    }

    private long freed(List<Long> payloads) {
        payloads.forEach(payload -> assertEquals(Rule.NONE, heap.free(payload)));
        return payloads.getFirst();
    }

    @Test
    void aForkOfAProgramWithOneThreadChangesNothing() {
        List<Long> payloads = blocks(100, 300);
        forkAsMain();
        payloads.forEach(payload -> assertEquals(Rule.NONE, heap.free(payload)));
        assertEquals(0, heap.liveBlocks());
    }

    /** Whichever store the other thread's last was: the child's heap is whole, and all the main thread's blocks too. */
    @Test
    void theOtherThreadMayHaveStoppedAtAnyStore() {
        long stores = 0;
        boolean isStopped;
        do {
            fresh();
            long main = Sim.currentThread();
            List<Long> mine = blocks(20, 500);
            for (long payload : mine) heap.fill(payload, 500, 0x77);
            Sim.runAs(OTHER);
            List<Long> theirs = blocks(10, 500);
            isStopped = Sim.stopsAtStore(++stores, () -> {
                heap.free(theirs.get(3));
                blocks(300, 500);
                heap.free(heap.malloc(100_000));
                mine.subList(0, 10).forEach(heap::free);
                theirs.subList(4, 8).forEach(heap::free);
            });
            Sim.runAs(main);
            forkAsMain();
            assertEquals(List.of(), heap.faultsBesidesCounts(), "stopped at store " + stores);
            for (long payload : mine.subList(10, 20)) {
                assertTrue(heap.isFilled(payload, 500, 0x77));
                assertEquals(Rule.NONE, heap.free(payload), "stopped at store " + stores);
            }
            for (long payload : blocks(400, 500)) {
                assertNotEquals(0, payload);
                heap.fill(payload, 500, 1);
                assertEquals(Rule.NONE, heap.free(payload));
            }
        } while (isStopped);
        assertTrue(stores > 1000, "only %d stores were tried".formatted(stores));
        fresh();
    }

    /** A thread that vanished had claimed granules, and not said yet what for: given back, they count for no class. */
    @Test
    void whatAThreadHadJustClaimedCountsForNoClass() {
        long stores = 0;
        long unknown = 0;
        boolean isStopped;
        do {
            fresh();
            long main = Sim.currentThread();
            heap.malloc(1);
            Sim.runAs(OTHER);
            heap.malloc(1);
            isStopped = Sim.stopsAtStore(++stores, () -> heap.malloc(100_000));
            Sim.runAs(main);
            forkAsMain();
            heap.collect();
            assertEquals(List.of(), heap.faults(), "stopped at store " + stores);
            unknown += heap.statistic(SegmentStats.TOTAL, SegmentStats.PURGED_UNKNOWN);
            assertEquals(heap.statistic(SegmentStats.TOTAL, SegmentStats.PURGED), purgedOfAll());
        } while (isStopped);
        assertTrue(unknown > 0, "after none of %d stores".formatted(stores));
    }
}
