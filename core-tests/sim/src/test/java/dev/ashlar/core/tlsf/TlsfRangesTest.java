package dev.ashlar.core.tlsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of what can't be touched. */
final class TlsfRangesTest {
    private static final long BYTES = 1L << 38;

    private long ranges;
    private long report;

    @BeforeEach
    void map() {
        Sim.reset(4096);
        ranges = Os.mmap(0, 1 << 20, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        report = Os.mmap(0, 4096, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    private void create(long bytes, long capacity) {
        assertTrue(TlsfRanges.bookkeepingBytes(capacity, 32, 5) <= 1 << 20);
        assertTrue(TlsfRanges.create(ranges, bytes, capacity, 32, 5));
    }

    private void assertSound(String where) {
        List<String> found = new ArrayList<>();
        long faults = TlsfRanges.verify(ranges, report, 16);
        for (long i = 0; i < Math.min(16, faults); i++)
            found.add("rule %d at %+d".formatted(Report.rule(report, i), Report.address(report, i) - ranges));
        assertEquals(List.of(), found, where);
    }

    private void freed(long range) {
        assertEquals(Rule.NONE, TlsfRanges.free(ranges, range));
    }

    @Test
    void allOfItIsOneRange() {
        create(BYTES + 5, 10);
        long whole = TlsfRanges.allocate(ranges, 1, BYTES);
        assertEquals(0, TlsfRanges.start(whole));
        assertEquals(BYTES, TlsfRanges.bytes(whole));
        assertEquals(0, TlsfRanges.freeBytes(ranges));
        assertEquals(0, TlsfRanges.allocate(ranges, 1, 1));
        freed(whole);
        assertEquals(BYTES, TlsfRanges.freeBytes(ranges));
        assertSound("freed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomHistories(long seed) {
        create(1 << 24, 120);
        Random random = new Random(seed);
        TreeMap<Long, Long> ends = new TreeMap<>();
        List<Long> held = new ArrayList<>();
        int failures = 0;
        for (int step = 0; step < 3000; step++) {
            String where = "seed %d, step %d".formatted(seed, step);
            if (held.isEmpty() || random.nextInt(100) < (step / 500 % 2 == 0 ? 70 : 30)) {
                long size = random.nextLong(1L << random.nextInt(1, 18));
                long alignment = 1L << random.nextInt(random.nextInt(1, 16));
                long range = TlsfRanges.allocate(ranges, alignment, size);
                if (range == 0) {
                    failures++;
                } else {
                    long start = TlsfRanges.start(range);
                    assertEquals(0, start % alignment, where);
                    assertTrue(TlsfRanges.bytes(range) >= size, where);
                    long end = start + TlsfRanges.bytes(range);
                    assertTrue(
                            ends.floorEntry(start) == null
                                    || ends.floorEntry(start).getValue() <= start,
                            where);
                    assertTrue(ends.ceilingKey(start) == null || ends.ceilingKey(start) >= end, where);
                    ends.put(start, end);
                    held.add(range);
                }
            } else {
                long range = held.remove(random.nextInt(held.size()));
                ends.remove(TlsfRanges.start(range));
                freed(range);
            }
            assertSound(where);
            assertEquals(held.size(), TlsfRanges.liveRanges(ranges), where);
        }
        assertTrue(failures > 0, "records never ran out");
        held.forEach(this::freed);
        assertSound("empty");
        assertTrue(TlsfRanges.isFree(TlsfRanges.first(ranges)));
        assertEquals(0, TlsfRanges.next(TlsfRanges.first(ranges)));
    }

    /** With too few records an allocation fails, and nothing is lost. */
    @Test
    void recordsRunOut() {
        create(1 << 20, 3);
        long first = TlsfRanges.allocate(ranges, 1, 100);
        long second = TlsfRanges.allocate(ranges, 1, 100);
        assertNotEquals(0, second);
        assertEquals(0, TlsfRanges.allocate(ranges, 1, 100), "the rest would need a fourth");
        assertSound("full");
        freed(first);
        assertEquals(0, TlsfRanges.allocate(ranges, 4096, 100));
        assertSound("no record for the gap");
        long small = TlsfRanges.allocate(ranges, 1, 64);
        assertEquals(112, TlsfRanges.bytes(small), "what is left over is less, and part of it");
        freed(small);
        assertEquals(0, TlsfRanges.allocate(ranges, 1, 32), "that would waste more than it serves");
        assertSound("no record for the rest");
        long rest = TlsfRanges.allocate(ranges, 1, (1 << 20) - 224);
        assertNotEquals(0, rest, "what is left, whole, needs no record");
        freed(rest);
        freed(second);
        assertEquals(1 << 20, TlsfRanges.freeBytes(ranges));
    }

    @Test
    void misuseIsNoticed() {
        create(1 << 20, 20);
        long range = TlsfRanges.allocate(ranges, 1, 100);
        TlsfRanges.allocate(ranges, 1, 100);
        freed(range);
        assertEquals(Rule.DOUBLE_FREE, TlsfRanges.free(ranges, range));
        assertEquals(Rule.FOREIGN_POINTER, TlsfRanges.free(ranges, range + 8));
        assertEquals(Rule.FOREIGN_POINTER, TlsfRanges.free(ranges, ranges));
        assertEquals(Rule.FOREIGN_POINTER, TlsfRanges.free(ranges, range + 10 * 48), "an unused record");
        assertFalse(TlsfRanges.create(ranges + 8, 100, 10, 32, 5));
        assertFalse(TlsfRanges.create(ranges, 15, 10, 32, 5));
        assertFalse(TlsfRanges.create(ranges, 1 << 20, 0, 32, 5));
    }
}
