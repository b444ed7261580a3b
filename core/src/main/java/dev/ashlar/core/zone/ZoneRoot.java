package dev.ashlar.core.zone;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;

/**
 * The zone heap for any number of threads: the functions that the world calls. A root is an address; a zeroed root is
 * ready for use.
 * <pre>
 *   root +  0    forker       the thread that is between the two halves of a fork, or 0
 *   root +  8    interrupted  how that fork relates to the main heap: a constant below
 *   root + 16    isPending    1 while the spare heap may hold something
 *   root + 24    putOff       list of frees put off, 16 bytes each: next, payload
 *   root + 32    orphans      list of LARGE zones that no heap knows yet, linked by their left
 *   root + 64    scratch      mapper of the orphans
 *   root + 192   main heap
 *     …          spare heap
 *     …          text         what show_alloc_mem is writing; see walk.Text
 *     …          report       of the verifier, in builds that check
 * </pre>
 * One lock guards the main heap. There are two moments in which it can't be waited for, and then the <em>spare</em>
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
public final class ZoneRoot {
    private ZoneRoot() {}

    private static final long FORKER = 0;
    private static final long INTERRUPTED = 8;
    private static final long IS_PENDING = 16;
    private static final long PUT_OFF = 24;
    private static final long ORPHANS = 32;
    private static final long SCRATCH = 64;
    private static final long MAIN = 192;
    private static final long SPARE = MAIN + ZoneHeap.BYTES;

    private static final long TEXT = SPARE + ZoneHeap.BYTES;
    private static final long TEXT_BYTES = 512;

    private static final long REPORT = TEXT + TEXT_BYTES;
    private static final long REPORT_FAULTS = 4;

    /** Bytes of a root. */
    public static final long BYTES = REPORT + ZoneVerifier.ENTRIES + REPORT_FAULTS * ZoneVerifier.ENTRY_BYTES;

    /** A build that checks verifies the whole heap after each so many calls of one kind. */
    private static final long CALLS_PER_CHECK = 4096;

    /** Owner of the main heap's lock while a fork is under way; no thread has this id. */
    private static final long FORKING = 8;

    /** No thread: waits for a lock, whoever owns it. */
    private static final long NOBODY = 1;

    /** The fork found its thread outside the main heap. */
    private static final int OUTSIDE = 0;

    /** The fork came from a signal handler that interrupted the main heap, which is in any state. */
    private static final int INSIDE = 1;

    /** As {@link #INSIDE}, and the handler uses the spare heap already: everyone else must wait. */
    private static final int INSIDE_BOTH = 2;

    /** The root of this process. */
    public static long ofProcess() {
        if (Check.on() && Root.bytes() < BYTES) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        return Root.address();
    }

    public static long main(long root) {
        return root + MAIN;
    }

    public static long spare(long root) {
        return root + SPARE;
    }

    /**
     * Makes a zeroed root serve its requests from the {@code sizeBytes} bytes at {@code address} alone, both multiples of
     * the OS page; the system is not asked for memory.
     */
    public static void manage(long root, long address, long sizeBytes) {
        Mapper.fix(ZoneHeap.mapper(main(root)), address, sizeBytes);
    }

    /** Room for a walk.Text, for whoever is inside a heap. */
    public static long text(long root) {
        return root + TEXT;
    }

    /**
     * Sets the options; to be called once, before there are other threads.
     *
     * @param scribble whether to fill fresh and freed memory
     * @param limitBytes most bytes to map, 0 for no limit
     * @param historyEntries operations to remember, 0 for none
     * @return whether there was memory for the history
     */
    public static boolean configure(long root, boolean scribble, long limitBytes, long historyEntries) {
        long heap = main(root);
        long mapper = ZoneHeap.mapper(heap);
        ZoneHeap.setOptions(heap, scribble ? ZoneHeap.SCRIBBLE : 0);
        Mapper.limit(mapper, limitBytes);
        Mapper.pageBytes(mapper);
        if (historyEntries == 0) return true;
        long bytes = Mapper.roundUp(mapper, History.bytesFor(historyEntries));
        long history = Mapper.isAllowed(mapper, bytes) ? Mapper.map(mapper, bytes) : 0;
        if (history == 0) return false;
        Check.zeroed(history, bytes);
        History.open(history, historyEntries);
        ZoneHeap.setHistory(heap, history);
        return true;
    }

    /**
     * A block of {@code sizeBytes} bytes on a 16-byte boundary, its contents unspecified. 0 bytes give a block of its
     * own. 0 (null) if there is no memory; a negative size is one beyond 2⁶³ and never there.
     */
    public static long malloc(long root, long sizeBytes) {
        return allocate(root, Stats.MALLOC, Block.UNIT_BYTES, sizeBytes);
    }

    /** A zeroed block for {@code count} items of {@code itemBytes} each; 0 if there is no memory or the product overflows. */
    public static long calloc(long root, long count, long itemBytes) {
        long sizeBytes = product(count, itemBytes);
        long payload = allocate(root, Stats.CALLOC, Block.UNIT_BYTES, sizeBytes);
        if (payload == 0) return 0;
        if (ZoneHeap.isFresh(payload, sizeBytes) && ZoneHeap.options(main(root)) == 0) Check.zeroed(payload, sizeBytes);
        else Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /** A block whose address is a multiple of {@code alignment}, a power of two; 0 if there is no memory. */
    public static long alignedAlloc(long root, long alignment, long sizeBytes) {
        return allocate(root, Stats.ALIGNED, alignment, sizeBytes);
    }

    /** {@code count * itemBytes}; -1, a size that is never there, if that is no positive number. */
    public static long product(long count, long itemBytes) {
        if (count < 0 || itemBytes < 0) return -1;
        if ((count | itemBytes) >>> 31 != 0 && itemBytes != 0 && count > Long.MAX_VALUE / itemBytes) return -1;
        return count * itemBytes;
    }

    private static long allocate(long root, int call, long alignment, long sizeBytes) {
        long heap = enter(root);
        if (heap == 0) return sizeBytes < 0 ? 0 : orphan(root, alignment, sizeBytes);
        long payload = sizeBytes < 0 ? 0 : ZoneHeap.allocateAligned(heap, alignment, sizeBytes);
        record(root, heap, call, payload, sizeBytes);
        if (payload == 0) Stats.count(ZoneHeap.stats(heap), Stats.FAILED);
        leave(root, heap);
        return payload;
    }

    /**
     * Frees the block at {@code payload}; 0 is allowed and does nothing.
     *
     * @return {@link Rule#NONE}, or the rule that it would break: then nothing has changed
     */
    public static int free(long root, long payload) {
        if (payload == 0) return Rule.NONE;
        long heap = enter(root);
        if (heap == 0) return Rule.NONE;
        int rule = ZoneHeap.free(heap, payload);
        if (rule == Rule.FOREIGN_POINTER && heap == spare(root)) rule = putOff(root, payload);
        record(root, heap, Stats.FREE, payload, 0);
        leave(root, heap);
        return rule;
    }

    /**
     * Resizes a block, keeping its contents up to the smaller size. A null {@code payload} is a malloc; {@code sizeBytes}
     * 0 frees.
     *
     * @return where the block is now; 0 after a free, or if there is no memory, or if {@code payload} is not a live block
     *     (see {@link #ruleAgainst}): in the last two cases nothing has changed
     */
    public static long realloc(long root, long payload, long sizeBytes) {
        if (payload == 0) return malloc(root, sizeBytes);
        if (sizeBytes == 0) {
            free(root, payload);
            return 0;
        }
        long heap = enter(root);
        if (heap == 0) return 0;
        long zone = findZone(root, heap, payload);
        if (zone == 0 && isUncertain(root, heap)) {
            leave(root, heap);
            while (Lock.owner(ZoneHeap.lock(main(root))) == FORKING) Atomics.pause();
            return realloc(root, payload, sizeBytes);
        }
        long moved = 0;
        if (sizeBytes >= 0 && zone != 0 && Zone.isLive(zone, payload)) {
            boolean isOwn = heap == main(root) || ZoneHeap.zoneOf(heap, payload) == zone;
            moved = isOwn
                    ? ZoneHeap.reallocate(heap, zone, payload, sizeBytes)
                    : moveToSpare(root, zone, payload, sizeBytes);
        }
        record(root, heap, Stats.REALLOC, moved, sizeBytes);
        if (moved == 0) Stats.count(ZoneHeap.stats(heap), Stats.FAILED);
        leave(root, heap);
        return moved;
    }

    /** Bytes that may be used at {@code payload}, at least what was requested; 0 if it is not a live block. */
    public static long usableBytes(long root, long payload) {
        long heap = enter(root);
        if (heap == 0) return 0;
        long zone = findZone(root, heap, payload);
        long bytes = zone != 0 && Zone.isLive(zone, payload) ? ZoneHeap.usableBytes(zone, payload) : 0;
        leave(root, heap);
        return bytes;
    }

    /** Which rule a free or realloc of {@code payload} would break now; {@link Rule#NONE} for a live block. */
    public static int ruleAgainst(long root, long payload) {
        long heap = enter(root);
        if (heap == 0) return Rule.NONE;
        long zone = findZone(root, heap, payload);
        boolean isLive = zone != 0 && Zone.isLive(zone, payload);
        int rule = isLive ? Rule.NONE : ZoneHeap.ruleAgainst(zone, payload);
        leave(root, heap);
        return rule;
    }

    /** The payload of the live block that {@code address} points into, or 0. Not fast: it walks the zone. */
    public static long enclosing(long root, long address) {
        long heap = enter(root);
        if (heap == 0) return 0;
        long zone = findZone(root, heap, address);
        long payload = zone == 0 ? 0 : ZoneBlocks.first(zone);
        while (payload != 0 && address - payload >= ZoneHeap.usableBytes(zone, payload))
            payload = ZoneBlocks.next(zone, payload);
        boolean isInside = payload != 0 && payload <= address && Zone.isLive(zone, payload);
        leave(root, heap);
        return isInside ? payload : 0;
    }

    /**
     * Makes the caller the only one inside a heap, until {@link #leave}.
     *
     * @return the main heap, or, in the moments that the class comment describes, the spare one; 0 in a signal handler
     *     that interrupted a use of the spare heap: then there is neither
     */
    public static long enter(long root) {
        long thread = Threads.id();
        long heap = main(root);
        if (!Lock.tryAcquire(ZoneHeap.lock(heap), thread)) return enterSlow(root, thread);
        if (Mem.getLong(root + IS_PENDING) != 0) settle(root);
        return heap;
    }

    /** Ends what {@link #enter} began; {@code heap} is what it returned, not 0. */
    public static void leave(long root, long heap) {
        if (heap == main(root) && Mem.getLong(root + FORKER) != 0) {
            // Only the forking thread itself gets here: everyone else is in the spare heap.
            Lock.rename(ZoneHeap.lock(heap), FORKING);
            heap = spare(root);
        }
        Lock.release(ZoneHeap.lock(heap));
    }

    private static long enterSlow(long root, long thread) {
        long lock = ZoneHeap.lock(main(root));
        long spareLock = ZoneHeap.lock(spare(root));
        while (true) {
            if (Lock.owner(spareLock) == thread) return 0;
            long owner = Lock.owner(lock);
            if (owner == thread) return enterSpare(root, thread);
            if (owner == FORKING) {
                long heap = enterBesidesFork(root, thread);
                if (heap != 0) return heap;
            } else if (Lock.acquireUnless(lock, thread, FORKING)) {
                if (Mem.getLong(root + IS_PENDING) != 0) settle(root);
                return main(root);
            }
        }
    }

    /** The spare heap, or for the forking thread the main one, of which it holds both locks; 0 if the fork is over. */
    private static long enterBesidesFork(long root, long thread) {
        long lock = ZoneHeap.lock(main(root));
        long heap = enterSpare(root, thread);
        if (Lock.owner(lock) != FORKING) {
            Lock.release(ZoneHeap.lock(heap));
            return 0;
        }
        if (Mem.getLong(root + FORKER) != thread || Mem.getLong(root + INTERRUPTED) != OUTSIDE) return heap;
        Lock.rename(lock, thread);
        return main(root);
    }

    private static long enterSpare(long root, long thread) {
        long heap = spare(root);
        Lock.acquireUnless(ZoneHeap.lock(heap), thread, NOBODY);
        Mem.putLong(root + IS_PENDING, 1);
        ZoneHeap.setOptions(heap, ZoneHeap.options(main(root)));
        long limitBytes = Mapper.limitBytes(ZoneHeap.mapper(main(root)));
        if (limitBytes != 0) {
            long leftBytes = limitBytes - Mapper.mappedBytes(ZoneHeap.mapper(main(root)));
            Mapper.limit(ZoneHeap.mapper(heap), leftBytes > 0 ? leftBytes : 1);
        }
        return heap;
    }

    /** The main heap takes over what the spare one holds. The caller has the main heap, and it is whole. */
    private static void settle(long root) {
        long spareLock = ZoneHeap.lock(spare(root));
        Lock.acquireUnless(spareLock, Threads.id(), NOBODY);
        settleLocked(root);
        Lock.release(spareLock);
    }

    private static void settleLocked(long root) {
        long heap = main(root);
        Mem.putLong(root + IS_PENDING, 0);
        ZoneHeap.absorb(heap, spare(root));
        adoptOrphans(root);
        long entry = Mem.getLong(root + PUT_OFF);
        Mem.putLong(root + PUT_OFF, 0);
        while (entry != 0) {
            long next = Mem.getLong(entry);
            ZoneHeap.free(heap, Mem.getLong(entry + 8));
            ZoneHeap.free(heap, entry);
            entry = next;
        }
    }

    /** Notes a free for later, in memory of the spare heap; without memory the block stays live, which harms nobody. */
    private static int putOff(long root, long payload) {
        long entry = ZoneHeap.allocate(spare(root), 16);
        if (entry == 0) return Rule.NONE;
        Mem.putLong(entry, Mem.getLong(root + PUT_OFF));
        Mem.putLong(entry + 8, payload);
        Mem.putLong(root + PUT_OFF, entry);
        Stats.count(ZoneHeap.stats(spare(root)), Stats.PUT_OFF);
        return Rule.NONE;
    }

    /** Reallocates a block of the main heap, which is frozen, in the spare one. */
    private static long moveToSpare(long root, long zone, long payload, long sizeBytes) {
        long moved = ZoneHeap.allocate(spare(root), sizeBytes);
        if (moved == 0) return 0;
        long usableBytes = ZoneHeap.usableBytes(zone, payload);
        Mem.copy(payload, moved, sizeBytes < usableBytes ? sizeBytes : usableBytes);
        putOff(root, payload);
        return moved;
    }

    /**
     * The zone of a payload for the one who entered {@code heap}. From the spare heap it looks into the frozen main one
     * as well, although an interrupted operation may have left that in any state: zones leave the tree before they are
     * unmapped, so that every path in it is safe, and what is found live is live. Only a miss may be a mistake.
     */
    private static long findZone(long root, long heap, long payload) {
        long zone = ZoneHeap.zoneOf(heap, payload);
        if (zone != 0 || heap == main(root)) return zone;
        zone = ZoneTree.floor(ZoneHeap.zones(main(root)), payload);
        return zone != 0 && Zone.contains(zone, payload) ? zone : 0;
    }

    /** Whether a miss of {@link #findZone} may be a mistake that the end of another thread's fork will clear up. */
    private static boolean isUncertain(long root, long heap) {
        return heap == spare(root)
                && Mem.getLong(root + INTERRUPTED) != OUTSIDE
                && Mem.getLong(root + FORKER) != Threads.id();
    }

    /** A block that belongs to no heap until the next {@link #settle}; 0 if there is no memory. */
    private static long orphan(long root, long alignment, long sizeBytes) {
        long zone = LargeZones.map(root + SCRATCH, sizeBytes, alignment);
        if (zone == 0) return 0;
        long head;
        do {
            head = Atomics.loadAcquire(root + ORPHANS);
            Mem.putLong(zone + Zone.LEFT, head);
        } while (!Atomics.compareAndSet(root + ORPHANS, head, zone));
        Mem.putLong(root + IS_PENDING, 1);
        return Zone.largePayload(zone);
    }

    private static void adoptOrphans(long root) {
        long zone;
        do zone = Atomics.loadAcquire(root + ORPHANS);
        while (!Atomics.compareAndSet(root + ORPHANS, zone, 0));
        while (zone != 0) {
            long next = Mem.getLong(zone + Zone.LEFT);
            Mapper.adopt(ZoneHeap.mapper(main(root)), Zone.bytes(zone));
            Stats.countMapped(ZoneHeap.stats(main(root)), Kind.LARGE);
            LargeZones.adopt(main(root), zone);
            zone = next;
        }
    }

    private static void record(long root, long heap, int call, long payload, long sizeBytes) {
        Stats.count(ZoneHeap.stats(heap), call);
        if (Check.on() && Stats.calls(ZoneHeap.stats(heap), call) % CALLS_PER_CHECK == 0) check(root, heap);
        long history = ZoneHeap.history(heap);
        if (history != 0) History.record(history, call, payload, sizeBytes);
    }

    private static void check(long root, long heap) {
        long report = root + REPORT;
        if (ZoneVerifier.verifyHeap(heap, report, REPORT_FAULTS) != 0)
            Check.fail(ZoneVerifier.rule(report, 0), ZoneVerifier.address(report, 0));
    }

    /** Freezes the main heap. To be called by the thread that forks, right before. */
    public static void beforeFork(long root) {
        long thread = Threads.id();
        if (isBesidesOtherFork(root, thread)) return;
        long lock = ZoneHeap.lock(main(root));
        int interrupted = OUTSIDE;
        if (Lock.owner(lock) == thread) {
            boolean isSpareIdle =
                    Mem.getLong(root + IS_PENDING) == 0 && Lock.owner(ZoneHeap.lock(spare(root))) != thread;
            interrupted = isSpareIdle ? INSIDE : INSIDE_BOTH;
        } else {
            Lock.spinUnless(lock, thread, NOBODY);
            if (Mem.getLong(root + IS_PENDING) != 0) settle(root);
        }
        Mem.putLong(root + FORKER, thread);
        Mem.putLong(root + INTERRUPTED, interrupted);
        if (interrupted != INSIDE_BOTH) Lock.rename(lock, FORKING);
    }

    /** Ends {@link #beforeFork} in the parent. */
    public static void afterForkInParent(long root) {
        long thread = Threads.id();
        if (isBesidesOtherFork(root, thread)) return;
        long lock = ZoneHeap.lock(main(root));
        long spareLock = ZoneHeap.lock(spare(root));
        long interrupted = Mem.getLong(root + INTERRUPTED);
        if (interrupted != INSIDE_BOTH) Lock.acquireUnless(spareLock, thread, NOBODY);
        Mem.putLong(root + FORKER, 0);
        Mem.putLong(root + INTERRUPTED, OUTSIDE);
        if (interrupted == INSIDE_BOTH) return;
        if (interrupted == INSIDE) {
            Lock.rename(lock, thread);
        } else {
            settleLocked(root);
            Lock.release(lock);
        }
        Lock.release(spareLock);
    }

    /** Ends {@link #beforeFork} in the child, whose only thread is the caller. */
    public static void afterForkInChild(long root) {
        long thread = Threads.id();
        boolean keepsSpare = isBesidesOtherFork(root, thread) || Mem.getLong(root + INTERRUPTED) == INSIDE_BOTH;
        boolean isInside = Mem.getLong(root + FORKER) == thread && Mem.getLong(root + INTERRUPTED) != OUTSIDE;
        Mem.putLong(root + FORKER, 0);
        Mem.putLong(root + INTERRUPTED, OUTSIDE);
        if (!keepsSpare) {
            ZoneHeap.forget(spare(root));
            Mem.putLong(root + PUT_OFF, 0);
            Mem.putLong(root + IS_PENDING, 0);
        }
        long spareLock = ZoneHeap.lock(spare(root));
        Lock.resetInChild(spareLock, Lock.owner(spareLock) == thread ? thread : 0);
        Lock.resetInChild(ZoneHeap.lock(main(root)), isInside ? thread : 0);
    }

    /**
     * Whether a handler of {@code thread} forks after interrupting the spare heap, which it was in because another thread
     * forks. Nothing needs to be done then: that fork keeps the main heap frozen, and can't end before the spare one
     * is left.
     */
    private static boolean isBesidesOtherFork(long root, long thread) {
        return Lock.owner(ZoneHeap.lock(spare(root))) == thread && Lock.owner(ZoneHeap.lock(main(root))) != thread;
    }
}
