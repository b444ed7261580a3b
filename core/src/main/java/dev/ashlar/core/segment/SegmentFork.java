package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * What the child of a fork does. Before the fork nothing is done, no lock is taken, and nobody waits: whatever threads
 * share changes by single compare-and-sets, so the child finds it whole, at whatever moment they were stopped. What
 * they did not share, their own pages, may be in the middle of an operation; but a slot says by its mark whether it is
 * free, so the child makes those pages' lists and counts anew and pools them.
 */
public final class SegmentFork {
    private SegmentFork() {}

    /** To be called in the child, whose only thread is the caller, before anything else. */
    public static void afterInChild(long root) {
        if (!SegmentRoot.isOpen(root)) return;
        long mine = Threads.heap();
        if (!hasOthers(root, mine)) return;
        if (!Heap.isNone(root, mine)) Outbox.flush(root, mine);
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            if (Arena.isOpen(arena)) restoreArena(root, arena, mine);
        }
        long heap = Heaps.first(root);
        for (; heap != 0; heap = Heaps.next(heap)) {
            if (heap == mine || Heap.isNone(root, heap)) continue;
            if (Heap.isOwn(heap)) restoreOwn(heap);
            else if (Heap.owner(heap) != 0) retire(root, heap);
        }
    }

    private static void retire(long root, long heap) {
        Heap.open(root, heap, Heap.THREAD);
        Heaps.retire(root, heap);
    }

    /** Whether there is, or was, a heap of another thread's or one that another may have been in. */
    private static boolean hasOthers(long root, long mine) {
        long heap = Heaps.first(root);
        while (heap != 0) {
            if (heap != mine) return true;
            heap = Heaps.next(heap);
        }
        return false;
    }

    private static void restoreOwn(long heap) {
        if (Mem.getLong(heap + Heap.LOCK) != Threads.id()) Mem.putLong(heap + Heap.LOCK, 0);
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
                if (Page.kind(page) == Page.SLOTS) restorePage(root, page, mine);
            }
            index = next;
        }
    }

    /** A page that was another thread's, or on its way from one to another, becomes nobody's. */
    private static void restorePage(long root, long page, long mine) {
        long heap = Page.heap(page);
        if (heap == mine && heap != 0 || Remote.isAbandoned(page) || heap != 0 && Heap.isOwn(heap)) return;
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
        Remote.reset(page);
        if (Pool.isListed(page)) Pool.unlist(root, page);
        Page.setHeap(page, 0);
        Pages.letGo(root, page);
    }
}
