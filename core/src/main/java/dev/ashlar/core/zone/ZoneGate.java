package dev.ashlar.core.zone;

import static dev.ashlar.core.zone.ZoneRoot.FORKER;
import static dev.ashlar.core.zone.ZoneRoot.INTERRUPTED;
import static dev.ashlar.core.zone.ZoneRoot.IS_PENDING;
import static dev.ashlar.core.zone.ZoneRoot.ORPHANS;
import static dev.ashlar.core.zone.ZoneRoot.PUT_OFF;
import static dev.ashlar.core.zone.ZoneRoot.SCRATCH;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * Who may be in which heap. There are two moments in which the main heap can't be waited for, and then the <em>spare</em>
 * heap, with a lock of its own, takes over:
 * <ul>
 *   <li><b>A signal handler allocates</b> while its own thread is inside the main heap, which is in any state.
 *   <li><b>A fork is under way.</b> The forking thread freezes the main heap, so that the child finds it whole. It may
 *       then itself wait for another thread, inside stdio, that wants to allocate; letting that one wait would be a
 *       deadlock. So while the owner is {@link #FORKING} everyone else is served by the spare heap, which starts
 *       empty and which the child forgets: its blocks belong to threads that do not exist there.
 * </ul>
 * A free, in such a moment, of a block of the main heap is put off. Whoever next has the main heap to itself takes over
 * the spare heap's zones as they are and carries those frees out. Hence: whenever the main heap is entered normally,
 * the spare one is empty. A handler that finds its thread inside both heaps gets a mapping per block, an orphan, which
 * is taken over as well.
 */
public final class ZoneGate {
    private ZoneGate() {}

    /** Owner of the main heap's lock while a fork is under way; no thread has this id. */
    static final long FORKING = 8;

    /** No thread: waits for a lock, whoever owns it. */
    static final long NOBODY = 1;

    /**
     * Makes the caller the only one inside a heap, until {@link #leave}.
     *
     * @return the main heap, or, in the moments that the class comment describes, the spare one; 0 in a signal handler
     *     that interrupted a use of the spare heap: then there is neither
     */
    public static long enter(long root) {
        long thread = Threads.id();
        if (!Lock.tryAcquire(mainLock(root), thread)) return enterSlow(root, thread);
        return Mem.getLong(root + IS_PENDING) == 0 ? ZoneRoot.main(root) : enterPending(root, thread);
    }

    /** Ends what {@link #enter} began; {@code heap} is what it returned. */
    public static void leave(long root, long heap) {
        if (heap == 0) return;
        if (heap == ZoneRoot.main(root) && Mem.getLong(root + FORKER) != 0) {
            // Only the forking thread itself gets here: everyone else is in the spare heap.
            Lock.rename(mainLock(root), FORKING);
            heap = ZoneRoot.spare(root);
        }
        Lock.release(ZoneHeap.lock(heap));
    }

    static long mainLock(long root) {
        return ZoneHeap.lock(ZoneRoot.main(root));
    }

    static long spareLock(long root) {
        return ZoneHeap.lock(ZoneRoot.spare(root));
    }

    private static long enterSlow(long root, long thread) {
        while (true) {
            if (Lock.owner(spareLock(root)) == thread) return 0;
            long owner = Lock.owner(mainLock(root));
            if (owner == thread) return enterSpare(root, thread);
            if (owner == FORKING) {
                long heap = enterBesidesFork(root, thread);
                if (heap != 0) return heap;
            } else if (Lock.acquireUnless(mainLock(root), thread, FORKING)) {
                return enterPending(root, thread);
            }
        }
    }

    /** The main heap, which the caller just got, with what was pending carried out. */
    private static long enterPending(long root, long thread) {
        if (Mem.getLong(root + IS_PENDING) == 0) return ZoneRoot.main(root);
        if (Lock.owner(spareLock(root)) == thread) {
            // A handler that interrupted its thread on the way out of the spare heap: it would wait for itself.
            Lock.release(mainLock(root));
            return 0;
        }
        settle(root, thread);
        return ZoneRoot.main(root);
    }

    /** The spare heap, or for the forking thread the main one, of which it holds both locks; 0 if the fork is over. */
    private static long enterBesidesFork(long root, long thread) {
        long heap = enterSpare(root, thread);
        if (Lock.owner(mainLock(root)) != FORKING) {
            Lock.release(ZoneHeap.lock(heap));
            return 0;
        }
        if (Mem.getLong(root + FORKER) != thread || Mem.getLong(root + INTERRUPTED) != ZoneFork.OUTSIDE) return heap;
        Lock.rename(mainLock(root), thread);
        return ZoneRoot.main(root);
    }

    private static long enterSpare(long root, long thread) {
        long heap = ZoneRoot.spare(root);
        Lock.acquireUnless(ZoneHeap.lock(heap), thread, NOBODY);
        Mem.putLong(root + IS_PENDING, 1);
        long main = ZoneRoot.main(root);
        ZoneHeap.setOptions(heap, ZoneHeap.options(main));
        long limitBytes = Mapper.limitBytes(ZoneHeap.mapper(main));
        if (limitBytes != 0) {
            long leftBytes = limitBytes - Mapper.mappedBytes(ZoneHeap.mapper(main));
            Mapper.limit(ZoneHeap.mapper(heap), leftBytes > 0 ? leftBytes : 1);
        }
        return heap;
    }

    /** Whether the caller, who entered the main heap, is the forking thread, and has the spare one as well. */
    static boolean hasBoth(long root) {
        return Mem.getLong(root + FORKER) != 0;
    }

    /**
     * The zone of a payload for the one who entered {@code heap}. Who is not in the main heap looks into that as well,
     * frozen as it is, although an interrupted operation may have left it in any state: a zone is whole before it enters
     * the tree and leaves it before it is unmapped, so that every path in it is safe, and what is found live is live.
     * Only a miss may be a mistake.
     */
    static long findZone(long root, long heap, long payload) {
        long zone = heap == 0 ? 0 : ZoneHeap.zoneOf(heap, payload);
        if (zone != 0 || heap == ZoneRoot.main(root) && !hasBoth(root)) return zone;
        zone = lookUp(ZoneRoot.main(root), payload);
        return zone != 0 ? zone : lookUp(ZoneRoot.spare(root), payload);
    }

    /** As {@link ZoneHeap#zoneOf}, writing nothing. */
    private static long lookUp(long heap, long payload) {
        long zone = ZoneTree.floor(ZoneHeap.zones(heap), payload);
        return zone != 0 && Zone.contains(zone, payload) ? zone : 0;
    }

    /** Whether a miss of {@link #findZone} may be a mistake that the end of another thread's fork will clear up. */
    static boolean isUncertain(long root, long heap) {
        return heap == ZoneRoot.spare(root)
                && Mem.getLong(root + INTERRUPTED) != ZoneFork.OUTSIDE
                && Mem.getLong(root + FORKER) != Threads.id();
    }

    /** Whether the main heap is between operations, so that its blocks can be walked, for the one who entered {@code heap}. */
    static boolean isWhole(long root, long heap) {
        if (heap == ZoneRoot.main(root)) return true;
        boolean isFrozen = heap != 0 && Lock.owner(mainLock(root)) == FORKING;
        return isFrozen && Mem.getLong(root + INTERRUPTED) == ZoneFork.OUTSIDE;
    }

    /** Waits for the end of the fork that is under way, if one is. */
    static void awaitFork(long root) {
        while (Lock.owner(mainLock(root)) == FORKING) Atomics.pause();
    }

    /** The main heap takes over what is pending. The caller has the main heap, and it is whole. */
    static void settle(long root, long thread) {
        Lock.acquireUnless(spareLock(root), thread, NOBODY);
        settleLocked(root);
        Lock.release(spareLock(root));
    }

    /** The same for a caller who has both. */
    static void settleLocked(long root) {
        long heap = ZoneRoot.main(root);
        Mem.putLong(root + IS_PENDING, 0);
        ZoneHeap.absorb(heap, ZoneRoot.spare(root));
        // Taken before the orphans are: an entry may be one.
        long entry = takeAll(root + PUT_OFF);
        adoptOrphans(root);
        while (entry != 0) {
            long next = Mem.getLong(entry);
            ZoneHeap.free(heap, Mem.getLong(entry + 8));
            ZoneHeap.free(heap, entry);
            entry = next;
        }
    }

    /**
     * Notes a free for later, in memory of {@code heap}, the spare one, or in an orphan if that is 0. Without memory the
     * block stays live, which harms nobody.
     */
    static void putOff(long root, long heap, long payload) {
        long entry = heap == 0 ? orphan(root, Block.UNIT_BYTES, 16) : ZoneHeap.allocate(heap, 16);
        if (entry == 0) return;
        Mem.putLong(entry + 8, payload);
        push(root + PUT_OFF, entry, entry);
        if (heap != 0) Stats.count(ZoneHeap.stats(heap), Stats.PUT_OFF);
    }

    /** A block that belongs to no heap until the next {@link #settle}; 0 if there is no memory. */
    static long orphan(long root, long alignment, long sizeBytes) {
        long zone = LargeZones.map(root + SCRATCH, sizeBytes, alignment);
        if (zone == 0) return 0;
        push(root + ORPHANS, zone, zone + Zone.LEFT);
        Mem.putLong(root + IS_PENDING, 1);
        return Zone.largePayload(zone);
    }

    private static void adoptOrphans(long root) {
        long heap = ZoneRoot.main(root);
        long zone = takeAll(root + ORPHANS);
        while (zone != 0) {
            long next = Mem.getLong(zone + Zone.LEFT);
            Mapper.adopt(ZoneHeap.mapper(heap), Zone.bytes(zone));
            Stats.countMapped(ZoneHeap.stats(heap), Kind.LARGE);
            LargeZones.adopt(heap, zone);
            zone = next;
        }
    }

    /** Puts {@code node} first in a list whose links are at {@code link}; a handler may do the same meanwhile. */
    private static void push(long list, long node, long link) {
        long first;
        do {
            first = Atomics.loadAcquire(list);
            Mem.putLong(link, first);
        } while (!Atomics.compareAndSet(list, first, node));
    }

    private static long takeAll(long list) {
        long first;
        do first = Atomics.loadAcquire(list);
        while (!Atomics.compareAndSet(list, first, 0));
        return first;
    }
}
