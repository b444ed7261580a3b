package dev.ashlar.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.walk.Piece;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Memory;
import dev.ashlar.platform.Root;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every heap plays, forwards and backwards. */
final class PlayerTest {
    private static Player player(int step, String trace) {
        return new Player(new Player.Choice(step, Ladder.FIRST_FIT, 2000, 4), Trace.parse(trace));
    }

    /** Allocations, reallocations and frees by two threads, some of them mapped. */
    private static String random(long seed, int count) {
        Random random = new Random(seed);
        StringBuilder trace = new StringBuilder();
        List<Integer> live = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < count; i++) {
            int dice = random.nextInt(10);
            int size = random.nextInt(1 << random.nextInt(4, 13));
            if (live.isEmpty() || dice < 5) {
                live.add(next);
                trace.append("a ").append(next++).append(' ').append(size);
            } else if (dice < 6) {
                trace.append("r ")
                        .append(live.get(random.nextInt(live.size())))
                        .append(' ')
                        .append(size + 1);
            } else {
                trace.append("f ").append(live.remove(random.nextInt(live.size())));
            }
            trace.append(random.nextBoolean() ? " @1\n" : "\n");
        }
        return trace.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, Player.ZONE, Player.TLSF, Player.SEGMENT})
    void everyHeapPlaysAndGoesBackToTheSamePictures(int step) {
        Player player = player(step, random(step, 300));
        List<String> pictures = new ArrayList<>();
        for (int i = 0; i <= player.count(); i++) {
            player.goTo(i);
            assertEquals("", player.said(), "operation " + i);
            pictures.add(Picture.of(player));
            assertPartsAreSound(player, "after operation " + i);
        }
        Random random = new Random(1);
        for (int i = player.count(); i >= 0; i--) {
            player.goTo(i);
            assertEquals(pictures.get(i), Picture.of(player), "back at " + i);
        }
        for (int i = 0; i < 30; i++) {
            int position = random.nextInt(player.count() + 1);
            player.goTo(position);
            assertEquals(pictures.get(position), Picture.of(player), "jumped to " + position);
        }
    }

    /** None lies in another, together they are no more than the system gave, and what the trace holds is among them. */
    private static void assertPartsAreSound(Player player, String when) {
        List<Part> parts = player.heap().parts(player.held().values()).stream()
                .sorted(Comparator.comparingLong(Part::address))
                .toList();
        long end = 0;
        long bytes = 0;
        for (Part part : parts) {
            assertTrue(part.address() >= end, when + ": " + part + " begins before " + end);
            end = part.end();
            if (part.state() != Part.State.FENCE) bytes += part.bytes();
        }
        assertTrue(bytes <= player.heap().takenBytes(), when + ": " + bytes + " bytes");
        List<Long> live = parts.stream().filter(Part::isLive).map(Part::payload).toList();
        List<Long> held = player.held().values().stream()
                .map(Player.Held::payload)
                .sorted()
                .toList();
        assertEquals(held, live, when);
    }

    /** The blocks of a pool or a zone lie side by side, headers included. */
    @ParameterizedTest
    @ValueSource(ints = {Player.ZONE, Player.TLSF})
    void neighboursTouch(int heap) {
        Player player = player(heap, "a 0 100\na 1 33\na 2 100\nf 1");
        player.goTo(4);
        List<Part> parts = player.heap().parts(player.held().values());
        for (int i = 1; i < 3; i++)
            assertEquals(parts.get(i - 1).end(), parts.get(i).address());
    }

    @Test
    void aListBeginsWithTheOneThatWasFreedLast() {
        Player player = player(Ladder.MERGE, "a 0 100\na 1 100\na 2 100\na 3 100\nf 2\nf 0");
        player.goTo(4);
        long headerBytes = 16;
        long first = player.held().get(0).payload() - headerBytes;
        long third = player.held().get(2).payload() - headerBytes;
        player.goTo(6);
        List<ShownHeap.Chain> lists =
                player.heap().lists(player.heap().parts(player.held().values()));
        assertEquals(List.of(new ShownHeap.Chain(0, 0, List.of(first, third))), lists);
    }

    /** As far as there are so many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void theFirstFourThreadsHaveAnArenaEach(int arenas) {
        List<Operation> operations = Trace.parse("a 0 100\na 1 100 @1\na 2 100 @2\na 3 100 @3");
        Player player = new Player(new Player.Choice(Ladder.ARENAS, Ladder.FIRST_FIT, 4096, arenas), operations);
        player.goTo(4);
        List<Part> parts = player.heap().parts(player.held().values());
        for (int thread = 0; thread < 4; thread++) {
            long payload = player.held().get(thread).payload();
            Part part = parts.stream()
                    .filter(one -> one.payload() == payload)
                    .findFirst()
                    .orElseThrow();
            assertEquals(thread % arenas, part.arena(), "thread " + thread);
        }
    }

    /** Where the heap does not know its blocks. */
    @Test
    void anEmptyBlockOnBumpHasSixteenBytes() {
        Player player = player(Ladder.BUMP, "a 0 0\na 1 17");
        player.goTo(2);
        List<Part> parts = player.heap().parts(player.held().values());
        assertEquals(16, parts.get(0).bytes());
        assertEquals(32, parts.get(1).bytes());
    }

    /** Undoing is exact: not a byte of the machine differs. */
    @Test
    void backAtTheStartTheHeapIsAsFresh() {
        Player fresh = player(Ladder.BINS, "a 0 1");
        fresh.use();
        Map<Long, Long> words = new HashMap<>();
        for (long at = 0; at < Ladder.BYTES; at += 8) words.put(at, Mem.getLong(Root.address() + at));
        Player player = player(Ladder.BINS, random(5, 200));
        player.goTo(player.count());
        player.goTo(0);
        for (long at = 0; at < Ladder.BYTES; at += 8)
            assertEquals(words.get(at), Mem.getLong(Root.address() + at), "at " + at);
        assertThrows(Memory.Fault.class, () -> Mem.getLong(0x10_0000), "the break is where it was");
    }

    /** And behind it for the walk. */
    @Test
    void theRootHasRoomForEveryHeap() {
        long room = Root.bytes() - Piece.BYTES;
        assertTrue(Ladder.BYTES + LadderMap.BYTES <= Root.bytes());
        assertTrue(ZoneRoot.BYTES <= room && GrowingHeap.bytes() <= room && SegmentRoot.BYTES <= room);
    }

    /** A block that another thread frees is where it was, and the next one of its size gets its slot. */
    @Test
    void aThreadOfTheTraceHasASegmentHeapOfItsOwn() {
        Player player = player(Player.SEGMENT, "a 0 100\na 1 100 @1\nf 0 @1\nf 1 @1\na 2 100 @1");
        player.goTo(2);
        long granuleBytes = 1 << 16;
        long first = player.held().get(0).payload();
        long second = player.held().get(1).payload();
        assertNotEquals(first / granuleBytes, second / granuleBytes, "each has a page");
        player.goTo(5);
        assertEquals("", player.said());
        assertEquals(second, player.held().get(2).payload());
    }

    @Test
    void twoHeapsBesideEachOtherDoNotDisturbEachOther() {
        Player alone = player(Ladder.MERGE, random(7, 100));
        List<String> pictures = new ArrayList<>();
        for (int i = 0; i <= 100; i++) {
            alone.goTo(i);
            pictures.add(Picture.of(alone));
        }
        Player left = player(Ladder.MERGE, random(7, 100));
        Player right = player(Ladder.BUMP, random(7, 100));
        for (int i = 0; i <= 100; i++) {
            left.goTo(i);
            right.goTo(100 - i);
            Picture.of(right);
            assertEquals(pictures.get(i), Picture.of(left));
        }
    }

    @Test
    void whatThereIsNoMemoryForIsSaidAndChangesNothing() {
        Player player = player(Ladder.BINS, "a 0 100\na 1 4611686018427387904\nr 0 1000000000\nf 0\nf 1");
        player.goTo(2);
        assertTrue(player.said().contains("4611686018427387904 bytes"), player.said());
        assertEquals(1, player.held().size());
        player.goTo(3);
        assertTrue(player.said().contains("1000000000 bytes"), player.said());
        assertEquals(100, player.held().get(0).sizeBytes());
        player.goTo(4);
        assertEquals("", player.said());
        player.goTo(5);
        assertTrue(player.said().contains("id 1 has no block"), player.said());
    }

    @Test
    void thereIsNoStepBeyondTheEnds() {
        Player player = player(Ladder.LIST, "a 0 1");
        assertThrows(Mistake.class, () -> player.goTo(2));
        assertThrows(Mistake.class, () -> player.goTo(-1));
        assertEquals(0, player.position());
    }
}
