package dev.ashlar.core.segment;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * What the child of a fork does. Before the fork nothing is done, no lock is taken, and nobody waits: whatever threads
 * share changes by single compare-and-sets, so the child finds it whole, at whatever moment they were stopped. What
 * they did not share, their own pages, may be in the middle of an operation; but a slot says by its mark whether it is
 * free, so the child makes those pages' lists and counts anew and pools them. A program's own heap that a thread was
 * inside of is made anew in the same way, and stays.
 */
public final class SegmentFork {
    private SegmentFork() {}

    /** To be called in the child, whose only thread is the caller, before anything else. */
    public static void afterInChild(long root) {
        if (!SegmentRoot.isOpen(root)) return;
        long mine = Threads.heap();
        if (!hasOthers(root, mine) && !Purse.isPurging(root)) return;
        if (!Heap.isNone(root, mine)) Outbox.flush(root, mine);
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap)) {
            if (isVanished(root, heap, mine)) Outbox.flushOfVanished(root, heap);
            else if (isBroken(root, heap)) Heap.open(root, heap, Heap.OWN);
        }
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            if (Arena.isOpen(arena)) restoreArena(root, arena, mine);
        }
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap)) {
            if (isVanished(root, heap, mine)) {
                Heap.open(root, heap, Heap.THREAD);
                Heaps.retire(root, heap);
            } else if (isBroken(root, heap)) {
                Lock.resetInChild(Heap.lock(heap), 0);
            }
        }
        recount(root);
    }

    /** Whether there is a heap besides the calling thread's. */
    private static boolean hasOthers(long root, long mine) {
        long heap = Heaps.first(root);
        while (heap == mine && heap != 0) heap = Heaps.next(heap);
        return heap != 0;
    }

    private static boolean isVanished(long root, long heap, long mine) {
        return heap != mine && !Heap.isNone(root, heap) && !Heap.isOwn(heap) && Heap.owner(heap) != 0;
    }

    /** Whether it is a program's own heap that a thread which is no more was inside of. */
    private static boolean isBroken(long root, long heap) {
        if (Heap.isNone(root, heap) || !Heap.isOwn(heap)) return false;
        long owner = Lock.owner(Heap.lock(heap));
        return owner != 0 && owner != Threads.id();
    }

    private static void restoreArena(long root, long arena, long mine) {
        long granules = Arena.granules(arena);
        long index = 0;
        while (index < granules) {
            long page = Arena.page(arena, index);
            long segment = Arena.segment(arena, index >>> Segment.LOG_GRANULES);
            long bit = 1L << (index & Segment.GRANULES - 1);
            boolean isClaimed = (Segment.free(segment) & bit) == 0;
            long next = index + 1;
            if (isClaimed && Page.kind(page) == Page.NONE) {
                Segment.markDirty(segment, bit); // claimed by a thread that did not live to say what for
                Segment.release(segment, bit);
            } else if (isClaimed && Page.kind(page) != Page.INTERIOR) {
                next = index + Page.granules(page);
                restore(root, page, mine);
            }
            index = next;
        }
    }

    private static void restore(long root, long page, long mine) {
        long heap = Page.heap(page);
        boolean isPrivate = Page.has(page, Page.PRIVATE);
        boolean isLarge = Page.kind(page) == Page.LARGE;
        if (isPrivate && isBroken(root, heap)) {
            if (isLarge) {
                Pages.hold(heap, page);
            } else {
                remake(root, page);
                Queue.append(Heap.queue(heap, Page.sizeClass(page)), page);
            }
        } else if (!isPrivate && !isLarge && !(heap == mine && heap != 0) && !Remote.isAbandoned(page)) {
            // Another thread's, or on its way from one to another.
            remake(root, page);
            Page.setHeap(page, 0);
            Pages.letGo(root, page);
        }
    }

    /** Makes a page's list and counts anew from its slots' marks; it is in no queue. */
    private static void remake(long root, long page) {
        long free = 0;
        int count = 0;
        for (int i = Page.extended(page) - 1; i >= 0; i--) {
            long slot = Page.start(page) + i * Page.slotBytes(page);
            if (!Slot.isFree(page, slot)) continue;
            Slot.setNext(slot, free);
            free = slot;
            count++;
        }
        Page.setFree(page, free);
        Page.setExtended(page, Page.extended(page));
        Page.setUsed(page, Page.extended(page) - count);
        Page.clearFlag(page, Page.CURRENT);
        Page.clearFlag(page, Page.CLEAN); // slots may have been made that it does not know of
        Remote.reset(page);
        if (Pool.isListed(page)) Pool.unlist(root, page);
    }

    /** Between a change of bits and that of a count a thread may have vanished: the counts follow the bits. */
    private static void recount(long root) {
        for (int i = 0; i < SizeClass.COUNT; i++) Mem.putLong(SegmentRoot.pooled(root, i), 0);
        long committed = 0;
        long dirty = 0;
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            long segments = Arena.isOpen(arena) ? Arena.segments(arena) : 0;
            for (long j = 0; j < segments; j++) {
                long segment = Arena.segment(arena, j);
                if (!Arena.has(arena, Arena.CALLERS)) {
                    committed += Bitmap.count(Segment.dirty(segment));
                    dirty += Bitmap.count(Segment.dirty(segment) & Segment.free(segment));
                }
                for (long bits = Segment.pooled(segment); bits != 0; bits &= bits - 1) {
                    long page = Arena.page(arena, (j << Segment.LOG_GRANULES) + Bits.trailingZeros(bits));
                    Atomics.fetchAdd(SegmentRoot.pooled(root, Page.sizeClass(page)), 1);
                }
            }
        }
        Purse.recount(root, committed, dirty);
    }
}
