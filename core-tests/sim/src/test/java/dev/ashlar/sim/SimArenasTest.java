package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.LadderSubject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose block is in which arena. */
final class SimArenasTest {
    private static final int THREADS = 64;
    private static final int LARGE_BYTES = 200_000;

    private final LadderSubject heap;
    private final long main;

    SimArenasTest() {
        Sim.reset(4096);
        main = Sim.currentThread();
        heap = new LadderSubject(Ladder.ARENAS);
        heap.configure(Ladder.FIRST_FIT, 0, Ladder.MOST_ARENAS, false, 0);
    }

    private long mallocAs(long thread, long sizeBytes) {
        Sim.runAs(thread);
        long payload = heap.malloc(sizeBytes);
        Sim.runAs(main);
        assertNotEquals(0, payload);
        return payload;
    }

    private LadderSubject.Piece pieceOf(long payload) {
        return heap.pieces().stream()
                .filter(piece -> piece.address() + piece.bytes() - piece.payloadBytes() == payload)
                .findFirst()
                .orElseThrow();
    }

    /** Ids are addresses, as far from each other as a table's entries, small stacks, or stacks of 8 MiB with a guard page. */
    @ParameterizedTest
    @ValueSource(longs = {64, 4096, 16_384 + 4096, (8 << 20) + 4096, 64 << 20})
    void threadsAreSpreadOverTheArenas(long apart) {
        int[] counts = new int[Ladder.MOST_ARENAS];
        for (int i = 1; i <= THREADS; i++)
            counts[pieceOf(mallocAs((1L << 40) + i * apart, 100)).arena()]++;
        for (int count : counts) assertTrue(count >= 3 && count <= 16, () -> Arrays.toString(counts));
    }

    @Test
    void aBlockGoesBackToItsArenaWhoeverFreesIt() {
        List<Long> blocks = new ArrayList<>();
        Set<Integer> arenas = new HashSet<>();
        for (int i = 1; i <= THREADS; i++) {
            blocks.add(mallocAs(i * 4096L, i % 2 == 0 ? 300 : LARGE_BYTES));
            arenas.add(pieceOf(blocks.getLast()).arena());
        }
        assertTrue(arenas.size() > 1);
        for (int i = 0; i < THREADS; i++) {
            LadderSubject.Piece before = pieceOf(blocks.get(i));
            Sim.runAs((THREADS - i) * 4096L);
            assertEquals(Rule.NONE, heap.free(blocks.get(i)));
            Sim.runAs(main);
            if (before.kind() == LadderMap.MAPPED) continue;
            boolean isFreeThere = heap.pieces().stream()
                    .anyMatch(piece -> piece.kind() == LadderMap.FREE
                            && piece.arena() == before.arena()
                            && piece.address() <= before.address()
                            && piece.address() + piece.bytes() >= before.address() + before.bytes());
            assertTrue(isFreeThere, () -> before + " among " + heap.pieces());
        }
        assertEquals(0, heap.pieces(LadderMap.MAPPED).size());
        assertEquals(List.of(), heap.faults());
    }

    /** Two threads that would begin in the same arena: the one that finds the other inside goes on to the next one, and stays there. */
    @Test
    void threadsThatHaveMetDoNotMeetAgain() {
        long first = 4096;
        int arena = pieceOf(mallocAs(first, 100)).arena();
        long second = first + 64;
        while (pieceOf(mallocAs(second, 100)).arena() != arena) second += 64;
        long other = second;
        boolean hasMet = false;
        Interleaved threads;
        long step = 0;
        do {
            threads = Interleaved.onceAt(++step);
            long[] gone = new long[1];
            threads.run(List.of(() -> blockOf(first), () -> gone[0] = blockOf(other)));
            hasMet |= pieceOf(gone[0]).arena() != arena;
            assertEquals(arena, pieceOf(mallocAs(first, 100)).arena());
            assertEquals(hasMet, pieceOf(mallocAs(other, 100)).arena() != arena, "at step " + step);
        } while (threads.hasPassed());
        assertTrue(hasMet);
        assertEquals(List.of(), heap.faults());
    }

    private long blockOf(long thread) {
        Sim.runAs(thread);
        return heap.malloc(100);
    }

    /** A thread that comes again finds what it left. */
    @Test
    void aThreadHasTheSameArenaEachTime() {
        long first = mallocAs(4096, 300);
        long other = mallocAs(8192, 300);
        assertNotEquals(pieceOf(first).arena(), pieceOf(other).arena());
        assertEquals(Rule.NONE, heap.free(first));
        assertEquals(first, mallocAs(4096, 300));
    }
}
