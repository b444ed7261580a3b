package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.mapper.Account;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.mapper.Break;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.LadderSubject.Piece;
import dev.ashlar.suites.SystemMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program break, which others move, too, and which may stand still. */
final class SimBreakTest {
    private static final long PIECE_BYTES = 128 << 10;
    private static final long FOREVER = 1 << 20;
    private static final long BYTES = 50_000;

    private long brk;
    private long account;

    @BeforeEach
    void fresh() {
        Sim.reset(4096);
        long memory = SystemMemory.map(4096);
        Mem.fill(memory, 4096, 0);
        account = memory;
        brk = memory + Account.BYTES;
        Break.open(brk, account, brk + Break.BYTES);
        assertTrue(Account.BYTES + Break.BYTES + AddressSpace.BYTES <= 4096);
    }

    @Test
    void itIsMovedByPiecesAndHandedOutInOrder() {
        long first = Break.extend(brk, 16);
        assertEquals(first, Break.start(brk));
        assertEquals(first + 16, Break.extend(brk, 1600));
        assertEquals(1, Break.moves(brk));
        assertEquals(Break.end(brk), Os.sbrk(0));
        long third = Break.extend(brk, 10 * PIECE_BYTES);
        assertEquals(first + 1616, third);
        assertEquals(2, Break.moves(brk));
        assertEquals(Os.sbrk(0) - first, Account.takenBytes(account));
        assertTrue(Break.end(brk) - Break.next(brk) >= Break.SPARE_BYTES);
    }

    @Test
    void behindWhatIsHandedOutThereIsAlwaysRoomForAMark() {
        for (int i = 0; i < 20_000; i++) {
            Break.extend(brk, 16);
            assertTrue(Break.end(brk) - Break.next(brk) >= Break.SPARE_BYTES);
        }
    }

    /** By amounts that are no multiple of anything, and by less than nothing. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 16, 4096, 4099, 1 << 20})
    void whatOthersTakeIsLeftAlone(long theirs) {
        long first = Break.extend(brk, 64);
        long taken = Os.sbrk(theirs);
        long second = Break.extend(brk, PIECE_BYTES);
        assertTrue(second >= taken + theirs, "behind what they have");
        assertEquals(0, second % 16);
        assertEquals(theirs, Break.strayedBytes(brk));
        assertTrue(Break.contains(brk, first) && Break.contains(brk, second) && !Break.contains(brk, first - 1));
    }

    @Test
    void aLimitIsNeverPassed() {
        Account.limit(account, 3 * PIECE_BYTES);
        long count = 0;
        while (Break.extend(brk, 4096) != 0) count++;
        assertTrue(count > 90 && Account.takenBytes(account) <= 3 * PIECE_BYTES, "pieces: " + count);
        assertEquals(0, Break.extend(brk, 2 * PIECE_BYTES));
        assertNotEquals(0, Break.extend(brk, 16), "what there is is handed out yet");
    }

    @Test
    void whereItStandsStillARangeIsReserved() {
        long first = Break.extend(brk, 64);
        Sim.failCall(1);
        long second = Break.extend(brk, PIECE_BYTES);
        assertTrue(second > first && Break.isReserved(brk));
        assertEquals(second + PIECE_BYTES, Break.extend(brk, 16), "and goes on there");
        assertFalse(Break.contains(brk, second - 1), "nothing is ours in between");
        assertEquals(Break.end(brk) - first - (second - first - PIECE_BYTES), Account.takenBytes(account));
        Break.release(brk);
        assertFalse(Sim.isMapped(second));
    }

    /** Else it would never come to be there again. */
    @Test
    void belowALimitItIsWaitedFor() {
        Sim.limitAddressSpace(Sim.mappedBytes());
        assertEquals(0, Break.extend(brk, 64));
        Sim.limitAddressSpace(Long.MAX_VALUE);
        long first = Break.extend(brk, 64);
        Sim.limitAddressSpace(Sim.mappedBytes());
        assertEquals(0, Break.extend(brk, PIECE_BYTES));
        assertFalse(Break.isReserved(brk));
        Sim.limitAddressSpace(Long.MAX_VALUE);
        assertEquals(first + 64, Break.extend(brk, PIECE_BYTES));
    }

    @Test
    void withoutAnyMemoryThereIsNone() {
        Sim.failCalls(1, FOREVER);
        assertEquals(0, Break.extend(brk, 64));
        assertEquals(0, Account.takenBytes(account));
        Sim.failCall(0);
        assertNotEquals(0, Break.extend(brk, 64));
    }

    /** A heap whose blocks lie apart is whole all the same. */
    @ParameterizedTest
    @ValueSource(
            ints = {Ladder.HEADER, Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.MAP, Ladder.BINS, Ladder.ARENAS})
    void heapsLiveWithALibcThatMovesItToo(int step) {
        LadderSubject heap = new LadderSubject(step);
        heap.configure(Ladder.FIRST_FIT, 0, 1, false, 0);
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (i % 4 == 0 && i < 30) Mem.fill(Os.sbrk(1000 + i), 1000 + i, 0xEE); // theirs
            if (i == 30) Sim.failCall(1); // from here on elsewhere
            while (i == 30 && !Sim.failed()) heap.malloc(BYTES);
            payloads.add(heap.malloc(BYTES));
            assertEquals(List.of(), heap.faults());
            heap.fill(payloads.getLast(), BYTES, payloads.size() - 1);
            if (i % 3 == 0) assertEquals(Rule.NONE, heap.free(payloads.set(payloads.size() - 1, 0L)));
        }
        List<Piece> fences = heap.pieces(LadderMap.FENCE);
        assertTrue(fences.size() > 2, fences::toString);
        long inTheHole = fences.getLast().address() + fences.getLast().bytes() / 2;
        assertFalse(Sim.isMapped(inTheHole));
        long theirs = fences.getFirst().address() + fences.getFirst().bytes() - 512;
        assertEquals(Rule.FOREIGN_POINTER, heap.free(inTheHole & -16), "without a look there");
        assertEquals(Rule.FOREIGN_POINTER, heap.free(theirs));
        for (int i = 0; i < payloads.size(); i++) {
            if (payloads.get(i) == 0) continue;
            assertTrue(heap.isFilled(payloads.get(i), BYTES, i));
            assertEquals(Rule.NONE, heap.free(payloads.get(i)));
        }
        assertEquals(List.of(), heap.faults());
    }

    @Test
    void bumpCopiesNoFurtherThanItMayRead() {
        LadderSubject heap = new LadderSubject(Ladder.BUMP).chosen();
        long first = heap.malloc(64);
        heap.fill(first, 64, 7);
        Sim.failCall(1);
        long moved = heap.realloc(first, 2 * PIECE_BYTES);
        assertTrue(heap.isFilled(moved, 64, 7));
    }
}
