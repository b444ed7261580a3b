package dev.ashlar.platform;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** {@code Threads} on the JVM: a mutex is a lock that its address names; its bytes stay zero. */
public final class Threads {
    private Threads() {}

    private static final ConcurrentHashMap<Long, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    public static long id() {
        return Acting.current().id();
    }

    public static long heap() {
        return Acting.current().heap;
    }

    public static void setHeap(long heap) {
        Acting.current().heap = heap;
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

    public static boolean isWaiting() {
        return Acting.current().isWaiting;
    }

    public static void setWaiting(boolean waiting) {
        Acting.current().isWaiting = waiting;
    }
}
