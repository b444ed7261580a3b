package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentVerifier;
import dev.ashlar.platform.Mem;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads in one heap: platform threads with heaps of their own, virtual ones that take turns. */
final class SharedHeapTest {
    private static final long MIB = 1 << 20;

    private final SharedHeap heap =
            (SharedHeap) Heap.builder().limit(0).debug(false).shared();

    @AfterEach
    void close() {
        heap.close();
    }

    private long committedBytes() {
        return total(SegmentStats.COMMITTED);
    }

    private long total(int column) {
        return SegmentStats.value(heap.root(), SegmentStats.TOTAL, column);
    }

    private void assertWhole() {
        try (Arena arena = Arena.ofConfined()) {
            long report = arena.allocate(Report.bytesFor(8), 8).address();
            assertEquals(0, SegmentVerifier.verify(heap.root(), report, 8), () -> "rule " + Report.rule(report, 0));
        }
    }

    private static ThreadFactory threads(boolean isVirtual) {
        return isVirtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }

    /** Each thread allocates, and frees what others have allocated; a block that two of them had would lose its contents. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blocksTravelBetweenThreads(boolean isVirtual) throws Exception {
        BlockingQueue<long[]> travelling = new LinkedBlockingQueue<>();
        List<Future<?>> ends = new ArrayList<>();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads(isVirtual))) {
            for (int i = 0; i < 16; i++) {
                Random random = new Random(i);
                ends.add(executor.submit(() -> {
                    for (int step = 0; step < 5000; step++) {
                        long size = 8 + random.nextInt(random.nextInt(50) == 0 ? 70_000 : 500);
                        long block = heap.malloc(size);
                        mark(block, size);
                        travelling.add(new long[] {block, size});
                        long[] other = step % 3 == 0 ? null : travelling.poll();
                        if (other != null) freeMarked(other);
                        if (isVirtual && step % 100 == 0) Thread.yield();
                    }
                }));
            }
        }
        for (Future<?> end : ends) end.get();
        assertTrue(travelling.size() > 1000);
        for (long[] left : travelling) freeMarked(left);
        assertWhole();
    }

    private static void mark(long block, long size) {
        Mem.putLong(block, block);
        Mem.putLong(block + size - 8, ~block);
    }

    private void freeMarked(long[] block) {
        long address = block[0];
        assertEquals(~address, Mem.getLong(address + block[1] - 8));
        if (block[1] >= 16) assertEquals(address, Mem.getLong(address));
        heap.free(address);
    }

    /** Hundred thousand virtual threads, each with some blocks, leave no more behind than a few do. */
    @Test
    void manyVirtualThreadsAreNotManyHeaps() {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100_000; i++) {
                executor.submit(() -> {
                    long small = heap.malloc(40);
                    long larger = heap.malloc(3000);
                    Thread.yield();
                    heap.free(small);
                    heap.free(larger);
                });
            }
        }
        assertWhole();
        assertTrue(heap.collect() > 0);
        assertTrue(committedBytes() < 2 * MIB, () -> committedBytes() + " bytes, 12 GB with a heap for each");
    }

    /** One that has a stripe to itself for long gets a heap of its own; when as many have one as there are stripes, nobody else does. */
    @Test
    void someBusyVirtualThreadsHaveHeapsOfTheirOwn() throws Exception {
        CountDownLatch isLookedAt = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> idle = new ArrayList<>();
            for (int i = 0; i < 3 * Stripes.COUNT; i++) {
                String name = "busy " + i;
                CountDownLatch isBusy = new CountDownLatch(1);
                idle.add(executor.submit(() -> {
                    Thread.currentThread().setName(name);
                    allocateAndFree(2 * Stripe.STREAK);
                    long kept = heap.malloc(200);
                    isBusy.countDown();
                    isLookedAt.await();
                    heap.free(kept);
                    return null;
                }));
                isBusy.await();
            }
            String text = heap.dump().text();
            isLookedAt.countDown();
            for (Future<?> one : idle) one.get();
            long owners = Pattern.compile("; busy \\d+$", Pattern.MULTILINE)
                    .matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .count();
            assertEquals(Stripes.COUNT, owners, text);
        }
        assertWhole();
    }

    /** However many have come by. */
    @Test
    void briefVirtualThreadsHaveNoHeapsOfTheirOwn() throws InterruptedException {
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < 2 * Stripe.STREAK * Stripes.COUNT / 100; i++) {
            Thread thread = Thread.ofVirtual().name("brief " + i).start(() -> {
                allocateAndFree(100);
                for (int j = 0; j < 20; j++) kept.add(heap.malloc(200));
            });
            thread.join();
        }
        String text = heap.dump().text();
        assertFalse(text.contains("brief"), text);
        kept.forEach(heap::free);
    }

    private void allocateAndFree(int times) {
        for (int i = 0; i < times; i++) heap.free(heap.malloc(200));
    }

    /** Their heaps go to others as those of platform threads do. */
    @Test
    void busyVirtualThreadsThatEndKeepNothing() throws InterruptedException {
        for (int round = 0; round < 1000; round++) {
            Thread thread = threads(true).newThread(() -> {
                allocateAndFree(2 * Stripe.STREAK);
                long[] blocks = new long[16];
                for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(2000);
                for (long block : blocks) heap.free(block);
            });
            thread.start();
            thread.join();
        }
        assertWhole();
        assertTrue(committedBytes() < 8 * MIB, () -> committedBytes() + " bytes, 32 MB if it kept them");
    }

    /** What threads have left behind, and what was freed there since, serves those that come. */
    @Test
    void threadsThatEndLeaveTheirMemoryToOthers() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            List<Long> blocks = new ArrayList<>();
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 10_000; i++) blocks.add(heap.malloc(100));
            });
            thread.start();
            thread.join();
            blocks.forEach(heap::free);
        }
        assertWhole();
        assertTrue(committedBytes() < 20 * MIB, () -> committedBytes() + " bytes, 100 MB without");
    }

    /** What a thread had freed and kept ready for itself, too. */
    @Test
    void threadsThatEndKeepNothing() throws InterruptedException {
        for (int round = 0; round < 1000; round++) {
            Thread thread = new Thread(() -> {
                long[] blocks = new long[16];
                for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(2000);
                for (long block : blocks) heap.free(block);
            });
            thread.start();
            thread.join();
        }
        assertTrue(committedBytes() < 8 * MIB, () -> committedBytes() + " bytes, 32 MB if it kept them");
    }

    /** What those who ended, and stripes where nobody is, keep ready is given up before a request fails. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatOthersKeepReadyIsGivenUpBeforeARequestFails(boolean isVirtual) throws InterruptedException {
        try (SharedHeap small =
                (SharedHeap) Heap.builder().limit(MIB).debug(false).shared()) {
            for (int i = 0; i < 8; i++) {
                Thread thread = threads(isVirtual).newThread(() -> {
                    long[] blocks = new long[7];
                    for (int j = 0; j < blocks.length; j++) blocks[j] = small.malloc(60_000);
                    for (long block : blocks) small.free(block);
                });
                thread.start();
                thread.join();
            }
            assertNotEquals(0, small.malloc(900_000));
        }
    }

    /** The JDK takes a worker's ThreadLocals from it between tasks; its heap it keeps. */
    @Test
    void workersOfTheCommonPoolHaveOneHeapEach() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<Thread> others = new ArrayList<>(); // so many that a worker is not known by its id
        for (int i = 0; i < 128; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            Thread thread = new Thread(() -> {
                heap.free(heap.malloc(1));
                begun.countDown();
                try {
                    done.await();
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            });
            thread.start();
            begun.await();
            others.add(thread);
        }
        long before = committedBytes();
        for (int i = 0; i < 2000; i++)
            ForkJoinPool.commonPool().submit(() -> heap.free(heap.malloc(2000))).get();
        done.countDown();
        for (Thread thread : others) thread.join();
        long grown = committedBytes() - before;
        assertTrue(grown < 4 * MIB, () -> grown + " bytes more");
    }

    /** Who waits for a stripe lets the one inside run. */
    @Test
    void virtualThreadsAllocateWhileOthersCollect() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean isCollecting = i % 4 == 0;
                ends.add(executor.submit(() -> {
                    for (int j = 0; j < 30; j++) {
                        if (isCollecting) heap.collect();
                        else heap.free(heap.malloc(300_000));
                    }
                }));
            }
            for (Future<?> end : ends) end.get();
        }
        assertWhole();
    }

    /**
     * Whoever is inside may wait, and be woken by a platform thread: it gets a processor though all others try to get in, interrupted or
     * not.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoWaitsForAStripeLetsThoseInsideRun(boolean isInterrupted) throws Exception {
        Root root = new Root(heap, Arena.ofShared(), new HeapTraits("tested", 0, null), null);
        Stripes stripes = new Stripes(root);
        CountDownLatch inside = new CountDownLatch(Stripes.COUNT);
        CountDownLatch mayLeave = new CountDownLatch(1);
        CountDownLatch trying = new CountDownLatch(200);
        LongAdder interrupted = new LongAdder();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < Stripes.COUNT; i++)
            all.add(Thread.startVirtualThread(() -> {
                Stripe stripe = stripes.enter();
                inside.countDown();
                awaitQuietly(mayLeave);
                stripe.leave();
            }));
        inside.await();
        for (long i = trying.getCount(); i > 0; i--)
            all.add(Thread.startVirtualThread(() -> {
                if (isInterrupted) Thread.currentThread().interrupt();
                trying.countDown();
                stripes.enter().leave();
                if (Thread.interrupted()) interrupted.increment();
            }));
        trying.await();
        for (Thread thread : all) awaitNap(thread);
        mayLeave.countDown();
        for (Thread thread : all) assertTrue(thread.join(Duration.ofMinutes(1)), "still trying");
        assertEquals(isInterrupted ? 200 : 0, interrupted.sum());
        stripes.close();
        root.close();
    }

    private static void awaitNap(Thread thread) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING)
            assertTrue(System.nanoTime() < end, () -> thread + " lets nobody run");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Those that get one wait for a lock; the stripes are for others meanwhile. */
    @Test
    void nobodyWaitsForAHeapOfItsOwnInsideAStripe() throws Exception {
        List<Thread> settling = new ArrayList<>();
        Thread other;
        synchronized (heap.owned) {
            for (int i = 0; i < Stripes.COUNT; i++) {
                Thread thread = Thread.startVirtualThread(() -> allocateAndFree(2 * Stripe.STREAK));
                while (thread.getState() != Thread.State.BLOCKED) assertTrue(thread.isAlive(), "it has not waited");
                settling.add(thread);
            }
            other = Thread.startVirtualThread(() -> allocateAndFree(10));
            assertTrue(other.join(Duration.ofMinutes(1)), "no stripe is free");
        }
        for (Thread thread : settling) thread.join();
        assertWhole();
    }

    /** A thread that lives on remembers nothing of a heap that is closed. */
    @Test
    void aClosedHeapIsForgotten() throws InterruptedException {
        ReferenceQueue<Heap> gone = new ReferenceQueue<>();
        List<Reference<Heap>> closed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SharedHeap other = new SharedHeap(new HeapTraits("tested", 0, null), null);
            other.free(other.malloc(10));
            closed.add(new WeakReference<>(other, gone));
            other.close();
        }
        for (int i = 0; i < closed.size(); i++) {
            Reference<? extends Heap> found = null;
            for (int tries = 0; found == null && tries < 100; tries++) {
                System.gc();
                found = gone.remove(100);
            }
            assertNotEquals(null, found, i + " of " + closed.size());
        }
    }

    /** What another thread has freed is live no more, though it has not gone back to where it came from. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnotherThreadHasFreedIsNotLive(boolean isVirtual) throws InterruptedException {
        List<Long> blocks = new ArrayList<>();
        for (int size = 16; size < 3000; size += 500) for (int i = 0; i < 3; i++) blocks.add(heap.malloc(size));
        assertEquals(blocks.size(), heap.stats().liveBlocks());
        Thread thread = threads(isVirtual).newThread(() -> blocks.forEach(heap::free));
        thread.start();
        thread.join();
        assertEquals(0, heap.stats().liveBlocks());
        assertEquals(0, heap.stats().usableBytes());
    }

    /** While it allocates, a thread's blocks are freed by another. */
    @Test
    void whatIsFreedElsewhereIsUsedAgain() throws Exception {
        BlockingQueue<Long> travelling = new LinkedBlockingQueue<>(1000);
        Thread freeing = new Thread(() -> {
            try {
                for (long block; (block = travelling.take()) != 0; ) heap.free(block);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        });
        freeing.start();
        for (int i = 0; i < 500_000; i++) travelling.put(heap.malloc(200));
        travelling.put(0L);
        freeing.join();
        assertWhole();
        assertTrue(committedBytes() < 10 * MIB, () -> committedBytes() + " bytes, 100 MB without");
    }
}
