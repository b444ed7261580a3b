package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.suites.LadderSubject.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the steps of the ladder with headers promise beyond what every heap does: each what it brings, and what it lacks. */
public abstract class LadderSuite extends BlocksSuite<LadderSubject> {
    private static final long MIB = 1 << 20;
    private static final long HEADER_BYTES = 16;

    private final int step;

    protected LadderSuite(int step) {
        super(
                1 << 16, 0, 1, 8, 16, 17, 32, 33, 100, 128, 129, 512, 1008, 1009, 1024, 4096, 65_536, 131_071, 131_072,
                MIB);
        this.step = step;
    }

    /** A fresh ladder, its step not chosen yet. */
    protected abstract LadderSubject make(int step);

    @Override
    protected LadderSubject open() {
        return make(step).chosen();
    }

    private void fresh(int fit, long threshold, int arenas, boolean scribble, long limitBytes) {
        heap.close();
        heap = make(step);
        heap.configure(fit, threshold, arenas, scribble, limitBytes);
    }

    private List<Long> blocks(int count, long size) {
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < count; i++) payloads.add(live(size));
        return payloads;
    }

    /** From one piece to the next there is no hole. */
    @Test
    void theMapHasEveryByte() {
        List<Long> payloads = blocks(50, 200);
        for (int i = 0; i < 50; i += 3) freed(payloads.get(i));
        long end = 0;
        int live = 0;
        for (Piece piece : heap.pieces()) {
            if (piece.kind() == LadderMap.MAPPED) continue;
            assertTrue(end == 0 || end == piece.address(), piece::toString);
            end = piece.address() + piece.bytes();
            if (piece.kind() == LadderMap.LIVE) live++;
        }
        assertEquals(50 - 17, live);
        assertEquals(live, heap.liveBlocks());
        Piece last = heap.pieces().getLast();
        assertEquals(LadderMap.SPARE, last.kind(), "what is not handed out yet");
    }

    @Test
    void whatIsFreedIsUsedAgainFromTheListOn() {
        long first = live(100);
        live(100);
        freed(first);
        long again = live(100);
        assertEquals(step >= Ladder.LIST, first == again);
    }

    /** A block of 500 bytes serves a request of 20: the whole of it, or what it takes. */
    @Test
    void aBlockIsSplitFromThatStepOn() {
        long large = live(500);
        live(16);
        freed(large);
        long small = live(20);
        long wanted = step == Ladder.HEADER || step >= Ladder.SPLIT ? 32 : 512;
        assertEquals(wanted, heap.usableBytes(small));
        assertEquals(step >= Ladder.LIST, small == large);
    }

    @Test
    void freeNeighboursBecomeOneFromThatStepOn() {
        long size = 200; // beyond what is kept as it is
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            fresh(Ladder.FIRST_FIT, 0, 1, false, 0);
            List<Long> payloads = blocks(3, size);
            live(size);
            for (int which : order) freed(payloads.get(which));
            List<Piece> free = heap.pieces(LadderMap.FREE);
            assertEquals(step >= Ladder.MERGE ? 1 : 3, free.size(), free::toString);
            if (step >= Ladder.MERGE)
                assertEquals(3 * 208 + 2 * HEADER_BYTES, free.getFirst().payloadBytes());
            assertSound();
        }
    }

    @Test
    void largeBlocksAreMappedAndGoBackFromThatStepOn() {
        fresh(Ladder.FIRST_FIT, 100_000, 1, false, 0);
        long before = Ladder.takenBytes(heap.ladder());
        long below = live(99_000);
        long large = live(100_000);
        boolean isMapped = step >= Ladder.MAP;
        assertEquals(isMapped ? 1 : 0, heap.pieces(LadderMap.MAPPED).size());
        heap.fill(large, 100_000, 3);
        long most = Ladder.takenBytes(heap.ladder());
        freed(large);
        assertEquals(isMapped, Ladder.takenBytes(heap.ladder()) < most);
        assertTrue(most > before);
        assertNotEquals(Rule.NONE, heap.free(large), "it is gone");
        freed(below);
    }

    @Test
    void whatIsAlignedIsCutOutAndItsFrontIsFree() {
        long first = heap.alignedAlloc(4096, 100);
        long second = heap.alignedAlloc(4096, 100);
        assertEquals(0, (first | second) % 4096);
        assertEquals(2, heap.liveBlocks());
        assertSound();
        freed(first);
        freed(second);
        assertEquals(0, heap.liveBlocks());
        long mapped = heap.alignedAlloc(1 << 16, 300_000);
        assertEquals(0, mapped % (1 << 16));
        assertEquals(step >= Ladder.MAP ? 1 : 0, heap.pieces(LadderMap.MAPPED).size());
        freed(mapped);
    }

    @Test
    void aLimitHoldsAndLetsGo() {
        fresh(Ladder.FIRST_FIT, 0, Ladder.MOST_ARENAS, false, 2 * MIB);
        List<Long> payloads = new ArrayList<>();
        for (long one = heap.malloc(10_000); one != 0; one = heap.malloc(10_000)) payloads.add(one);
        assertTrue(payloads.size() > 150, () -> "only %d blocks of 10 000 in 2 MiB".formatted(payloads.size()));
        assertTrue(Ladder.takenBytes(heap.ladder()) <= 2 * MIB);
        assertEquals(0, heap.realloc(payloads.getFirst(), MIB));
        assertEquals(0, heap.malloc(MIB));
        payloads.forEach(this::freed);
        assertEquals(step >= Ladder.LIST, heap.malloc(9_000) != 0);
    }

    @Test
    void scribblingFillsFreshAndFreedMemory() {
        fresh(Ladder.FIRST_FIT, 0, 1, true, 0);
        for (long size : new long[] {64, 600, 10_000}) {
            long payload = live(size);
            assertTrue(heap.isFilled(payload, size, Ladder.FRESH));
            assertTrue(heap.isFilled(heap.calloc(1, size), size, 0));
            freed(payload);
            assertTrue(heap.isFilled(payload + 16, size - 32, Ladder.FREED), "but for links and footer");
        }
    }

    /** What libc asks for before anybody can have chosen is served, and never freed. */
    @Test
    void whatWasAllocatedBeforeTheChoiceStays() {
        heap.close();
        heap = make(step);
        Held early = held(heap.malloc(100), 100, 9);
        Held later = held(heap.calloc(10, 10), 100, 8);
        heap.configure(Ladder.FIRST_FIT, 0, 4, false, 0);
        Held block = held(live(100), 100, 7);
        assertEquals(Rule.NONE, heap.free(later.payload()));
        long moved = heap.realloc(early.payload(), 300);
        assertTrue(heap.isFilled(moved, 100, 9));
        assertWhole(early);
        assertWhole(later);
        assertWhole(block);
        assertEquals(Rule.NONE, heap.free(moved));
        assertEquals(1, heap.liveBlocks());
    }

    @Test
    void nobodyIsInsideWhileItIsHeld() {
        long payload = live(100);
        heap.hold();
        assertEquals(0, heap.malloc(10), "the caller is inside");
        assertEquals(Rule.NONE, heap.free(payload));
        assertEquals(1, heap.liveBlocks());
        heap.letGo();
        freed(payload);
    }
}
