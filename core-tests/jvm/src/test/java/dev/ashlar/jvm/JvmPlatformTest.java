package dev.ashlar.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;
import dev.ashlar.platform.behaviour.PlatformBehaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The JVM keeps the platform contract, between threads too. */
final class JvmPlatformTest {
    @Test
    void keepsThePlatformContract() {
        assertEquals(0, PlatformBehaviour.firstBroken());
    }

    @Test
    void theRootAreaStartsZeroed() {
        for (long at = 0; at < Root.bytes(); at += Long.BYTES) assertEquals(0, Mem.getLong(Root.address() + at));
    }

    @Test
    void atomicsAndMutexesHoldBetweenThreads() throws InterruptedException {
        int threads = 4;
        int rounds = 50_000;
        long page = Os.mmap(0, Os.pageSize(), Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        List<Long> ids = new ArrayList<>();
        List<Thread> all = IntStream.range(0, threads)
                .mapToObj(_ -> new Thread(() -> {
                    synchronized (ids) {
                        ids.add(Threads.id());
                    }
                    for (int i = 0; i < rounds; i++) {
                        Atomics.fetchAdd(page, 1);
                        Threads.mutexLock(page + 64);
                        Mem.putLong(page + 8, Mem.getLong(page + 8) + 1);
                        Threads.mutexUnlock(page + 64);
                        long seen;
                        do seen = Atomics.loadAcquire(page + 16);
                        while (!Atomics.compareAndSet(page + 16, seen, seen + 1));
                    }
                }))
                .toList();
        all.forEach(Thread::start);
        for (Thread thread : all) thread.join();
        for (long counter : new long[] {page, page + 8, page + 16})
            assertEquals((long) threads * rounds, Mem.getLong(counter));
        assertEquals(threads, ids.stream().distinct().count());
        assertTrue(ids.stream().allMatch(id -> id % 8 == 0 && id > 8));
    }
}
