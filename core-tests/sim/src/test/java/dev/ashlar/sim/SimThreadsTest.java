package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSubject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Threads that come and go and free each other's blocks, in ever other orders; and while they do so, each system call
 * fails in turn. Null is the worst that a caller sees, and the heap stays whole.
 */
final class SimThreadsTest {
    private static final int TIMES = Boolean.getBoolean("ashlar.nightly") ? 20 : 1;
    private static final int THREADS = 3;
    private static final int STEPS = 60;
    private static final int SHARED = 12;

    /** A block, of which no more is filled than costs little here. */
    private record Held(long payload, long sizeBytes, int tag) {
        private static final long MOST = 300;

        static Held fill(SegmentBlocks heap, long payload, long sizeBytes, int tag) {
            heap.fill(payload, Math.min(sizeBytes, MOST), tag);
            return new Held(payload, sizeBytes, tag);
        }

        void check(SegmentBlocks heap, long at, long bytes) {
            assertTrue(heap.isFilled(at, Math.min(Math.min(bytes, sizeBytes), MOST), tag), this::toString);
        }
    }

    private SegmentSubject heap = new SegmentSubject(SimSegmentTest::inThread);
    private final List<Held> shared = new ArrayList<>();

    @Test
    void threadsInterleaveInManyWays() {
        for (long seed = 1; seed <= 150L * TIMES; seed++) {
            fresh();
            run(seed, "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "6, 2"})
    void systemCallsMayFailUnderThreads(int inARow, int seeds) {
        for (long seed = 1; seed <= (long) seeds * TIMES; seed++) {
            long n = 0;
            do {
                fresh();
                Sim.failCalls(++n, inARow);
                run(seed, "seed %d, call %d and so on, %d in all, fail".formatted(seed, n, inARow));
            } while (Sim.failed());
            assertTrue(n > 20, n + " calls are few");
        }
    }

    /** The table is small here: it can't tell ranges apart that are 4 GiB from each other. */
    @Test
    void memoryThatLooksTheSameToTheTableIsTakenOnceAtMost() {
        long address = 0x2200_0000_0000L;
        everyOrder(() -> {
            Sim.limitAddressSpace(1L << 30);
            heap.free(heap.malloc(1));
            List<Long> given = new ArrayList<>();
            return new TwoThreads(
                    () -> give(address, given),
                    () -> give(address + (1L << 32), given),
                    () -> assertTrue(given.size() <= 1, "both"));
        });
    }

    private void give(long address, List<Long> given) {
        long bytes = 128 << 10;
        assertEquals(address, Os.mmap(address, bytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS()));
        heap.fill(address, bytes, 0);
        if (heap.manage(address, bytes, false)) given.add(address);
    }

    /** While one thread frees a slot of a pooled page, another takes the page, frees the rest, and pools it again. */
    @Test
    void aPageThatChangesHandsWhileItsLastSlotArrivesIsReleased() {
        everyOrder(() -> {
            List<Long> left = new ArrayList<>();
            heap.inThread(() -> {
                for (int i = 0; i < 3; i++) left.add(heap.malloc(8000));
            });
            Runnable second = () -> {
                long taken = heap.malloc(8000);
                free(left.get(1));
                free(left.get(2));
                free(taken);
            };
            return new TwoThreads(() -> free(left.get(0)), second, () -> assertEquals(0, heap.liveBlocks()));
        });
    }

    private record TwoThreads(Runnable first, Runnable second, Runnable check) {}

    /** Runs the first thread up to each of its steps in turn, then the second to its end, then the rest of the first. */
    private void everyOrder(Supplier<TwoThreads> open) {
        long step = 0;
        Interleaved threads;
        do {
            fresh();
            TwoThreads two = open.get();
            threads = Interleaved.onceAt(++step);
            threads.run(List.of(() -> heap.inThread(two.first), () -> heap.inThread(two.second)));
            two.check.run();
            assertEquals(List.of(), heap.faults(), "the first waited at step " + step);
        } while (threads.hasPassed());
        assertTrue(step > 20, step + " steps are few");
    }

    private void fresh() {
        Sim.reset(4096);
        heap = new SegmentSubject(SimSegmentTest::inThread);
        shared.clear();
    }

    private void run(long seed, String what) {
        try {
            List<Runnable> works = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * THREADS + i);
                works.add(() -> {
                    for (int life = 0; life < 2; life++) heap.inThread(() -> live(random));
                });
            }
            Interleaved.atRandom(seed).run(works);
            assertEquals(List.of(), heap.faults());
            shared.forEach(this::free);
            heap.collect();
            assertEquals(List.of(), heap.faults());
            assertEquals(0, heap.liveBlocks());
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(what, failure);
        }
        if (Sim.failed()) assertNotEquals(0, heap.malloc(100_000), what + ": when the failures are over all is well");
    }

    /** A thread from its first block to its last. */
    private void live(Random random) {
        List<Held> mine = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(100);
            if (dice == 0) heap.collect();
            else if (dice == 1) useHeapOfItsOwn();
            else if (dice == 2) free(heap.malloc(66 << 20)); // an arena of its own, of which nothing is touched
            else if (dice < 45 || mine.isEmpty()) allocate(mine, random);
            else if (dice < 60) resize(mine, random);
            else if (dice < 75) exchange(mine, random);
            else free(mine.remove(random.nextInt(mine.size())));
        }
        mine.forEach(this::free);
    }

    /** Most sizes are of a few classes, so that threads meet in the same pages. */
    private static long size(Random random) {
        long[] sizes = {40, 2048, 2048, 30_000, 30_000, 65_536, 200_000, 1_200_000};
        return sizes[random.nextInt(random.nextInt(4) == 0 ? sizes.length : 6)];
    }

    private void allocate(List<Held> mine, Random random) {
        long size = size(random);
        long payload =
                switch (random.nextInt(4)) {
                    case 0 -> heap.calloc(1, size);
                    case 1 -> heap.alignedAlloc(1L << random.nextInt(5, 20), size);
                    default -> heap.malloc(size);
                };
        if (payload != 0) mine.add(Held.fill(heap, payload, size, random.nextInt(256)));
    }

    private void resize(List<Held> mine, Random random) {
        Held old = mine.removeLast();
        long size = old.sizeBytes + random.nextLong(old.sizeBytes);
        old.check(heap, old.payload, old.sizeBytes);
        long payload = heap.realloc(old.payload, size);
        old.check(heap, payload == 0 ? old.payload : payload, size);
        mine.add(payload == 0 ? old : Held.fill(heap, payload, size, old.tag));
    }

    /** Leaves some blocks for others to free or resize, and takes some of theirs. */
    private void exchange(List<Held> mine, Random random) {
        List<Held> theirs = new ArrayList<>(shared);
        shared.clear();
        Collections.shuffle(mine, random);
        while (shared.size() < SHARED && mine.size() > 1) shared.add(mine.removeLast());
        mine.addAll(theirs);
    }

    private void free(Held block) {
        block.check(heap, block.payload, block.sizeBytes);
        free(block.payload);
    }

    private void free(long payload) {
        assertEquals(Rule.NONE, heap.free(payload), () -> "free(0x%x)".formatted(payload));
    }

    private void useHeapOfItsOwn() {
        long own = heap.makeHeap();
        if (own == 0) return;
        for (long size = 50; size < 200_000; size *= 5) {
            long payload = heap.mallocIn(own, size);
            if (payload != 0) heap.fill(payload, 50, 1);
        }
        heap.destroyHeap(own);
    }
}
