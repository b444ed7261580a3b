package dev.ashlar.core.segment;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.SizeClass;

/** The life of a page of slots: opened, extended, adopted by a heap, let go of, released. */
final class Pages {
    private Pages() {}

    /** Up to here a page is one granule, of at least four slots. */
    private static final long LARGEST_IN_ONE = 16 << 10;

    /** A page never makes more slots at a time than fill this: what is made is touched. */
    private static final long MOST_EXTENSION_BYTES = 16 << 10;

    /** Up to here one of eight, of at least seven slots; larger slots would make such a page too much to have for one of them. */
    private static final long LARGEST_IN_EIGHT = 64 << 10;

    /**
     * Granules of a page of {@code sizeClass}: one for four slots or more; four or eight for seven or more; for the largest
     * slots, as few as hold two and leave no more than an eighth over.
     */
    static int granulesFor(int sizeClass) {
        long slotBytes = SizeClass.bytes(sizeClass);
        if (slotBytes <= LARGEST_IN_ONE) return 1;
        if (slotBytes <= LARGEST_IN_EIGHT) return slotBytes <= 2 * LARGEST_IN_ONE ? 4 : 8;
        int granules = leastGranules(2 * slotBytes);
        while ((granules * Segment.GRANULE_BYTES) % slotBytes > granules * Segment.GRANULE_BYTES / 8) granules++;
        return granules;
    }

    /**
     * Whether pages of {@code sizeClass} become current, and stay so when they are empty. Of larger slots that would be too
     * much for a heap to keep: each request finds its page in the queue, and of all empty ones a heap keeps the last.
     */
    static boolean isKept(int sizeClass) {
        return SizeClass.bytes(sizeClass) <= LARGEST_IN_EIGHT;
    }

    /** A page that was in a queue of {@code heap} is empty: it becomes the spare one, or goes. */
    static void retire(long root, long heap, long page) {
        if (!isKept(Page.sizeClass(page))) {
            long other = Heap.spare(heap);
            Heap.setSpare(heap, page);
            page = other;
        }
        if (page != 0) release(root, page);
    }

    /** The spare page of {@code heap}, if it is of {@code sizeClass}, and not spare any more; else 0. */
    static long takeSpare(long heap, int sizeClass) {
        long page = Heap.spare(heap);
        if (page == 0 || Page.sizeClass(page) != sizeClass) return 0;
        Heap.setSpare(heap, 0);
        return page;
    }

    /** Releases the spare page, if there is one. */
    static void releaseSpare(long root, long heap) {
        long page = Heap.spare(heap);
        Heap.setSpare(heap, 0);
        if (page != 0) release(root, page);
    }

    private static int leastGranules(long bytes) {
        return (int) (bytes + Segment.GRANULE_BYTES - 1 >>> Segment.LOG_GRANULE_BYTES);
    }

    /**
     * A page without slots for {@code heap}, in no queue, because of a request of {@code sizeBytes}: where memory is short,
     * for one slot; 0 if there is none.
     */
    static long open(long root, long heap, int sizeClass, long sizeBytes) {
        int granules = granulesFor(sizeClass);
        long claimed = Arenas.claim(root, granules, Segment.GRANULE_BYTES);
        if (claimed == 0) {
            int least = leastGranules(SizeClass.bytes(sizeClass));
            if (least < granules) claimed = Arenas.claim(root, granules = least, Segment.GRANULE_BYTES);
        }
        if (claimed == 0) return 0;
        long page = claimed & -Page.BYTES;
        boolean isClean = (claimed & Arenas.CLEAN) != 0;
        Page.openSlots(page, granules, sizeClass, isClean);
        ClassStats.countOpened(root, sizeClass);
        ClassStats.sample(root, sizeClass, sizeBytes);
        own(root, heap, page);
        return page;
    }

    /** Makes a page that is the caller's one of {@code heap}. */
    static void own(long root, long heap, long page) {
        Page.setHeap(page, heap);
        Page.setOwner(page, Heap.isSlow(root, heap) ? 0 : Heap.owner(heap));
        if (Heap.isOwn(heap)) Page.setFlag(page, Page.PRIVATE);
    }

    /**
     * Makes slots, about as many as there are already and at least an OS page's worth: few in a page that hardly serves,
     * soon all in one that does. The free list was empty.
     */
    static void extend(long root, long page) {
        long slotBytes = Page.slotBytes(page);
        int extended = Page.extended(page);
        long osPageBytes = AddressSpace.pageBytes(SegmentRoot.space(root));
        long bytes = extended * slotBytes;
        if (bytes < osPageBytes) bytes = osPageBytes;
        if (bytes > MOST_EXTENSION_BYTES) bytes = MOST_EXTENSION_BYTES;
        // Up to the end of an OS page, so that none is touched for one slot's sake.
        long from = extended * slotBytes;
        long count = ((from + bytes & -osPageBytes) - from) / slotBytes;
        int left = Page.capacity(page) - extended;
        if (count > left) count = left;
        if (count < 1) count = 1;
        long slot = Page.start(page) + from + (count - 1) * slotBytes;
        long next = 0;
        for (long i = 0; i < count; i++) {
            Slot.release(page, slot, next);
            next = slot;
            slot -= slotBytes;
        }
        Page.setFree(page, next);
        Page.setExtended(page, extended + (int) count);
    }

    /** Makes exactly one slot, live; its memory is as the page's was when that was opened. The free list is empty. */
    static long extendByOne(long page) {
        int extended = Page.extended(page);
        Page.setExtended(page, extended + 1);
        Page.setUsed(page, Page.used(page) + 1);
        return Page.start(page) + extended * Page.slotBytes(page);
    }

    /** Takes the first free slot; there is one. */
    static long take(long page) {
        long slot = Page.free(page);
        Page.setFree(page, Slot.next(slot));
        Page.setUsed(page, Page.used(page) + 1);
        Slot.take(slot);
        return slot;
    }

    /** Parts with a page that is in no queue, and the caller's: released, pooled, or left to whoever frees one of its slots. */
    static void letGo(long root, long page) {
        long heap = Page.heap(page);
        Page.setOwner(page, 0);
        Page.setHeap(page, 0);
        while (true) {
            boolean hasRoom = Remote.collect(page) || Page.isExtendable(page);
            if (Page.used(page) == 0) {
                release(root, page);
                return;
            }
            if (hasRoom) {
                Pool.add(root, page);
                return;
            }
            Page.setExtent(page, heap); // so that its own thread will know it again
            if (Remote.abandonFull(page)) return;
        }
    }

    /** Takes back a page that {@code heap} has let go of when it was full, if nobody else has it yet. */
    static boolean tryReclaim(long root, long heap, long page) {
        if (Page.extent(page) != heap || !Remote.tryTakeFull(page)) return false;
        own(root, heap, page);
        Queue.append(Heap.queue(heap, Page.sizeClass(page)), page);
        return true;
    }

    /** A chain of slots that other threads freed arrives at its page. */
    static void receive(long root, long page, long first, long last, int count) {
        if (!Remote.push(page, first, last, count)) return;
        if (Pool.isListed(page)) Pool.unlist(root, page);
        letGo(root, page);
    }

    /** Gives the granules of a page without live slots back. It is the caller's, and in no queue. */
    static void release(long root, long page) {
        long arena = Page.arena(page);
        int granules = Page.granules(page);
        int sizeClass = Page.sizeClass(page);
        ClassStats.countClosed(root, sizeClass);
        Page.close(page);
        Arenas.release(root, arena, Arena.indexOf(arena, page), granules, sizeClass);
    }

    /** Slots that are live, or on their way back from other threads without having arrived. */
    static int live(long page) {
        return Page.used(page) - Remote.count(page) - (Page.has(page, Page.CURRENT) ? 1 : 0);
    }

    /** Puts a large block of a program's own heap where {@code destroy} finds it. */
    static void hold(long heap, long page) {
        Links.push(Heap.held(heap), page + Page.LINKS);
    }

    static void unhold(long heap, long page) {
        Links.remove(Heap.held(heap), page + Page.LINKS);
    }
}
