package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that hold, numbers that add up, and who is told. */
final class BudgetTest {
    private static final long MIB = 1 << 20;

    private final Budget process = Budget.of("process", 100);
    private final Budget a = process.child("a", 60);
    private final Budget b = process.child("b", 80);

    @Test
    void eachLimitOnTheWayUpHolds() {
        assertTrue(a.tryReserve(60));
        assertFalse(a.tryReserve(1), "its own");
        assertFalse(b.tryReserve(41), "the one above");
        assertEquals(0, b.usedBytes(), "what was taken on the way went back");
        assertTrue(b.tryReserve(40));
        assertEquals(100, process.usedBytes());
        a.release(60);
        assertEquals(40, process.usedBytes());
        assertEquals(100, process.peakBytes());
        assertEquals(60, a.peakBytes());
    }

    @Test
    void whoIsRefusedLearnsWhoHasWhat() {
        a.reserve(50);
        b.reserve(30);
        process.reserve(15);
        OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> b.reserve(10));
        assertEquals("10 bytes for process/b: process has 95 of 100 bytes: a 50, b 30, itself 15", error.getMessage());
        error = assertThrows(OutOfMemoryError.class, () -> a.reserve(11));
        assertEquals("11 bytes for process/a: process/a has 50 of 60 bytes", error.getMessage());
    }

    @Test
    void badRequestsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Budget.of("x", -1));
        assertThrows(IllegalArgumentException.class, () -> a.tryReserve(-1));
        assertFalse(a.tryReserve(Long.MAX_VALUE));
        a.reserve(5);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> a.release(6));
        assertEquals("6 bytes of process/a are given back, and 5 are used", refused.getMessage());
        assertThrows(IllegalStateException.class, a::close);
        a.release(5);
        a.close();
        assertEquals(List.of(b), process.children());
    }

    @Test
    void aListenerHearsWhenTheSoftLimitIsReached() {
        List<Long> heard = new ArrayList<>();
        process.onReaching(50, budget -> heard.add(budget.usedBytes()));
        a.reserve(49);
        b.reserve(1);
        b.reserve(10);
        b.release(11);
        b.reserve(30);
        assertEquals(List.of(50L, 79L), heard);
    }

    /** One waits for what another gives back; a third gives up. */
    @Test
    void whoWaitsIsServedWhenThereIsRoom() throws Exception {
        a.reserve(60);
        b.reserve(40);
        assertFalse(b.awaitAndReserve(1, Duration.ZERO));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Boolean> waiting = executor.submit(() -> {
                begun.countDown();
                return b.awaitAndReserve(30, Duration.ofMinutes(5));
            });
            begun.await();
            for (int i = 0; i < 3; i++) a.release(10);
            assertTrue(waiting.get());
        }
        assertEquals(70, b.usedBytes());
        assertEquals(100, process.usedBytes());
    }

    /** What a heap has free by now, though nobody else gives anything back. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whoWaitsIsServedWhenAHeapHasSomethingToSpare(HeapKind kind) throws Exception {
        Budget budget = Budget.of("process", 16 * MIB);
        try (Heap heap = open(kind, budget)) {
            List<Long> blocks = new ArrayList<>();
            for (long block; (block = heap.malloc(300_000)) != 0; ) blocks.add(block);
            FutureTask<Boolean> waiting =
                    new FutureTask<>(() -> budget.awaitAndReserve(8 * MIB, Duration.ofMinutes(5)));
            Thread thread = Thread.ofPlatform().start(waiting);
            while (thread.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
            blocks.forEach(heap::free);
            assertTrue(waiting.get(1, TimeUnit.MINUTES));
            budget.release(8 * MIB);
        }
    }

    /** Somebody asks again and again for more than there is above; meanwhile there is as much here as before. */
    @Test
    void whoIsRefusedHidesNothingFromOthers() throws Exception {
        b.reserve(80);
        AtomicBoolean isDone = new AtomicBoolean();
        Thread refused = Thread.ofPlatform().start(() -> {
            while (!isDone.get()) assertFalse(a.tryReserve(60));
        });
        try {
            for (int i = 0; i < 300_000; i++) {
                assertTrue(a.tryReserve(10), "round " + i);
                a.release(10);
            }
        } finally {
            isDone.set(true);
            refused.join();
        }
        assertEquals(0, a.usedBytes());
    }

    @Test
    void aListenerThatThrowsTakesNothing() {
        process.onReaching(50, budget -> {
            throw new IllegalStateException("no more than " + budget.usedBytes());
        });
        assertThrows(IllegalStateException.class, () -> a.tryReserve(50));
        assertEquals(0, process.usedBytes() + a.usedBytes());
    }

    @Test
    void manyThreadsNeverHaveMoreThanTheLimit() throws Exception {
        AtomicLong most = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                Budget mine = i % 2 == 0 ? a : b;
                ends.add(executor.submit(() -> {
                    for (int step = 0; step < 20_000; step++) {
                        long bytes = random.nextInt(50);
                        if (step % 100 == 0) assertTrue(mine.awaitAndReserve(bytes, Duration.ofMinutes(5)));
                        else if (!mine.tryReserve(bytes)) continue;
                        most.accumulateAndGet(process.usedBytes(), Math::max);
                        mine.release(bytes);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) end.get();
        }
        assertTrue(most.get() <= 100);
        assertEquals(0, process.usedBytes() + a.usedBytes() + b.usedBytes());
    }

    private static Heap open(HeapKind kind, Budget budget) {
        return kind.open(Heap.builder().budget(budget));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SAMPLED_.*") // its parts are full one after the other
    void aHeapTakesWhatItHasFromItsBudget(HeapKind kind) {
        Budget budget = Budget.of("tenant", 16 * MIB);
        try (Heap heap = open(kind, budget)) {
            long blocks = 0;
            while (heap.malloc(30_000) != 0) blocks++;
            assertTrue(blocks > 10 * MIB / 30_000 && blocks <= 16 * MIB / 30_000, blocks + " blocks");
            assertTrue(budget.usedBytes() > 15 * MIB, budget::toString);
            OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> heap.allocate(1000_000));
            assertTrue(error.getMessage().startsWith("1000000 bytes for tenant: tenant has "), error.getMessage());
            assertEquals(0, heap.malloc(1L << 50));
            assertEquals(0, heap.malloc(Long.MAX_VALUE));
        }
        assertEquals(0, budget.usedBytes());
    }

    /** What one heap has freed another one gets, though nobody asks the first. */
    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatAHeapDoesNotNeedGoesToOthers(HeapKind kind) {
        Budget budget = Budget.of("process", 40 * MIB);
        try (Heap first = open(kind, budget);
                Heap second = open(kind, budget)) {
            for (int round = 0; round < 6; round++) {
                Heap heap = round % 2 == 0 ? first : second;
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 300; i++) blocks.add(heap.malloc(100_000));
                assertFalse(blocks.contains(0L), "round " + round);
                blocks.forEach(heap::free);
            }
        }
        assertEquals(0, budget.usedBytes());
    }

    @ParameterizedTest
    @EnumSource
    void arenasHaveBudgetsOfTheirOwn(HeapKind kind) {
        Budget request = process("request", 50_000);
        try (Heap heap = kind.open()) {
            for (int round = 0; round < 3; round++) {
                try (Arena arena = heap.arena(request)) {
                    long bytes = 0;
                    while (bytes < 30_000) bytes += arena.allocate(100).byteSize();
                    assertThrows(OutOfMemoryError.class, () -> arena.allocate(40_000));
                    assertTrue(request.usedBytes() >= bytes, request::toString);
                    assertNotEquals(0, arena.allocate(10).address());
                }
                assertEquals(0, request.usedBytes());
            }
        }
    }

    private static Budget process(String child, long limitBytes) {
        return Budget.of("process", MIB).child(child, limitBytes);
    }

    @Test
    void aBudgetAndALimitAreOneTooMany() {
        HeapBuilder builder = Heap.builder().limit(1000).budget(process);
        assertThrows(IllegalStateException.class, builder::shared);
        assertThrows(
                OutOfMemoryError.class, () -> Heap.builder().budget(process).shared());
        assertEquals(0, process.usedBytes());
    }
}
