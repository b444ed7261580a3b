package dev.ashlar.core.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SegmentSubject;
import dev.ashlar.suites.SystemMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A map has each byte of each arena once, and every live block; simulated memory sees what it reads. */
final class SegmentMapTest {
    private SegmentSubject subject = new SegmentSubject(Runnable::run);
    private long map;

    /** What a walk through the map has found: bytes by kind, and live blocks. */
    private record Found(Map<Integer, Long> bytes, Set<Long> live) {
        long bytes(int kind) {
            return bytes.getOrDefault(kind, 0L);
        }
    }

    @BeforeEach
    void build() {
        Sim.reset(4096);
        subject = new SegmentSubject(Runnable::run);
        map = SystemMemory.map(0, 4096);
    }

    private Found found() {
        Mem.fill(map, SegmentMap.BYTES, 0);
        Map<Integer, Long> bytes = new HashMap<>();
        Set<Long> live = new TreeSet<>();
        long next = 0;
        long end = 0;
        while (SegmentMap.next(subject.root(), map)) {
            bytes.merge(SegmentMap.kind(map), SegmentMap.bytes(map), Long::sum);
            if (SegmentMap.kind(map) == SegmentMap.ARENA) {
                assertEquals(end, next, "the arena before has been seen to its end");
                next = SegmentMap.address(map);
                end = next + SegmentMap.bytes(map);
                continue;
            }
            assertEquals(next, SegmentMap.address(map));
            next += SegmentMap.bytes(map);
            if (SegmentMap.kind(map) == SegmentMap.PAGE || SegmentMap.kind(map) == SegmentMap.LARGE) addLive(live);
        }
        assertEquals(end, next);
        return new Found(bytes, live);
    }

    private void addLive(Set<Long> live) {
        int count = 0;
        for (int i = 0; i < SegmentMap.made(map); i++) {
            if ((SegmentMap.liveBits(map, i / 64) >>> i % 64 & 1) == 0) continue;
            live.add(SegmentMap.address(map) + i * SegmentMap.slotBytes(map));
            count++;
        }
        assertEquals(count, SegmentMap.used(map));
        assertTrue(SegmentMap.slots(map) >= SegmentMap.made(map));
    }

    @Test
    void ofNothingItHasNothing() {
        assertEquals(Map.of(), found().bytes());
    }

    @Test
    void itHasEachByteOnceAndEveryLiveBlock() {
        Random random = new Random(9);
        List<Long> live = new ArrayList<>();
        for (int step = 0; step < 4000; step++) {
            if (random.nextInt(3) == 0 && !live.isEmpty()) subject.free(live.remove(random.nextInt(live.size())));
            else live.add(subject.malloc(random.nextInt(random.nextInt(30) == 0 ? 600_000 : 4000)));
            if (step % 500 != 499) continue;
            if (step % 1500 == 1499) subject.collect();
            Found found = found();
            assertEquals(new TreeSet<>(live), found.live(), "step " + step);
            long committed =
                    found.bytes(SegmentMap.PAGE) + found.bytes(SegmentMap.LARGE) + found.bytes(SegmentMap.IDLE);
            assertEquals(total(SegmentStats.COMMITTED), committed);
            assertEquals(total(SegmentStats.DIRTY), found.bytes(SegmentMap.IDLE));
            assertEquals(total(SegmentStats.RESERVED), found.bytes(SegmentMap.ARENA));
            assertEquals(0, found.bytes(SegmentMap.CHANGING));
        }
    }

    private long total(int column) {
        return SegmentStats.value(subject.root(), SegmentStats.TOTAL, column);
    }

    @Test
    void whatHasGoneBackIsToldFromWhatWasNeverUsed() {
        long block = subject.malloc(3 << 20);
        assertEquals(0, found().bytes(SegmentMap.PURGED));
        subject.free(block);
        assertEquals(3 << 20, found().bytes(SegmentMap.IDLE));
        subject.collect();
        assertEquals(3 << 20, found().bytes(SegmentMap.PURGED));
        assertEquals(0, found().bytes(SegmentMap.IDLE));
    }
}
