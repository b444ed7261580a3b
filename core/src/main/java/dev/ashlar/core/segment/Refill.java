package dev.ashlar.core.segment;

import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/** Where slots come from when the current page has none: the slow path of malloc, and all housekeeping. */
final class Refill {
    private Refill() {}

    /** Pages of the queue that are looked at before a page is extended. */
    private static final int MOST_LOOKED_AT = 8;

    /** Pages to open before the queues are looked through. */
    private static final long SWEEP_AFTER = 16;

    /**
     * Full pages of a class that a heap keeps: their own thread frees to them by the fast path, and a program that goes
     * round a few pages' worth of blocks never lets go of one.
     */
    private static final int MOST_PARKED = 4;

    /** A slot of {@code sizeClass} for {@code heap}, which is the caller's; 0 if there is no memory. */
    static long allocate(long root, long heap, int sizeClass, long sizeBytes) {
        long page = pageWithRoom(root, heap, sizeClass, sizeBytes);
        if (page == 0) return 0;
        if (Page.free(page) == 0) Pages.extend(root, page);
        long slot = Pages.take(page);
        putBack(root, heap, sizeClass, page);
        return slot;
    }

    /**
     * As {@link #allocate}, zeroed. A fresh slot of a page that was clean is zero already, and its memory, if it is of
     * some size, had better not be touched.
     */
    static long allocateZeroed(long root, long heap, int sizeClass, long sizeBytes) {
        long page = pageWithRoom(root, heap, sizeClass, sizeBytes);
        if (page == 0) return 0;
        if (Page.free(page) == 0 && Page.has(page, Page.CLEAN) && !SegmentRoot.has(root, SegmentRoot.SCRIBBLE)) {
            long slot = Pages.extendByOne(page);
            Check.zeroed(slot, Page.slotBytes(page));
            putBack(root, heap, sizeClass, page);
            return slot;
        }
        if (Page.free(page) == 0) Pages.extend(root, page);
        long slot = Pages.take(page);
        putBack(root, heap, sizeClass, page);
        Mem.fill(slot, sizeBytes, 0);
        return slot;
    }

    /**
     * A page that has a free slot or can be extended: the current one of the class, made so if need be, or one in no queue
     * of a class that has none; 0 if there is no memory.
     */
    private static long pageWithRoom(long root, long heap, int sizeClass, long sizeBytes) {
        long page = findPageWithRoom(root, heap, sizeClass, sizeBytes);
        if (page != 0) return page;
        // Pages that wait for a use may be what is missing.
        collectAll(root, heap, false);
        return findPageWithRoom(root, heap, sizeClass, sizeBytes);
    }

    private static long findPageWithRoom(long root, long heap, int sizeClass, long sizeBytes) {
        long current = Heap.current(heap, sizeClass);
        boolean hasCurrent = current != SegmentRoot.noPage(root);
        if (hasCurrent && Remote.collect(current)) return current;
        long page = takeQueued(heap, sizeClass);
        if (page == 0) page = Pages.takeSpare(heap, sizeClass);
        if (page == 0) page = takePooled(root, heap, sizeClass);
        if (page == 0 && hasCurrent && Page.isExtendable(current)) return current;
        if (page == 0) page = takeExtendable(heap, sizeClass);
        if (page == 0) {
            Outbox.flush(root, heap);
            sweepNowAndThen(root, heap);
            page = takeQueued(heap, sizeClass);
        }
        if (page == 0) page = Pages.open(root, heap, sizeClass, sizeBytes);
        if (page == 0) return 0;
        if (hasCurrent) leave(root, heap, sizeClass, current);
        if (Pages.isKept(sizeClass)) makeCurrent(root, heap, sizeClass, page);
        return page;
    }

    private static void makeCurrent(long root, long heap, int sizeClass, long page) {
        Page.setFlag(page, Page.CURRENT);
        Page.setUsed(page, Page.used(page) + 1);
        Heap.setCurrent(heap, sizeClass, page, Heap.isSlow(root, heap));
    }

    /** Takes the first page with a free slot out of the queue; 0 if none that was looked at has one. */
    private static long takeQueued(long heap, int sizeClass) {
        long queue = Heap.queue(heap, sizeClass);
        boolean isOwn = Heap.isOwn(heap);
        long page = Queue.first(queue);
        for (int i = 0; i < MOST_LOOKED_AT && page != 0; i++) {
            long next = Queue.next(page);
            if (Remote.collect(page)) {
                Queue.remove(queue, page);
                return page;
            }
            if (isOwn && next != 0 && !Page.isExtendable(page)) {
                // All its full pages are here: the next look is at others.
                Queue.remove(queue, page);
                Queue.append(queue, page);
            }
            page = next;
        }
        return 0;
    }

    /**
     * Before so many new pages are opened, releases those in the queues that have become empty by frees of other threads,
     * whom nobody told: of the classes that are not asked for any more, too.
     */
    private static void sweepNowAndThen(long root, long heap) {
        long opened = Heap.opened(heap) + 1;
        Heap.setOpened(heap, opened);
        if (opened < SWEEP_AFTER) return;
        long seen = 0;
        for (int i = 0; i < SizeClass.COUNT; i++) {
            long queue = Heap.queue(heap, i);
            long page = Queue.first(queue);
            while (page != 0) {
                long next = Queue.next(page);
                Remote.collect(page);
                if (Page.used(page) == 0) {
                    Queue.remove(queue, page);
                    Pages.letGo(root, page);
                }
                page = next;
                seen++;
            }
        }
        Heap.setOpened(heap, -(seen >>> 2)); // looking at a page costs a quarter of opening one, or less
    }

    /** Takes the first page that can be extended out of the queue; 0 if there is none. */
    private static long takeExtendable(long heap, int sizeClass) {
        long queue = Heap.queue(heap, sizeClass);
        long page = Queue.first(queue);
        for (int i = 0; i < MOST_LOOKED_AT && page != 0; i++) {
            if (Page.isExtendable(page)) {
                Queue.remove(queue, page);
                return page;
            }
            page = Queue.next(page);
        }
        return 0;
    }

    private static long takePooled(long root, long heap, int sizeClass) {
        if (Heap.isOwn(heap)) return 0;
        long page = Pool.take(root, sizeClass);
        if (page != 0) Pages.own(root, heap, page);
        return page;
    }

    /** The page that was current is no longer: it queues, or goes if it is full. */
    private static void leave(long root, long heap, int sizeClass, long page) {
        Page.clearFlag(page, Page.CURRENT);
        Page.setUsed(page, Page.used(page) - 1);
        long queue = Heap.queue(heap, sizeClass);
        if (!Page.isExtendable(page) && !Heap.isOwn(heap)) letGoOfOldest(root, queue);
        Queue.append(queue, page);
    }

    /** A page that a slot has been taken from goes back into its queue, unless it is the current one. */
    private static void putBack(long root, long heap, int sizeClass, long page) {
        if (Pages.isKept(sizeClass)) return;
        long queue = Heap.queue(heap, sizeClass);
        if (Page.free(page) != 0 || Page.isExtendable(page)) {
            Queue.prepend(queue, page);
        } else {
            if (!Heap.isOwn(heap)) letGoOfOldest(root, queue);
            Queue.append(queue, page);
        }
    }

    /** Lets go of the first full page of the queue, if it has as many as may stay. */
    private static void letGoOfOldest(long root, long queue) {
        long oldest = 0;
        int full = 0;
        long page = Queue.first(queue);
        for (int i = 0; i < MOST_LOOKED_AT && page != 0; i++) {
            if (Page.free(page) == 0 && !Page.isExtendable(page)) {
                if (full++ == 0) oldest = page;
            }
            page = Queue.next(page);
        }
        if (full < MOST_PARKED) return;
        Queue.remove(queue, oldest);
        Pages.letGo(root, oldest);
    }

    /** Gives back every page of the class that has no live slot, the current one too; lets go of the others if told so. */
    static void collect(long root, long heap, int sizeClass, boolean isAll) {
        long noPage = SegmentRoot.noPage(root);
        long queue = Heap.queue(heap, sizeClass);
        long current = Heap.current(heap, sizeClass);
        if (current != noPage) {
            Heap.setCurrent(heap, sizeClass, noPage, Heap.isSlow(root, heap));
            Page.clearFlag(current, Page.CURRENT);
            Page.setUsed(current, Page.used(current) - 1);
            Queue.append(queue, current);
        }
        long page = Queue.first(queue);
        while (page != 0) {
            long next = Queue.next(page);
            Remote.collect(page);
            if (isAll || Page.used(page) == 0) {
                Queue.remove(queue, page);
                Pages.letGo(root, page);
            }
            page = next;
        }
    }

    /** {@link #collect} for all classes. */
    static void collectAll(long root, long heap, boolean isAll) {
        Outbox.flush(root, heap);
        Pages.releaseSpare(root, heap);
        for (int i = 0; i < SizeClass.COUNT; i++) collect(root, heap, i, isAll);
    }
}
