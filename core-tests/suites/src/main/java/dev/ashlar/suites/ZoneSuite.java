package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.zone.Kind;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.Subject.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the zone heap promises beyond what every heap does. */
public abstract class ZoneSuite extends BlocksSuite<Subject> {
    private static final int LINUX = 1;
    private static final int MALLOC = Stats.MALLOC;

    /** Sizes at every edge: of units, kinds, OS pages. */
    private static final long[] EDGES = {
        0, 1, 8, 15, 16, 17, 24, 25, 31, 32, 40, 41, 511, 512, 513, 520, 521, 4095, 4096, 4097, 8191, 8192, 8193, 65536
    };

    protected ZoneSuite() {
        super(
                1 << 17,
                LongStream.of(EDGES)
                        .flatMap(size -> LongStream.rangeClosed(size, size + 2))
                        .toArray());
    }

    private long zonesMapped(int kind) {
        return heap.number(Group.ZONES_MAPPED, kind);
    }

    private long zonesUnmapped(int kind) {
        return heap.number(Group.ZONES_UNMAPPED, kind);
    }

    @Test
    void alignedBlocksCanBeResizedAndFreed() {
        long payload = heap.alignedAlloc(256, 100);
        heap.fill(payload, 100, 42);
        for (long size : new long[] {50, 300, 5000, 100_000, 60}) {
            payload = heap.realloc(payload, size);
            assertNotEquals(0, payload);
            assertTrue(heap.isFilled(payload, 50, 42));
        }
        freed(payload);
        assertEquals(0, heap.total(Subject.LIVE_BLOCKS));
    }

    @Test
    void freeOfNullDoesNothing() {
        freed(0);
        assertEquals(0, heap.number(Group.CALLS, Stats.FREE));
    }

    @Test
    void kindsAreChosenByRequest() {
        live(512);
        assertEquals(
                List.of(1L, 0L, 0L), List.of(zonesMapped(Kind.TINY), zonesMapped(Kind.SMALL), zonesMapped(Kind.LARGE)));
        live(513);
        live(4096);
        assertEquals(
                List.of(1L, 1L, 0L), List.of(zonesMapped(Kind.TINY), zonesMapped(Kind.SMALL), zonesMapped(Kind.LARGE)));
        live(4097);
        live(4097);
        assertEquals(
                List.of(1L, 1L, 2L), List.of(zonesMapped(Kind.TINY), zonesMapped(Kind.SMALL), zonesMapped(Kind.LARGE)));
    }

    @Test
    void zonesHold128BlocksOfTheLargestSizeAndWholePages() {
        for (int i = 0; i < 128; i++) live(512);
        assertEquals(1, zonesMapped(Kind.TINY));
        for (int i = 0; i < 128; i++) live(4096);
        assertEquals(1, zonesMapped(Kind.SMALL));
        assertEquals(0, heap.total(Subject.MAPPED_BYTES) % heap.pageBytes());
    }

    @Test
    void freeBlocksAreSplitAndJoinedAgain() {
        long first = live(100);
        long second = live(100);
        long third = live(100);
        live(100);
        freed(first);
        freed(third);
        assertSound();
        freed(second);
        assertSound();
        assertEquals(first, live(300), "the three are one block again");
        assertSound();
    }

    @Test
    void aRestTooSmallForABlockStaysWithIt() {
        long hole = live(64);
        live(1);
        freed(hole);
        long reused = live(56);
        assertEquals(hole, reused);
        assertTrue(heap.usableBytes(reused) >= 64);
        assertSound();
    }

    @Test
    void oneWhollyFreeZoneOfAKindIsKeptAndTheOthersAreUnmapped() {
        List<Long> payloads = new ArrayList<>();
        while (zonesMapped(Kind.TINY) < 5) payloads.add(live(512));
        payloads.forEach(this::freed);
        assertEquals(4, zonesUnmapped(Kind.TINY));
    }

    @Test
    void alternatingAtTheEdgeOfAZoneMapsNothing() {
        while (zonesMapped(Kind.TINY) < 2) live(512);
        long mapped = zonesMapped(Kind.TINY);
        for (int i = 0; i < 1000; i++) {
            List<Long> few = new ArrayList<>();
            for (int j = 0; j < 3; j++) few.add(live(512));
            few.forEach(this::freed);
        }
        assertTrue(zonesMapped(Kind.TINY) <= mapped + 1, "zones were mapped again and again");
    }

    @Test
    void aFreedLargeBlockServesTheNextOfItsSize() {
        for (long size : new long[] {4097, 5000, 7000, 8000, 9000, 100_000}) {
            long mapped = zonesMapped(Kind.LARGE);
            for (int i = 0; i < 100; i++) freed(live(size));
            assertTrue(zonesMapped(Kind.LARGE) <= mapped + 1, "mappings for blocks of %d".formatted(size));
        }
        long payload = live(300_000);
        freed(payload);
        assertEquals(Rule.FOREIGN_POINTER, heap.free(payload), "larger ones go back at once");
    }

    @Test
    void whatIsKeptIsGivenUpBeforeARequestFails() {
        assertTrue(heap.configure(false, 10 << 20, 0));
        long array = live(7 << 20);
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < 20; i++) payloads.add(live(100_000));
        payloads.forEach(this::freed);
        long larger = heap.realloc(array, 9 << 20);
        assertEquals(Os.family() == LINUX, larger != 0, "only Linux grows a mapping without a second one beside it");
        freed(larger != 0 ? larger : array);
        assertNotEquals(0, heap.malloc(9 << 20));
    }

    @Test
    void anAbsurdHistoryIsRefused() {
        assertFalse(heap.configure(false, 0, 768_614_336_404_564_651L));
        assertFalse(heap.configure(false, 0, Long.MAX_VALUE));
        live(10);
    }

    @Test
    void reallocKeepsContentsAcrossAllKindsAndBack() {
        long payload = heap.realloc(0, 10);
        heap.fill(payload, 10, 77);
        for (long size :
                new long[] {10, 500, 512, 513, 4000, 4096, 4097, 9000, 200_000, 300_000, 5000, 4096, 600, 512, 20, 10
                }) {
            payload = heap.realloc(payload, size);
            assertNotEquals(0, payload, "realloc to %d".formatted(size));
            assertTrue(heap.isFilled(payload, 10, 77), "contents at %d".formatted(size));
            assertTrue(heap.usableBytes(payload) >= size);
            assertEquals(size, heap.total(Subject.LIVE_BYTES));
            assertSound();
        }
        assertEquals(0, heap.realloc(payload, 0));
        assertEquals(0, heap.total(Subject.LIVE_BLOCKS));
    }

    @Test
    void reallocGrowsAndShrinksInPlace() {
        long first = live(100);
        long second = live(100);
        live(100);
        heap.fill(first, 100, 1);
        freed(second);
        assertEquals(first, heap.realloc(first, 190), "into the free neighbour");
        assertTrue(heap.isFilled(first, 100, 1));
        assertEquals(first, heap.realloc(first, 50));
        assertSound();
        long tail = live(100);
        assertTrue(tail > first && tail < first + 200, "what shrinking gave up is reused");
        long large = live(100_000);
        assertEquals(large, heap.realloc(large, 50_000));
        assertTrue(heap.usableBytes(large) < 100_000);
    }

    @Test
    void usableBytesSurviveRealloc() {
        long payload = live(41);
        long usableBytes = heap.usableBytes(payload);
        assertTrue(usableBytes > 41);
        heap.fill(payload, usableBytes, 9);
        payload = heap.realloc(payload, 3000);
        assertTrue(heap.isFilled(payload, usableBytes, 9));
    }

    @Test
    void aDoubleFreeOfALargeBlockIsFound() {
        long large = live(10_000);
        live(100);
        freed(large);
        assertEquals(Rule.FOREIGN_POINTER, heap.free(large), "its mapping is gone");
        assertEquals(1, heap.total(Subject.LIVE_BLOCKS));
    }

    @Test
    void foreignAndInteriorPointersAreNoticedAndChangeNothing() {
        long payload = live(200);
        long large = live(100_000);
        for (long i = 0; i < 200; i += 16) heap.fill(payload + i, 8, 0x21); // might pass for headers
        for (long inside : new long[] {
            payload + 1, payload + 5, payload + 8, payload + 16, payload + 32, payload + 199, large + 16, large + 65536
        }) {
            assertEquals(Rule.INTERIOR_POINTER, heap.free(inside));
            assertEquals(0, heap.realloc(inside, 10));
            assertEquals(Rule.INTERIOR_POINTER, heap.ruleAgainst(inside));
            assertEquals(0, heap.usableBytes(inside));
        }
        assertEquals(payload, heap.enclosing(payload + 150));
        assertEquals(large, heap.enclosing(large + 99_999));
        for (long foreign : new long[] {1, 16, 4096, Long.MAX_VALUE, -16, Long.MIN_VALUE, 0x7F00_0000_0000L}) {
            assertEquals(Rule.FOREIGN_POINTER, heap.free(foreign));
            assertEquals(0, heap.realloc(foreign, 10));
            assertEquals(0, heap.enclosing(foreign));
        }
        long zone = payload & -heap.pageBytes();
        for (long offset = 0; offset < payload - zone; offset += 8)
            assertNotEquals(Rule.NONE, heap.free(zone + offset));
        assertEquals(Rule.NONE, heap.ruleAgainst(payload));
        assertEquals(2, heap.total(Subject.LIVE_BLOCKS));
        freed(payload);
        freed(large);
    }

    @Test
    void theLimitHoldsAndLetsGo() {
        assertTrue(heap.configure(false, 2 << 20, 0));
        long payload = live(1 << 20);
        assertEquals(0, heap.malloc(1 << 20));
        assertEquals(0, heap.realloc(payload, 3 << 20));
        assertTrue(heap.total(Subject.MAPPED_BYTES) <= 2 << 20);
        live(100);
        freed(payload);
        freed(live(1 << 20));
        List<Long> payloads = new ArrayList<>();
        for (long one = heap.malloc(512); one != 0; one = heap.malloc(512)) payloads.add(one);
        assertTrue(payloads.size() > 3000, () -> "only %d blocks of 512 in 2 MiB".formatted(payloads.size()));
        assertTrue(heap.total(Subject.MAPPED_BYTES) <= 2 << 20);
        payloads.forEach(this::freed);
    }

    @Test
    void scribblingFillsFreshAndFreedMemory() {
        assertTrue(heap.configure(true, 0, 0));
        for (long size : new long[] {64, 600, 10_000}) {
            long payload = live(size);
            assertTrue(heap.isFilled(payload, size, ZoneHeap.FRESH));
            long clean = heap.calloc(1, size);
            assertTrue(heap.isFilled(clean, size, 0));
            live(size);
            if (size < Kind.SMALL_BYTES) {
                freed(payload);
                assertTrue(heap.isFilled(payload + 16, size - 32, ZoneHeap.FREED), "between links and footer");
            }
        }
    }

    @Test
    void showAllocMemListsZonesAndBlocksByAddress() {
        long tiny = live(42);
        long alsoTiny = live(84);
        long small = live(3725);
        long large = live(48847);
        freed(live(20));
        String shown = heap.show(false);
        for (String line : List.of(block(tiny, 42), block(alsoTiny, 84), block(small, 3725), block(large, 48847)))
            assertTrue(shown.contains(line + "\n"), () -> line + " is missing in\n" + shown);
        assertTrue(shown.endsWith("Total : 52698 bytes\n"), shown);
        List<Long> zones = new ArrayList<>();
        for (String line : shown.lines().toList()) {
            if (line.startsWith("Total")) continue;
            assertTrue(line.matches("(TINY|SMALL|LARGE) : 0x[0-9A-F]+|0x[0-9A-F]+ - 0x[0-9A-F]+ : [0-9]+ bytes"), line);
            if (!line.startsWith("0x")) zones.add(Long.parseLong(line.split(" : 0x")[1], 16));
        }
        assertEquals(zones.stream().sorted().toList(), zones);
        assertEquals(3, zones.size());
    }

    private static String block(long payload, long sizeBytes) {
        return "0x%X - 0x%X : %d bytes".formatted(payload, payload + sizeBytes, sizeBytes);
    }

    @Test
    void showAllocMemOfAnEmptyHeapIsATotal() {
        assertEquals("Total : 0 bytes\n", heap.show(false));
    }

    @Test
    void showAllocMemExAddsDumpFreeBlocksAndHistory() {
        assertTrue(heap.configure(false, 0, 3));
        long payload = live(20);
        heap.fill(payload, 20, 'A');
        heap.putByte(payload + 1, 7);
        long hole = live(100);
        heap.fill(live(30), 30, 'B');
        freed(hole);
        String shown = heap.show(true);
        assertTrue(
                shown.contains(
                        "0x%X  41 07 41 41 41 41 41 41 41 41 41 41 41 41 41 41 |A.AAAAAAAAAAAAAA|".formatted(payload)),
                shown);
        assertTrue(shown.contains("0x%X - 0x%X : 104 bytes free\n".formatted(hole, hole + 104)), shown);
        assertTrue(
                shown.matches(
                        "(?s)TINY : 0x[0-9A-F]+ : [0-9]+ bytes, live 2, [0-9]+ bytes free, slack [0-9]+, fragmentation [0-9]+ %\n.*"),
                shown);
        assertTrue(shown.contains("History : 3 of 4\nmalloc 0x%X : 100 bytes\nmalloc ".formatted(hole)), shown);
        assertTrue(shown.endsWith("free 0x%X\n".formatted(hole)), shown);
    }

    @Test
    void countsAddUp() {
        long first = live(10);
        long second = heap.calloc(2, 10);
        long third = heap.alignedAlloc(64, 30);
        second = heap.realloc(second, 50);
        assertEquals(0, heap.malloc(-1));
        freed(first);
        assertEquals(2, heap.number(Group.CALLS, MALLOC));
        assertEquals(1, heap.number(Group.CALLS, Stats.CALLOC));
        assertEquals(1, heap.number(Group.CALLS, Stats.REALLOC));
        assertEquals(1, heap.number(Group.CALLS, Stats.ALIGNED));
        assertEquals(1, heap.number(Group.CALLS, Stats.FREE));
        assertEquals(1, heap.number(Group.CALLS, Stats.FAILED));
        assertEquals(2, heap.total(Subject.LIVE_BLOCKS));
        assertEquals(80, heap.total(Subject.LIVE_BYTES));
        assertEquals(90, heap.total(Subject.PEAK_BYTES));
        freed(second);
        freed(third);
        assertFalse(heap.total(Subject.MAPPED_BYTES) == 0);
    }
}
