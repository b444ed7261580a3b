package dev.ashlar.core.lock;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Threads;

/**
 * A lock that always knows its owner, to the very instruction. A zeroed lock is free.
 * <pre>
 *   lock +  0   owner   id of the thread that holds it; 0 when free
 *   lock +  8   queue   a mutex: where all but one of the waiters sleep
 * </pre>
 * The truth is {@code owner}, which one compare-and-set turns from 0 into an id: a signal handler that finds its own
 * thread there has interrupted an operation, and one that does not has not. A mutex of libc has a moment between
 * taking it and noting the owner in which a handler can't tell; here the mutex is only a waiting room, so that nothing
 * depends on it, and a forked child may simply make a new one.
 *
 * <p>A lock and unlock pair costs one atomic instruction. Who finds the lock taken tries again for a while, about as
 * long as an operation takes, and then queues: the first in the queue goes on trying, the others sleep.
 */
public final class Lock {
    private Lock() {}

    private static final long OWNER = 0;
    private static final long QUEUE = 8;

    /** A mutex has at most 64 bytes. */
    public static final long BYTES = QUEUE + 64;

    /** Tries before queueing: with a pause in each, some microseconds, a few times what malloc takes. */
    private static final int PATIENCE = 100;

    /** Who holds the lock, or 0. */
    public static long owner(long lock) {
        return Atomics.loadAcquire(lock + OWNER);
    }

    /** Takes the lock for {@code thread} if it is free; whether it was. */
    public static boolean tryAcquire(long lock, long thread) {
        return Atomics.compareAndSet(lock + OWNER, 0, thread);
    }

    /**
     * Takes the lock for {@code thread}, the caller, waiting if it must, unless {@code barred} owns it: then it gives
     * up. Whether it has the lock. The caller must not hold it.
     */
    public static boolean acquireUnless(long lock, long thread, long barred) {
        for (int i = 0; i < PATIENCE; i++) {
            long owner = owner(lock);
            if (owner == 0 && tryAcquire(lock, thread)) return true;
            if (owner == barred) return false;
            Atomics.pause();
        }
        // A handler that interrupted its own thread in the waiting room must not enter it again.
        if (Threads.isWaiting()) return spinUnless(lock, thread, barred);
        Threads.setWaiting(true);
        Threads.mutexLock(lock + QUEUE);
        boolean isMine = spinUnless(lock, thread, barred);
        Threads.mutexUnlock(lock + QUEUE);
        Threads.setWaiting(false);
        return isMine;
    }

    /** As {@link #acquireUnless}, never entering the waiting room: for code that may have interrupted it. */
    public static boolean spinUnless(long lock, long thread, long barred) {
        while (true) {
            long owner = owner(lock);
            if (owner == 0 && tryAcquire(lock, thread)) return true;
            if (owner == barred) return false;
            Atomics.pause();
        }
    }

    /** Hands the lock, which the caller holds as another, to {@code owner}: another name for the same thread. */
    public static void rename(long lock, long owner) {
        Atomics.storeRelease(lock + OWNER, owner);
    }

    /** Gives the lock up. The caller holds it. */
    public static void release(long lock) {
        Atomics.storeRelease(lock + OWNER, 0);
    }

    /** In the child of a fork: nobody waits any more, and {@code owner} (0 for nobody) has the lock. */
    public static void resetInChild(long lock, long owner) {
        Threads.mutexReset(lock + QUEUE);
        Atomics.storeRelease(lock + OWNER, owner);
    }
}
