package dev.ashlar.platform;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** {@code Threads} on the JVM: a mutex is a lock that its address names; its bytes stay zero. */
public final class Threads {
    private Threads() {}

    private static final ConcurrentHashMap<Long, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    public static long id() {
        return Thread.currentThread().threadId() + 1 << 4;
    }

    private static final ThreadLocal<long[]> HEAP = ThreadLocal.withInitial(() -> new long[1]);

    public static long heap() {
        return HEAP.get()[0];
    }

    public static void setHeap(long heap) {
        HEAP.get()[0] = heap;
    }

    public static void watchExit() {
        // Whoever starts threads on the JVM also ends their use of a heap.
    }

    public static boolean isEnding() {
        return false;
    }

    public static long mutexBytes() {
        return Long.BYTES;
    }

    public static void mutexLock(long mutex) {
        LOCKS.computeIfAbsent(mutex, _ -> new ReentrantLock()).lock();
    }

    public static void mutexUnlock(long mutex) {
        LOCKS.get(mutex).unlock();
    }

    public static void mutexReset(long mutex) {
        LOCKS.remove(mutex);
    }

    private static final ThreadLocal<Boolean> WAITING = ThreadLocal.withInitial(() -> false);

    public static boolean isWaiting() {
        return WAITING.get();
    }

    public static void setWaiting(boolean waiting) {
        WAITING.set(waiting);
    }
}
