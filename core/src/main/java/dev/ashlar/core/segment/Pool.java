package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;

/**
 * Pages with room that are nobody's: their threads have ended, or they were full and then another thread freed some of
 * their slots. Any heap takes one before it opens a new page, so that memory which one thread freed feeds the others.
 * A bit of the page's segment lists it; a count per size class, in the root, says whether a search is worth it.
 */
final class Pool {
    private Pool() {}

    /** Lists a page that is the caller's, has room, and is not empty; or releases it, if it becomes empty meanwhile. */
    static void add(long root, long page) {
        long arena = Page.arena(page);
        long index = Arena.indexOf(arena, page);
        Page.setOwner(page, 0);
        Page.setHeap(page, 0);
        Atomics.fetchAdd(SegmentRoot.pooled(root, Page.sizeClass(page)), 1);
        Segment.markPooled(segment(arena, index), bit(index));
        if (Remote.abandonPooled(page)) return;
        unlist(root, page);
        Remote.collect(page);
        Pages.release(root, page);
    }

    /** Takes a page with slots of {@code sizeClass}, or 0. It is the caller's, and belongs to no heap. */
    static long take(long root, int sizeClass) {
        if (Atomics.loadAcquire(SegmentRoot.pooled(root, sizeClass)) <= 0) return 0;
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            if (!Arena.isOpen(arena)) continue;
            long segments = Arena.segments(arena);
            for (long j = 0; j < segments; j++) {
                long page = takeFrom(root, arena, j, sizeClass);
                if (page != 0) return page;
            }
        }
        return 0;
    }

    private static long takeFrom(long root, long arena, long index, int sizeClass) {
        long pooled = Segment.pooled(Arena.segment(arena, index));
        while (pooled != 0) {
            long page = Arena.page(arena, (index << Segment.LOG_GRANULES) + Bits.trailingZeros(pooled));
            pooled &= pooled - 1;
            if (Page.sizeClass(page) != sizeClass || !Remote.tryTakePooled(page)) continue;
            unlist(root, page);
            Remote.collect(page);
            if (Page.used(page) != 0 && Page.sizeClass(page) == sizeClass) return page;
            Pages.letGo(root, page); // empty, or since we looked released, opened for another class, and pooled
        }
        return 0;
    }

    /** Takes a page that the caller has taken already out of the list. */
    static void unlist(long root, long page) {
        long arena = Page.arena(page);
        long index = Arena.indexOf(arena, page);
        Segment.unmarkPooled(segment(arena, index), bit(index));
        Atomics.fetchAdd(SegmentRoot.pooled(root, Page.sizeClass(page)), -1);
    }

    private static long segment(long arena, long index) {
        return Arena.segment(arena, index >>> Segment.LOG_GRANULES);
    }

    private static int bit(long index) {
        return (int) index & Segment.GRANULES - 1;
    }

    /** Whether a page is listed. */
    static boolean isListed(long page) {
        long arena = Page.arena(page);
        long index = Arena.indexOf(arena, page);
        return (Segment.pooled(segment(arena, index)) >>> bit(index) & 1) != 0;
    }
}
