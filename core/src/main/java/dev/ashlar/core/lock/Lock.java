package dev.ashlar.core.lock;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * A lock that always knows its owner, to the very instruction. A zeroed lock is free.
 * <pre>
 *   lock +  0   owner      id of the thread that holds it; 0 when free
 *   lock +  8   waiters    threads that sleep, or are about to
 *   lock + 16   isQueued   1 while the owner came through the queue and holds the mutex as well
 *   lock + 32   queue      a mutex: where all but one of the waiters sleep
 * </pre>
 * The truth is {@code owner}, which one compare-and-set turns from 0 into an id: a signal handler that finds its own
 * thread there has interrupted an operation, and one that does not has not. A mutex of libc has a moment between
 * taking it and noting the owner in which a handler can't tell; here the mutex is only a waiting room, so that nothing
 * depends on it, and a forked child may simply make a new one.
 *
 * <p>Uncontended, a lock and unlock pair costs one atomic instruction. The first to wait spins (with the mutex held)
 * until the owner leaves; everyone after it sleeps on the mutex, and while someone does, newcomers queue as well.
 */
public final class Lock {
    private Lock() {}

    private static final long OWNER = 0;
    private static final long WAITERS = 8;
    private static final long IS_QUEUED = 16;
    private static final long QUEUE = 32;

    /** A mutex has at most 64 bytes. */
    public static final long BYTES = QUEUE + 64;

    /** Who holds the lock, or 0. */
    public static long owner(long lock) {
        return Atomics.loadAcquire(lock + OWNER);
    }

    /** Takes the lock for {@code thread} if it is free and nobody queues for it; whether it did. */
    public static boolean tryAcquire(long lock, long thread) {
        return Mem.getLong(lock + WAITERS) <= 0 && Atomics.compareAndSet(lock + OWNER, 0, thread);
    }

    /**
     * Takes the lock for {@code thread}, the caller, waiting if it must, unless {@code barred} owns it: then it gives
     * up. Whether it has the lock. The caller must not hold it.
     */
    public static boolean acquireUnless(long lock, long thread, long barred) {
        if (tryAcquire(lock, thread)) return true;
        // A handler that interrupted its own thread in the waiting room must not enter it again.
        if (Threads.isWaiting()) return spinUnless(lock, thread, barred);
        Threads.setWaiting(true);
        Atomics.fetchAdd(lock + WAITERS, 1);
        Threads.mutexLock(lock + QUEUE);
        boolean isMine = spinUnless(lock, thread, barred);
        Atomics.fetchAdd(lock + WAITERS, -1);
        if (isMine) {
            Mem.putLong(lock + IS_QUEUED, 1);
        } else {
            Threads.mutexUnlock(lock + QUEUE);
            Threads.setWaiting(false);
        }
        return isMine;
    }

    /** As {@link #acquireUnless}, never entering the waiting room: for code that may have interrupted it. */
    public static boolean spinUnless(long lock, long thread, long barred) {
        while (!Atomics.compareAndSet(lock + OWNER, 0, thread)) {
            if (owner(lock) == barred) return false;
            Atomics.pause();
        }
        return true;
    }

    /** Hands the lock, which the caller holds as {@code from}, to {@code to}: another name for the same thread. */
    public static void rename(long lock, long to) {
        Atomics.storeRelease(lock + OWNER, to);
    }

    /** Gives the lock up. The caller holds it. */
    public static void release(long lock) {
        boolean isQueued = Mem.getLong(lock + IS_QUEUED) != 0;
        if (isQueued) Mem.putLong(lock + IS_QUEUED, 0);
        Atomics.storeRelease(lock + OWNER, 0);
        if (isQueued) {
            Threads.mutexUnlock(lock + QUEUE);
            Threads.setWaiting(false);
        }
    }

    /** In the child of a fork: nobody waits any more, and {@code owner} (0 for nobody) has the lock. */
    public static void resetInChild(long lock, long owner) {
        Mem.putLong(lock + WAITERS, 0);
        Mem.putLong(lock + IS_QUEUED, 0);
        Threads.mutexReset(lock + QUEUE);
        Atomics.storeRelease(lock + OWNER, owner);
    }
}
