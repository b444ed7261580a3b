package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Blocks of more than the largest slot, and of more than 64 KiB that have grown: a page each, of as many granules as it
 * takes. The block touches only the OS pages that it was asked for; what others left dirty in the last granule stays.
 */
final class LargeBlocks {
    private LargeBlocks() {}

    /** No request as large as this can be met, and sums of less do not overflow. */
    static final long TOO_LARGE = 1L << 46;

    /** From here on moving a block's memory is cheaper than copying it: some calls against some hundred microseconds. */
    private static final long LEAST_MOVED = 1 << 20;

    static long usableFor(long root, long sizeBytes) {
        return Align.up(sizeBytes, AddressSpace.pageBytes(SegmentRoot.space(root)));
    }

    private static long granulesFor(long sizeBytes) {
        return sizeBytes + Segment.GRANULE_BYTES - 1 >>> Segment.LOG_GRANULE_BYTES;
    }

    /**
     * A block of {@code heap}, which matters only if that is a program's own.
     *
     * @return its payload; 0 if there is no memory
     */
    static long allocate(long root, long heap, long sizeBytes, long alignment, boolean isZeroed) {
        if (sizeBytes < 0 || sizeBytes >= TOO_LARGE || alignment >= TOO_LARGE) return 0;
        if (!SegmentRoot.open(root)) return 0;
        long granules = sizeBytes == 0 ? 1 : granulesFor(sizeBytes);
        long least = alignment > Segment.GRANULE_BYTES ? alignment : Segment.GRANULE_BYTES;
        long claimed = Arenas.claim(root, granules, least);
        if (claimed == 0 && !Heap.isNone(root, heap)) {
            Refill.collectAll(root, heap, false); // pages that wait for a use may be what is missing
            claimed = Arenas.claim(root, granules, least);
        }
        if (claimed == 0) return 0;
        long page = claimed & -Page.BYTES;
        long usableBytes = usableFor(root, sizeBytes == 0 ? 1 : sizeBytes);
        Page.openLarge(page, (int) granules, usableBytes);
        ClassStats.countOpened(root, ClassStats.LARGE);
        ClassStats.sample(root, ClassStats.LARGE, sizeBytes);
        if (!Heap.isNone(root, heap) && Heap.isOwn(heap)) {
            Page.setHeap(page, heap);
            Page.setFlag(page, Page.PRIVATE);
            Pages.hold(heap, page);
        }
        long payload = Page.start(page);
        if (SegmentRoot.has(root, SegmentRoot.SCRIBBLE)) Mem.fill(payload, usableBytes, Scribble.FRESH);
        else if ((claimed & Arenas.CLEAN) != 0) {
            if (isZeroed) Check.zeroed(payload, sizeBytes);
            return payload;
        } else Slot.take(payload); // or else realloc would copy a mark: by way of another block to the same slot, too
        if (isZeroed) Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /** Gives the block's granules back. */
    static void release(long root, long page) {
        long arena = Page.arena(page);
        int granules = Page.granules(page);
        ClassStats.countClosed(root, ClassStats.LARGE);
        Page.close(page);
        Arenas.release(root, arena, Arena.indexOf(arena, page), granules, ClassStats.LARGE);
    }

    /** Resizes a block where it is; whether it could. */
    static boolean tryResize(long root, long page, long sizeBytes) {
        if (sizeBytes >= TOO_LARGE) return false;
        long granules = granulesFor(sizeBytes);
        long old = Page.granules(page);
        long arena = Page.arena(page);
        long index = Arena.indexOf(arena, page);
        if (granules > old && !Arenas.claimAt(root, arena, index + old, granules - old)) return false;
        long usableBytes = usableFor(root, sizeBytes);
        long more = usableBytes - Page.extent(page);
        if (more > 0 && SegmentRoot.has(root, SegmentRoot.SCRIBBLE))
            Mem.fill(Page.start(page) + Page.extent(page), more, Scribble.FRESH);
        Page.setGranules(page, (int) granules);
        Page.setExtent(page, usableBytes);
        if (granules < old) Arenas.release(root, arena, index + granules, old - granules, ClassStats.LARGE);
        return true;
    }

    /** Moves the contents of a block to another of at least its size, by copying or by moving the memory itself. */
    static void move(long root, long payload, long target, long sizeBytes) {
        long space = SegmentRoot.space(root);
        long bytes = Align.up(sizeBytes, AddressSpace.pageBytes(space));
        boolean isMovable = sizeBytes >= LEAST_MOVED && !isCallers(root, payload) && !isCallers(root, target);
        if (isMovable && AddressSpace.move(space, payload, bytes, target)) return;
        Mem.copy(payload, target, sizeBytes);
    }

    private static boolean isCallers(long root, long payload) {
        return Arena.has(Page.arena(PageTable.find(root, payload)), Arena.CALLERS);
    }
}
