package dev.ashlar.core.guarded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.SystemMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map has each byte that blocks may have once, and knows of every block what its heap knows. */
final class GuardedMapTest {
    private static final long MOST_HELD_BYTES = 64 << 10;

    private final List<Long> live = new ArrayList<>();
    private final List<Long> held = new ArrayList<>();
    private long map;

    /** Walks through the map; the bytes of all regions' records and unfenced ranges, and of fenced live blocks: what is committed. */
    private long walk(long heap) {
        live.clear();
        held.clear();
        Mem.fill(map, GuardedMap.BYTES, 0);
        long committedBytes = 0;
        long next = 0;
        while (GuardedMap.next(heap, map)) {
            if (GuardedMap.kind(map) == GuardedMap.REGION) {
                committedBytes += GuardedMap.requested(map);
                next = GuardedMap.payload(map);
                continue;
            }
            assertEquals(next, GuardedMap.address(map));
            next += GuardedMap.bytes(map);
            boolean isFenced = GuardedMap.gap(map) != 0;
            boolean isLive = GuardedMap.kind(map) == GuardedMap.LIVE;
            if (isLive || !isFenced) committedBytes += GuardedMap.bytes(map) - GuardedMap.gap(map);
            if (GuardedMap.kind(map) == GuardedMap.FREE) continue;
            (isLive ? live : held).add(GuardedMap.payload(map));
            assertTrue(GuardedMap.payload(map) > GuardedMap.address(map));
            assertEquals(7, GuardedMap.allocSite(map));
            assertEquals(isLive ? 0 : 8, GuardedMap.freeSite(map));
        }
        return committedBytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void itHasEachByteOnceAndEveryBlock(long fenceEvery) {
        Sim.reset(4096);
        map = SystemMemory.map(4096);
        GuardedSubject subject = new GuardedSubject();
        GuardedHeap.configure(subject.heap(), false, 0, MOST_HELD_BYTES, fenceEvery);
        Random random = new Random(4);
        List<Long> blocks = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            if (random.nextInt(3) == 0 && !blocks.isEmpty()) {
                subject.setSite(8);
                subject.free(blocks.remove(random.nextInt(blocks.size())));
            } else {
                subject.setSite(7);
                blocks.add(subject.malloc(random.nextInt(3000)));
            }
            if (step % 250 != 249) continue;
            long committedBytes = walk(subject.heap());
            assertEquals(new TreeSet<>(blocks), new TreeSet<>(live));
            assertTrue(held.size() > 1);
            assertEquals(GuardedHeap.committedBytes(subject.heap()), committedBytes);
        }
    }

    @Test
    void ofNothingItHasNothing() {
        Sim.reset(4096);
        map = SystemMemory.map(4096);
        assertEquals(0, walk(new GuardedSubject().heap()));
    }
}
