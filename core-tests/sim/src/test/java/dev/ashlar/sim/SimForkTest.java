package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.ZoneFork;
import dev.ashlar.core.zone.ZoneGate;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.Subject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The moments in which the main heap can't be waited for, step by step: forks, and signal handlers inside malloc. */
final class SimForkTest {
    private static final long FORKER = 160;
    private static final long OTHER = 320;

    private CoreSubject heap;
    private long old;

    @BeforeEach
    void fresh() {
        Sim.reset(4096);
        Sim.runAs(FORKER);
        heap = new CoreSubject(_ -> "");
        old = block(100, 1);
    }

    private long block(long size, int tag) {
        long payload = heap.malloc(size);
        assertNotEquals(0, payload);
        heap.fill(payload, size, tag);
        return payload;
    }

    private void assertSoundWith(long blocks) {
        assertEquals(List.of(), heap.faults());
        assertEquals(blocks, heap.total(Subject.LIVE_BLOCKS));
    }

    @Test
    void othersGoOnWhileAForkIsUnderWay() {
        long freedMeanwhile = block(200, 2);
        long movedMeanwhile = block(50, 3);
        long largeMoved = block(9000, 6);
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        long fresh = block(300, 4);
        long freshLarge = block(20_000, 5);
        assertEquals(Rule.NONE, heap.free(freedMeanwhile));
        long moved = heap.realloc(movedMeanwhile, 500);
        assertTrue(heap.isFilled(moved, 50, 3));
        long large = heap.realloc(largeMoved, 12_000);
        assertTrue(heap.isFilled(large, 9000, 6));
        assertEquals(Rule.NONE, heap.free(block(10, 7)), "a block that lives within the fork");
        assertTrue(heap.usableBytes(old) >= 100, "the frozen heap can be read");
        assertEquals(Rule.INTERIOR_POINTER, heap.ruleAgainst(old + 16));
        Sim.runAs(FORKER);
        ZoneFork.afterInParent(heap.root());
        assertSoundWith(5);
        assertEquals(Rule.DOUBLE_FREE, heap.free(freedMeanwhile), "the free that was put off has been carried out");
        for (long payload : new long[] {old, fresh, freshLarge, moved, large})
            assertEquals(Rule.NONE, heap.free(payload));
        assertSoundWith(0);
        assertEquals(3, heap.number(Subject.Group.CALLS, Stats.PUT_OFF));
    }

    @Test
    void theChildHasTheHeapAsItWas() {
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        block(300, 4);
        assertEquals(Rule.NONE, heap.free(old));
        Sim.runAs(FORKER);
        ZoneFork.afterInChild(heap.root());
        assertSoundWith(1);
        assertTrue(heap.isFilled(old, 100, 1), "a free by a thread that the child does not have");
        assertEquals(Rule.NONE, heap.free(old));
        heap.free(block(40, 2));
        assertSoundWith(0);
    }

    @Test
    void theForkingThreadItselfKeepsTheMainHeap() {
        ZoneFork.before(heap.root());
        long own = block(70, 8);
        assertEquals(Rule.NONE, heap.free(old));
        Sim.runAs(OTHER);
        block(30, 9);
        Sim.runAs(FORKER);
        ZoneFork.afterInChild(heap.root());
        assertSoundWith(1);
        assertTrue(heap.isFilled(own, 70, 8));
        assertEquals(Rule.NONE, heap.free(own));
    }

    /** A signal handler: the same thread, inside the heap already. */
    private long interrupt() {
        long inside = ZoneGate.enter(heap.root());
        assertEquals(ZoneRoot.main(heap.root()), inside);
        return inside;
    }

    @Test
    void aHandlerThatInterruptedMallocCanAllocateAndFree() {
        long inside = interrupt();
        long fromHandler = block(123, 5);
        long moved = heap.realloc(old, 1000);
        assertTrue(heap.isFilled(moved, 100, 1));
        ZoneGate.leave(heap.root(), inside);
        long next = block(10, 6);
        assertSoundWith(3);
        assertTrue(heap.isFilled(fromHandler, 123, 5));
        assertEquals(Rule.NONE, heap.free(moved));
        assertEquals(Rule.NONE, heap.free(fromHandler));
        assertEquals(Rule.NONE, heap.free(next));
        assertEquals(Rule.DOUBLE_FREE, heap.free(old));
    }

    @Test
    void aHandlerThatInterruptedAHandlerGetsAMappingOfItsOwn() {
        long inside = interrupt();
        long insideSpare = ZoneGate.enter(heap.root());
        assertEquals(ZoneRoot.spare(heap.root()), insideSpare);
        long first = block(10, 5);
        long second = block(10_000, 6);
        assertEquals(0, heap.realloc(first, 1), "no heap knows it yet");
        assertEquals(Rule.NONE, heap.free(old), "put off");
        assertEquals(Rule.NONE, heap.free(old), "put off, and a double free by then");
        ZoneGate.leave(heap.root(), insideSpare);
        ZoneGate.leave(heap.root(), inside);
        heap.free(block(1, 1));
        assertSoundWith(2);
        assertTrue(heap.isFilled(first, 10, 5));
        assertTrue(heap.isFilled(second, 10_000, 6));
        assertEquals(Rule.NONE, heap.free(first));
        assertEquals(Rule.NONE, heap.free(second));
        assertEquals(Rule.DOUBLE_FREE, heap.free(old));
    }

    @Test
    void aHandlerInsideBothHeapsCanMoveABlock() {
        long inside = interrupt();
        long insideSpare = ZoneGate.enter(heap.root());
        long moved = heap.realloc(old, 300);
        assertTrue(heap.isFilled(moved, 100, 1));
        ZoneGate.leave(heap.root(), insideSpare);
        ZoneGate.leave(heap.root(), inside);
        heap.free(block(1, 1));
        assertSoundWith(1);
        assertEquals(Rule.NONE, heap.free(moved));
    }

    /** The handler comes when the fork that led its thread into the spare heap is over, and the main one is free. */
    @Test
    void aHandlerOnTheWayOutOfTheSpareHeap() {
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        long insideSpare = ZoneGate.enter(heap.root());
        Lock.rename(ZoneRoot.main(heap.root()), 0);
        assertEquals(0, ZoneGate.enter(heap.root()), "it would wait for itself");
        assertEquals(0, Lock.owner(ZoneRoot.main(heap.root())));
        ZoneGate.leave(heap.root(), insideSpare);
    }

    @Test
    void zonesOfTheSpareHeapThatAreFreeGoBack() {
        for (int i = 0; i < 50; i++) {
            long inside = interrupt();
            long tiny = block(50, 1);
            long small = block(3000, 2);
            ZoneGate.leave(heap.root(), inside);
            assertEquals(Rule.NONE, heap.free(tiny));
            assertEquals(Rule.NONE, heap.free(small));
        }
        assertSoundWith(1);
        assertTrue(
                heap.total(Subject.MAPPED_BYTES) < 2 << 20,
                "%d bytes are mapped".formatted(heap.total(Subject.MAPPED_BYTES)));
    }

    /** Another library's fork handler gets a block from a thread that the spare heap served. */
    @Test
    void theForkingThreadKnowsTheSpareHeapsBlocks() {
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        long freed = block(100, 3);
        long resized = block(200, 4);
        Sim.runAs(FORKER);
        assertTrue(heap.usableBytes(freed) >= 100);
        assertEquals(Rule.NONE, heap.free(freed));
        long moved = heap.realloc(resized, 5000);
        assertTrue(heap.isFilled(moved, 200, 4));
        ZoneFork.afterInParent(heap.root());
        assertSoundWith(2);
        assertEquals(Rule.NONE, heap.free(moved));
    }

    @Test
    void aForkFromAHandlerThatInterruptedAForkOfItsThread() {
        ZoneFork.before(heap.root());
        ZoneFork.before(heap.root());
        ZoneFork.afterInParent(heap.root());
        Sim.runAs(OTHER);
        long others = block(60, 3);
        Sim.runAs(FORKER);
        ZoneFork.afterInParent(heap.root());
        assertSoundWith(2);
        assertTrue(heap.isFilled(others, 60, 3));
        heap.free(others);
        assertSoundWith(1);
    }

    /** The inner child comes back into the outer fork, and ends that as a parent. */
    @Test
    void theSameInTheInnerChild() {
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        block(60, 3);
        Sim.runAs(FORKER);
        ZoneFork.before(heap.root());
        ZoneFork.afterInChild(heap.root());
        ZoneFork.afterInParent(heap.root());
        assertSoundWith(1);
        heap.free(block(10, 1));
        assertSoundWith(1);
    }

    @Test
    void aForkFromAHandlerThatInterruptedMalloc() {
        long inside = interrupt();
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        block(60, 3);
        Sim.runAs(FORKER);
        ZoneFork.afterInChild(heap.root());
        long inHandler = block(90, 4);
        ZoneGate.leave(heap.root(), inside);
        long after = block(91, 5);
        assertSoundWith(3);
        assertTrue(heap.isFilled(inHandler, 90, 4));
        assertEquals(Rule.NONE, heap.free(inHandler));
        assertEquals(Rule.NONE, heap.free(after));
    }

    @Test
    void theSameInTheParent() {
        long inside = interrupt();
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        long others = block(60, 3);
        Sim.runAs(FORKER);
        ZoneFork.afterInParent(heap.root());
        assertEquals(FORKER, Lock.owner(ZoneRoot.main(heap.root())), "the interrupted thread still has the heap");
        ZoneGate.leave(heap.root(), inside);
        block(1, 1);
        assertTrue(heap.isFilled(others, 60, 3));
        assertEquals(Rule.NONE, heap.free(others));
    }

    @Test
    void aForkFromAHandlerThatHasAllocated() {
        long inside = interrupt();
        long inHandler = block(90, 4);
        ZoneFork.before(heap.root());
        ZoneFork.afterInChild(heap.root());
        long later = block(80, 5);
        ZoneGate.leave(heap.root(), inside);
        heap.free(block(10, 1));
        assertSoundWith(3);
        assertTrue(heap.isFilled(inHandler, 90, 4));
        assertTrue(heap.isFilled(later, 80, 5));
    }

    @Test
    void aForkFromAHandlerBesidesAnotherFork() {
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        long insideSpare = ZoneGate.enter(heap.root());
        assertEquals(ZoneRoot.spare(heap.root()), insideSpare);
        ZoneFork.before(heap.root());
        ZoneFork.afterInChild(heap.root());
        ZoneGate.leave(heap.root(), insideSpare);
        long fresh = block(44, 7);
        assertSoundWith(2);
        assertEquals(Rule.NONE, heap.free(fresh));
        assertEquals(Rule.NONE, heap.free(old));
    }

    @Test
    void theLimitHoldsForTheSpareHeapToo() {
        assertTrue(heap.configure(false, 1 << 20, 0));
        ZoneFork.before(heap.root());
        Sim.runAs(OTHER);
        assertEquals(0, heap.malloc(1 << 20));
        Sim.runAs(FORKER);
        ZoneFork.afterInParent(heap.root());
        assertTrue(heap.total(Subject.MAPPED_BYTES) <= 1 << 20);
    }
}
