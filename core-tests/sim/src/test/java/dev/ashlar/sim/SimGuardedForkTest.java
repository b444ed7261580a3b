package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GuardedSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The child of a fork, and the signal handler that finds its own thread inside. */
final class SimGuardedForkTest {
    private static final long OTHER = 4800;

    private GuardedSubject heap = new GuardedSubject();

    @BeforeEach
    void fresh() {
        Sim.reset(4096);
        heap = new GuardedSubject();
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

    /** Whichever store the other thread's last was: the child can go on, and has all the main thread's blocks. */
    @Test
    void theOtherThreadMayHaveStoppedAtAnyStore() {
        long stores = 0;
        boolean isStopped;
        do {
            fresh();
            long main = Sim.currentThread();
            List<Long> mine = blocks(6, 500, 0x77);
            Sim.runAs(OTHER);
            List<Long> theirs = blocks(6, 500, 0x22);
            isStopped = Sim.stopsAtStore(++stores, () -> {
                heap.free(theirs.get(3));
                heap.free(theirs.get(2));
                heap.realloc(theirs.get(4), 900);
                heap.realloc(theirs.get(1), 1300);
                heap.free(heap.alignedAlloc(1024, 2000));
                heap.free(heap.malloc(2 << 20)); // in a region that comes and goes
                heap.free(heap.malloc(3 << 20));
                heap.flush();
                heap.calloc(10, 100);
                heap.stack(List.of(1L, 2L, 3L));
                heap.stack(List.of(4L));
            });
            Sim.runAs(main);
            GuardedHeap.afterForkInChild(heap.heap());
            String where = "stopped at store " + stores;
            List<Long> frames = List.of(1L, 2L, 3L);
            assertEquals(frames, GuardedSubject.frames(heap.stack(frames)), where);
            assertEquals(List.of(), heap.faults(), where);
            for (long payload : mine) {
                assertTrue(heap.isFilled(payload, 500, 0x77), where);
                assertEquals(500, heap.usableBytes(payload), where);
                if (payload == mine.getFirst()) {
                    long moved = heap.realloc(payload, 600);
                    assertTrue(heap.isFilled(moved, 500, 0x77), where);
                    assertEquals(Rule.NONE, heap.free(moved), where);
                } else {
                    assertEquals(Rule.NONE, heap.free(payload), where);
                }
                assertEquals(Rule.DOUBLE_FREE, heap.free(payload), where);
            }
            for (long payload : blocks(20, 700, 1)) assertEquals(Rule.NONE, heap.free(payload), where);
            assertEquals(List.of(), heap.faults(), where);
        } while (isStopped);
        assertTrue(stores > 200, "only %d stores were tried".formatted(stores));
    }

    @Test
    void aForkByTheOnlyThreadChangesNothing() {
        List<Long> payloads = blocks(100, 300, 5);
        GuardedHeap.afterForkInChild(heap.heap());
        for (long payload : payloads) assertEquals(Rule.NONE, heap.free(payload));
        assertEquals(0, heap.liveBlocks());
    }

    /** The lock is the heap's first word. */
    @Test
    void aHandlerThatInterruptedItsThreadInsideIsRefusedAndHarmsNobody() {
        long payload = blocks(1, 100, 7).getFirst();
        assertTrue(Lock.tryAcquire(heap.heap(), Sim.currentThread()));
        assertEquals(0, heap.malloc(10));
        assertEquals(0, heap.calloc(1, 10));
        assertEquals(0, heap.realloc(payload, 1000));
        assertEquals(Rule.NONE, heap.free(payload));
        GuardedHeap.afterForkInChild(heap.heap());
        assertEquals(0, heap.malloc(10), "the thread goes on inside, in the child too");
        Lock.release(heap.heap());
        assertEquals(1, heap.liveBlocks());
        assertTrue(heap.isFilled(payload, 100, 7));
        assertEquals(Rule.NONE, heap.free(payload));
    }
}
