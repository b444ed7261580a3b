package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.Blocks;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSubject;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever system call fails, and when: null is the worst that a caller sees, and the heap stays whole. */
final class SimFailureTest {
    private static final int SLOTS = 40;
    private static final long MARKED = 512;

    private Blocks heap = new CoreSubject(_ -> "");
    private final long[] payloads = new long[SLOTS];
    private final long[] sizes = new long[SLOTS];

    /** The systems that differ in what they are asked. */
    private enum Machine {
        LINUX,
        WINDOWS;

        void reset() {
            if (this == LINUX) Sim.reset(4096);
            else Sim.resetToWindows();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOneSystemCallOfTheZoneHeapMayFail(Machine machine) {
        assertTrue(failEachCall(machine, () -> new CoreSubject(_ -> "")) > 100);
    }

    @ParameterizedTest
    @EnumSource
    void anyOneSystemCallOfTheSegmentHeapMayFail(Machine machine) {
        assertTrue(failEachCall(machine, () -> new SegmentSubject(SimSegmentTest::inThread)) > 20);
    }

    @ParameterizedTest
    @EnumSource
    void anyOneSystemCallOfTheGrowingHeapMayFail(Machine machine) {
        assertTrue(failEachCall(machine, GrowingSubject::new) > 10);
    }

    @ParameterizedTest
    @EnumSource
    void anyOneSystemCallOfTheGuardedHeapMayFail(Machine machine) {
        assertTrue(failEachCall(machine, GuardedSubject::new) > 10);
        assertTrue(failEachCall(machine, () -> {
                    GuardedSubject fenced = new GuardedSubject();
                    fenced.configure(false, 0, 1 << 20, 10);
                    return fenced;
                })
                > 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP, Ladder.BINS, Ladder.ARENAS})
    void anyOneSystemCallOfTheLadderMayFail(int step) {
        for (Machine machine : Machine.values())
            assertTrue(failEachCall(machine, () -> new LadderSubject(step).chosen()) > 10);
    }

    /** How many calls there were. */
    private long failEachCall(Machine machine, Supplier<Blocks> open) {
        long n = 0;
        do {
            machine.reset();
            heap = open.get();
            Sim.failCall(++n);
            operate(n);
            heap.close();
        } while (Sim.failed());
        return n;
    }

    /** A few hundred operations, the same each time, that use every path to the system. */
    private void operate(long n) {
        Random random = new Random(42);
        for (int slot = 0; slot < SLOTS; slot++) payloads[slot] = 0;
        for (int step = 0; step < 400; step++) {
            int slot = random.nextInt(SLOTS);
            long size = 1 + random.nextLong(1L << random.nextInt(4, 20));
            long alignment = 1L << random.nextInt(3, 15);
            int dice = random.nextInt(4);
            if (step % 20 == 0 && heap instanceof SegmentBlocks segments) segments.collect();
            if (step % 50 == 49) size *= 64; // now and then one that takes an arena of its own, or all that was freed
            if (payloads[slot] == 0) {
                allocate(slot, size, dice < 2 ? 16 : alignment);
            } else if (dice < 2) {
                reallocate(slot, size);
            } else {
                assertEquals(0, heap.free(payloads[slot]));
                payloads[slot] = 0;
            }
            if (Sim.failed()) // until then it went as in the runs before
            assertEquals(List.of(), heap.faults(), "call %d failed, step %d".formatted(n, step));
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (payloads[slot] == 0) continue;
            assertTrue(isMarked(payloads[slot], sizes[slot], slot));
            assertEquals(0, heap.free(payloads[slot]));
        }
        assertEquals(0, heap.liveBlocks());
        boolean isWell = heap.malloc(100_000) != 0 || heap.malloc(100_000) != 0;
        assertTrue(isWell, "once the failure is over all is well");
    }

    /** Whether the first bytes of a block, all that this test writes, are as they were. */
    private boolean isMarked(long payload, long size, int tag) {
        return heap.isFilled(payload, Math.min(size, MARKED), tag);
    }

    private void allocate(int slot, long size, long alignment) {
        long payload = heap.alignedAlloc(alignment, size);
        if (payload == 0) return;
        heap.fill(payload, Math.min(size, MARKED), slot);
        payloads[slot] = payload;
        sizes[slot] = size;
    }

    private void reallocate(int slot, long size) {
        assertTrue(isMarked(payloads[slot], sizes[slot], slot));
        long payload = heap.realloc(payloads[slot], size);
        if (payload == 0) {
            assertTrue(isMarked(payloads[slot], sizes[slot], slot), "a failed realloc must leave the block alone");
            return;
        }
        assertTrue(isMarked(payload, Math.min(size, sizes[slot]), slot));
        heap.fill(payload, Math.min(size, MARKED), slot);
        payloads[slot] = payload;
        sizes[slot] = size;
    }
}
