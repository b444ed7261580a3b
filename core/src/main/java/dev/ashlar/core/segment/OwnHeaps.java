package dev.ashlar.core.segment;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * Heaps that a program makes for itself. Any thread may allocate from one; a word in it is a lock. All its pages stay in
 * its lists until they are empty or it is destroyed, so that destroying it finds everything.
 */
final class OwnHeaps {
    private OwnHeaps() {}

    static void enter(long heap) {
        long thread = Threads.id();
        while (!Atomics.compareAndSet(heap + Heap.LOCK, 0, thread)) Atomics.pause();
    }

    static void leave(long heap) {
        Atomics.storeRelease(heap + Heap.LOCK, 0);
    }

    /** A page of the class, among the full ones, that has got room by frees since; it leaves their list. 0 if there is none. */
    static long takeHeld(long heap, int sizeClass) {
        long links = Links.first(Heap.held(heap));
        while (links != 0) {
            long page = links - Page.LINKS;
            links = Links.next(links);
            boolean isOfClass = Page.kind(page) == Page.SLOTS && Page.sizeClass(page) == sizeClass;
            if (isOfClass && Remote.collect(page)) {
                Pages.unhold(heap, page);
                return page;
            }
        }
        return 0;
    }

    /** Frees a slot of {@code heap}, which the caller is in. */
    static void freeSlot(long root, long heap, long page, long slot) {
        boolean wasFull = Page.free(page) == 0 && !Page.isExtendable(page) && !Page.has(page, Page.CURRENT);
        Slot.release(page, slot, Page.free(page));
        Page.setFree(page, slot);
        Page.setUsed(page, Page.used(page) - 1);
        long queue = Heap.queue(heap, Page.sizeClass(page));
        if (wasFull) {
            Pages.unhold(heap, page);
            Queue.append(queue, page);
        }
        if (Page.used(page) != 0) return;
        Queue.remove(queue, page);
        Pages.release(root, page);
    }

    /** Releases every page and large block of {@code heap}, live or not, and the heap. */
    static void destroy(long root, long heap) {
        enter(heap);
        long noPage = SegmentRoot.noPage(root);
        for (int i = 0; i < SizeClass.COUNT; i++) {
            long current = Heap.current(heap, i);
            if (current != noPage) Pages.release(root, current);
            long page = Queue.first(Heap.queue(heap, i));
            while (page != 0) {
                long next = Queue.next(page);
                Pages.release(root, page);
                page = next;
            }
        }
        long links = Links.first(Heap.held(heap));
        while (links != 0) {
            long page = links - Page.LINKS;
            links = Links.next(links);
            if (Page.kind(page) == Page.LARGE) LargeBlocks.release(root, page);
            else Pages.release(root, page);
        }
        Mem.putLong(Heap.held(heap), 0);
        Heap.open(root, heap, Heap.THREAD);
        leave(heap);
        Heaps.retire(root, heap);
    }
}
