package dev.ashlar.core.zone;

import static dev.ashlar.core.zone.ZoneRoot.DEPTH;
import static dev.ashlar.core.zone.ZoneRoot.FORKER;
import static dev.ashlar.core.zone.ZoneRoot.INTERRUPTED;
import static dev.ashlar.core.zone.ZoneRoot.IS_PENDING;
import static dev.ashlar.core.zone.ZoneRoot.ORPHANS;
import static dev.ashlar.core.zone.ZoneRoot.PUT_OFF;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * What happens to the heaps around a fork; {@link ZoneGate} says why. The forking thread calls {@link #before}, forks,
 * and calls {@link #afterInParent} in one process and {@link #afterInChild} in the other.
 *
 * <p>The fork may come from a signal handler, and that may have interrupted anything: the main heap, both heaps, or this
 * very class, on its way into or out of another fork of the same thread. Such an inner fork finds everything frozen
 * already and is only counted.
 */
public final class ZoneFork {
    private ZoneFork() {}

    /** The fork found its thread outside the main heap. */
    static final int OUTSIDE = 0;

    /** The fork came from a signal handler that interrupted the main heap, which is in any state. */
    static final int INSIDE = 1;

    /** As {@link #INSIDE}, and the spare heap is in use by the same thread: everyone else must wait. */
    static final int INSIDE_BOTH = 2;

    /** Freezes the main heap. */
    public static void before(long root) {
        long thread = Threads.id();
        if (Mem.getLong(root + FORKER) == thread) {
            Mem.putLong(root + DEPTH, Mem.getLong(root + DEPTH) + 1);
            return;
        }
        if (isBesidesOther(root, thread)) return;
        long lock = ZoneGate.mainLock(root);
        int interrupted = OUTSIDE;
        if (Lock.owner(lock) == thread) {
            boolean isSpareIdle = Mem.getLong(root + IS_PENDING) == 0 && Lock.owner(ZoneGate.spareLock(root)) != thread;
            interrupted = isSpareIdle ? INSIDE : INSIDE_BOTH;
        } else {
            Lock.spinUnless(lock, thread, ZoneGate.NOBODY);
            if (Mem.getLong(root + IS_PENDING) != 0) ZoneGate.settle(root, thread);
        }
        Mem.putLong(root + INTERRUPTED, interrupted);
        Mem.putLong(root + FORKER, thread);
        if (interrupted != INSIDE_BOTH) Lock.rename(lock, ZoneGate.FORKING);
    }

    /** Ends {@link #before} in the parent: everyone is served by the main heap again. */
    public static void afterInParent(long root) {
        long thread = Threads.id();
        if (Mem.getLong(root + FORKER) != thread) return;
        if (endInner(root)) return;
        long interrupted = Mem.getLong(root + INTERRUPTED);
        if (interrupted == INSIDE_BOTH) {
            thaw(root);
            return;
        }
        Lock.acquireUnless(ZoneGate.spareLock(root), thread, ZoneGate.NOBODY);
        Lock.rename(ZoneGate.mainLock(root), thread);
        thaw(root);
        if (interrupted == OUTSIDE) {
            ZoneGate.settleLocked(root);
            Lock.release(ZoneGate.mainLock(root));
        }
        Lock.release(ZoneGate.spareLock(root));
    }

    /** Ends {@link #before} in the child, whose only thread is the caller. */
    public static void afterInChild(long root) {
        long thread = Threads.id();
        boolean isOwn = Mem.getLong(root + FORKER) == thread;
        long interrupted = Mem.getLong(root + INTERRUPTED);
        boolean ownsSpare = Lock.owner(ZoneGate.spareLock(root)) == thread;
        if (isOwn && interrupted != INSIDE_BOTH && !ownsSpare) forgetSpare(root);
        Lock.resetInChild(ZoneGate.spareLock(root), ownsSpare ? thread : 0);
        // An inner fork returns into the outer one, which goes on, and so does its hold on the main heap.
        boolean isInner = isOwn && endInner(root);
        long owner = Lock.owner(ZoneGate.mainLock(root));
        long keeper = isInner ? owner : isOwn && interrupted != OUTSIDE ? thread : 0;
        if (!isInner) thaw(root);
        Lock.resetInChild(ZoneGate.mainLock(root), keeper);
    }

    /** The spare heap's blocks belong to threads that the child does not have. */
    private static void forgetSpare(long root) {
        ZoneHeap.forget(ZoneRoot.spare(root));
        Mem.putLong(root + PUT_OFF, 0);
        Mem.putLong(root + IS_PENDING, Mem.getLong(root + ORPHANS) == 0 ? 0 : 1);
    }

    private static void thaw(long root) {
        Mem.putLong(root + FORKER, 0);
        Mem.putLong(root + INTERRUPTED, OUTSIDE);
    }

    /** Ends an inner fork, if the one that ends is one. */
    private static boolean endInner(long root) {
        long depth = Mem.getLong(root + DEPTH);
        if (depth == 0) return false;
        Mem.putLong(root + DEPTH, depth - 1);
        return true;
    }

    /**
     * Whether a handler of {@code thread} forks after interrupting the spare heap, which it was in because another thread
     * forks. Nothing needs to be done then: that fork keeps the main heap frozen, and can't end before the spare one
     * is left.
     */
    private static boolean isBesidesOther(long root, long thread) {
        return Lock.owner(ZoneGate.spareLock(root)) == thread && Lock.owner(ZoneGate.mainLock(root)) != thread;
    }
}
