package dev.ashlar.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.suites.Blocks;
import dev.ashlar.suites.Captured;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.LadderSubject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that share one heap, and free what others allocated. */
final class JvmThreadsTest {
    private static final int THREADS = 8;
    private static final int OPERATIONS = 50_000;
    private static final int SLOTS = 256;

    @Test
    void threadsExchangeBlocksOfTheZoneHeap() throws InterruptedException {
        exchangeAll(new CoreSubject(Captured::output));
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.MAP, Ladder.BINS, Ladder.ARENAS})
    void threadsExchangeBlocksOfTheLadder(int step) throws InterruptedException {
        exchangeAll(new LadderSubject(step).chosen());
    }

    private static void exchangeAll(Blocks heap) throws InterruptedException {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (heap) {
            AtomicLongArray slots = new AtomicLongArray(SLOTS);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                Thread thread = new Thread(() -> exchange(heap, slots, new Random(seed)));
                thread.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), failures);
            assertEquals(List.of(), heap.faults());
            for (int i = 0; i < SLOTS; i++) retire(heap, slots.get(i));
            assertEquals(0, heap.liveBlocks());
        }
    }

    /** Puts a block into a slot, and checks and frees what was there: each block says how long it is and ends in a tag. */
    private static void exchange(Blocks heap, AtomicLongArray slots, Random random) {
        for (int i = 0; i < OPERATIONS; i++) {
            long size = 2 + random.nextInt(random.nextInt(50) == 0 ? 9000 : 250);
            long payload = heap.malloc(size);
            int tag = (int) (payload >>> 4) & 0x7F;
            heap.putByte(payload, tag);
            heap.putByte(payload + 1, (int) Math.min(size, 127));
            heap.putByte(payload + Math.min(size, 127) - 1, size > 2 ? tag : 2);
            retire(heap, slots.getAndSet(random.nextInt(SLOTS), payload));
        }
    }

    private static void retire(Blocks heap, long payload) {
        if (payload == 0) return;
        int tag = (int) (payload >>> 4) & 0x7F;
        int size = heap.getByte(payload + 1);
        assertEquals(tag, heap.getByte(payload));
        if (size > 2) assertEquals(tag, heap.getByte(payload + size - 1));
        assertEquals(0, heap.free(payload));
    }
}
