package dev.ashlar.core.segment;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * Heaps that a program makes for itself. Any thread may allocate from one, under its lock. All its pages stay in its queues,
 * full ones too, until they are empty or it is destroyed, so that destroying it finds everything.
 */
final class OwnHeaps {
    private OwnHeaps() {}

    /** No thread: waits for the lock, whoever owns it. */
    private static final long NOBODY = 1;

    static void enter(long heap) {
        Lock.acquireUnless(Heap.lock(heap), Threads.id(), NOBODY);
    }

    static void leave(long heap) {
        Lock.release(Heap.lock(heap));
    }

    /** Releases a page of one of these heaps if the free that has just arrived there was its last. */
    static void releaseIfEmpty(long root, long page) {
        long heap = Page.heap(page);
        if (heap == 0 || Remote.count(page) < Page.used(page)) return;
        enter(heap);
        boolean isStill = Page.kind(page) == Page.SLOTS && Page.heap(page) == heap && !Page.has(page, Page.CURRENT);
        if (isStill && Remote.collect(page) && Page.used(page) == 0) {
            Queue.remove(Heap.queue(heap, Page.sizeClass(page)), page);
            Pages.release(root, page);
        }
        leave(heap);
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
        Pages.releaseSpare(root, heap);
        long links = Links.first(Heap.held(heap));
        while (links != 0) {
            long page = links - Page.LINKS;
            links = Links.next(links);
            LargeBlocks.release(root, page);
        }
        Mem.putLong(Heap.held(heap), 0);
        Heap.open(root, heap, Heap.THREAD);
        leave(heap);
        Heaps.retire(root, heap);
    }
}
