package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentVerifier;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Shared heaps for a long time, by threads that come and go: 10⁷ operations, with {@code -Dashlar.nightly=true} 10⁹. Every byte of every
 * block is looked at before the block is freed or resized. {@code -Dashlar.seed=N} makes other choices.
 */
final class HeapSoakTest {
    private static final long MIB = 1 << 20;
    private static final long SEED = Long.getLong("ashlar.seed", 1);
    private static final long OPERATIONS = Boolean.getBoolean("ashlar.nightly") ? 1_000_000_000L : 10_000_000L;

    /** Operations between two times that a virtual thread waits for another one. */
    private static final long SPRINT = 64;

    private final List<BlockingQueue<SoakBlock>> queues = new ArrayList<>();
    private final List<SoakLane> lanes = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void platformThreads() throws Exception {
        SharedHeap heap = new SharedHeap(new HeapTraits("tested", 0, null), null);
        makeLanes(List.of(heap), 16, 2000);
        runAll(HeapSoakTest::alike, 20, OPERATIONS * 3 / 4, this::straightOn);
        assertNothingLeft(heap);
        long reservedBytes = heap.stats().reservedBytes();
        long before = addressSpaceBytes();
        heap.close();
        long gone = before - addressSpaceBytes();
        assertTrue(before == 0 || gone >= reservedBytes, () -> gone + " bytes gone of " + reservedBytes);
    }

    /** Each waits for its partner now and then, and there are hundreds for each processor. */
    @Test
    void virtualThreads() throws Exception {
        try (SharedHeap heap = new SharedHeap(new HeapTraits("tested", 0, null), null)) {
            makeLanes(List.of(heap), 2000, 24);
            List<Exchanger<String>> meetings = new ArrayList<>();
            for (int i = 0; i < 1000; i++) meetings.add(new Exchanger<>());
            runAll(Thread.ofVirtual().factory(), 4, OPERATIONS * 23 / 100, (lane, operations) -> {
                Exchanger<String> meeting = meetings.get(lanes.indexOf(lane) / 2);
                for (long done = 0; done < operations; done += SPRINT) {
                    lane.run(SPRINT);
                    if (done % (4 * SPRINT) == 0) Thread.yield();
                    meeting.exchange("go on", 5, TimeUnit.MINUTES);
                }
            });
            assertNothingLeft(heap);
        }
    }

    /** Two heaps, and never enough for both: who is refused has what it had, and no sum is above the limit. */
    @Test
    void heapsOfATightBudget() throws Exception {
        Budget process = Budget.of("process", 24 * MIB);
        Budget tenant = process.child("tenant", 14 * MIB);
        try (SharedHeap one = new SharedHeap(new HeapTraits("tested", 0, tenant), null);
                SharedHeap other = new SharedHeap(new HeapTraits("tested", 0, process), null)) {
            makeLanes(List.of(one, other), 16, 2400);
            runAll(Thread.ofPlatform().factory(), 20, OPERATIONS / 50, (lane, operations) -> {
                for (long done = 0; done < operations; done += SPRINT) {
                    lane.run(SPRINT);
                    assertTrue(process.usedBytes() <= 24 * MIB, process::toString);
                    assertTrue(tenant.usedBytes() <= 14 * MIB, process::toString);
                }
            });
            long refusals = lanes.stream().mapToLong(SoakLane::refusals).sum();
            assertTrue(refusals > 1000, () -> refusals + " refusals: there was room");
            assertNothingLeft(one);
            assertNothingLeft(other);
        }
        assertEquals(0, process.usedBytes() + tenant.usedBytes());
        assertTrue(process.peakBytes() <= 24 * MIB && tenant.peakBytes() <= 14 * MIB, process::toString);
    }

    private void makeLanes(List<Heap> heaps, int count, int blocksEach) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 16; i++) queues.add(new ArrayBlockingQueue<>(256));
        for (int i = 0; i < count; i++) lanes.add(new SoakLane(heaps, queues, random.split(), blocksEach));
    }

    /** A thread whose id has the same last bits as the others', by which a heap looks for what is a thread's. */
    private static Thread alike(Runnable work) {
        Thread thread;
        do thread = new Thread(work);
        while (thread.threadId() % 64 > 3);
        return thread;
    }

    private interface Work {
        void run(SoakLane lane, long operations) throws Exception;
    }

    private void straightOn(SoakLane lane, long operations) {
        for (long done = 0; done < operations && failures.isEmpty(); done += SPRINT) lane.run(SPRINT);
    }

    /** Has {@code generations} threads go on with each lane, one when the one before ends; then all is freed. */
    private void runAll(ThreadFactory threads, int generations, long operations, Work work) throws Exception {
        long start = System.nanoTime();
        CountDownLatch ended = new CountDownLatch(lanes.size());
        long each = operations / lanes.size() / generations;
        for (SoakLane lane : lanes) startNext(threads, generations, lane, each, work, ended);
        ended.await();
        for (Throwable failure : failures) throw new AssertionError("-Dashlar.seed=" + SEED, failure);
        lanes.forEach(SoakLane::end);
        long done = lanes.stream().mapToLong(SoakLane::operations).sum();
        assertTrue(done >= operations - operations / 10, () -> done + " operations");
        System.out.printf("%,d operations in %,d ms%n", done, (System.nanoTime() - start) / 1_000_000);
    }

    private void startNext(
            ThreadFactory threads, int left, SoakLane lane, long operations, Work work, CountDownLatch ended) {
        Thread next = threads.newThread(() -> {
            try {
                if (failures.isEmpty()) work.run(lane, operations);
            } catch (Throwable failure) {
                failures.add(failure);
            }
            if (left > 1 && failures.isEmpty()) startNext(threads, left - 1, lane, operations, work, ended);
            else ended.countDown();
        });
        next.start();
    }

    private static void assertNothingLeft(SharedHeap heap) {
        assertEquals(0, heap.stats().liveBlocks());
        assertEquals(0, heap.stats().usableBytes());
        try (Arena arena = Arena.ofConfined()) {
            long report = arena.allocate(Report.bytesFor(8), 8).address();
            assertEquals(0, SegmentVerifier.verify(heap.root(), report, 8), () -> "rule " + Report.rule(report, 0));
        }
    }

    /** Addresses that this process has; 0 where that can't be asked. */
    private static long addressSpaceBytes() throws IOException {
        Path statm = Path.of("/proc/self/statm");
        return Files.exists(statm) ? Long.parseLong(Files.readString(statm).split(" ")[0]) * 4096 : 0;
    }
}
