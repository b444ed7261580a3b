package dev.ashlar.core.segment;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.list.Links;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Division;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Mem;

/**
 * Looks for damage in everything that a root knows of, and reports all of it. No thread may be inside a heap meanwhile.
 * Nothing is written but the report.
 */
public final class SegmentVerifier {
    private SegmentVerifier() {}

    /** Verifies all arenas, pages and heaps; the number of faults. */
    public static long verify(long root, long report, long capacity) {
        Report.open(report, capacity);
        if (!SegmentRoot.isOpen(root)) return 0;
        long committed = 0;
        long dirty = 0;
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            if (!Arena.isOpen(arena)) continue;
            verifyArena(root, arena, report);
            for (long j = 0; j < Arena.segments(arena) && !Arena.has(arena, Arena.CALLERS); j++) {
                long segment = Arena.segment(arena, j);
                dirty += Bitmap.count(Segment.free(segment) & Segment.dirty(segment));
                committed += Bitmap.count(Segment.dirty(segment));
            }
        }
        boolean isCounted = dirty == Purse.dirtyGranules(root)
                && committed == Purse.committedGranules(root)
                && ClassStats.purged(root) == Purse.purgedGranules(root);
        Report.expect(isCounted, report, Rule.PURSE, SegmentRoot.purse(root));
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap)) {
            if (!Heap.isNone(root, heap)) verifyHeap(root, heap, report);
        }
        return Report.faults(report);
    }

    /** Each granule is free, or belongs to one page. */
    private static void verifyArena(long root, long arena, long report) {
        long granules = Arena.granules(arena);
        for (long index = 0; index < granules; ) {
            long page = Arena.page(arena, index);
            int kind = Page.kind(page);
            boolean isPage = kind == Page.SLOTS || kind == Page.LARGE;
            long count = isPage ? Page.granules(page) : 1;
            boolean isWhole = count >= 1 && count <= granules - index && kind != Page.INTERIOR;
            if (!Report.expect(isWhole, report, Rule.PAGE_HEADER, page)) count = 1;
            for (long i = index; i < index + count; i++)
                Report.expect(isFree(arena, i) != isPage, report, Rule.GRANULE, Arena.page(arena, i));
            if (kind == Page.SLOTS && isWhole) verifySlots(root, page, report);
            index += count;
        }
    }

    private static boolean isFree(long arena, long index) {
        long segment = Arena.segment(arena, index >>> Segment.LOG_GRANULES);
        return (Segment.free(segment) >>> (index & Segment.GRANULES - 1) & 1) != 0;
    }

    private static void verifySlots(long root, long page, long report) {
        int sizeClass = Page.sizeClass(page);
        long slotBytes = Page.slotBytes(page);
        int extended = Page.extended(page);
        boolean isSane = sizeClass >= 0
                && sizeClass < SizeClass.COUNT
                && slotBytes == SizeClass.bytes(sizeClass)
                && Page.start(page) == Page.address(page)
                && Page.capacity(page) * slotBytes <= (long) Page.granules(page) << Segment.LOG_GRANULE_BYTES
                && Mem.getLong(page + Page.MAGIC) == Division.magic(slotBytes)
                && extended <= Page.capacity(page)
                && (extended == 0 || Page.isSlot(page, Page.start(page) + (extended - 1) * slotBytes))
                && !Page.isSlot(page, Page.start(page) + extended * slotBytes);
        if (!Report.expect(isSane, report, Rule.PAGE_HEADER, page)) return;
        int free = verifyList(page, Page.free(page), extended, report);
        int remote = verifyList(page, Remote.first(page), extended, report);
        Report.expect(remote == Remote.count(page), report, Rule.SLOT_LIST, page);
        int marked = 0;
        for (int i = 0; i < extended; i++) {
            if (Slot.isFree(page, Page.start(page) + i * slotBytes)) marked++;
        }
        int bias = Page.has(page, Page.CURRENT) ? 1 : 0;
        // Slots in an outbox, and those that somebody keeps, are marked and count as used.
        boolean isCounted = Page.used(page) - bias + free == extended && marked >= free + remote;
        Report.expect(isCounted, report, Rule.SLOT_COUNT, page);
        verifyPlace(root, page, report);
    }

    private static int verifyList(long page, long slot, int most, long report) {
        int count = 0;
        while (slot != 0) {
            boolean isMember = Page.isSlot(page, slot) && Slot.isFree(page, slot) && count < most;
            if (!Report.expect(isMember, report, Rule.SLOT_LIST, slot)) return count;
            count++;
            slot = Slot.next(slot);
        }
        return count;
    }

    private static void verifyPlace(long root, long page, long report) {
        long heap = Page.heap(page);
        boolean isRight;
        if (heap == 0) {
            boolean hasRoom = Page.free(page) != 0 || Page.isExtendable(page);
            boolean isEmpty = Page.used(page) == Remote.count(page);
            isRight = Remote.isAbandoned(page)
                    && Page.owner(page) == 0
                    && !isEmpty
                    && Pool.isListed(page) == Remote.isPooled(page)
                    && Remote.isPooled(page) == hasRoom;
            if (Remote.isPooled(page) && !hasRoom) isRight = Remote.count(page) != 0;
        } else {
            boolean isCurrent = Heap.current(heap, Page.sizeClass(page)) == page;
            isRight = !Remote.isAbandoned(page)
                    && !Pool.isListed(page)
                    && isCurrent == Page.has(page, Page.CURRENT)
                    && (Page.owner(page) == 0 || Page.owner(page) == Heap.owner(heap));
        }
        Report.expect(isRight, report, Rule.PAGE_PLACE, page);
    }

    private static void verifyHeap(long root, long heap, long report) {
        for (int i = 0; i < SizeClass.COUNT; i++) {
            long queue = Heap.queue(heap, i);
            long previous = 0;
            for (long page = Queue.first(queue); page != 0; page = Queue.next(page)) {
                boolean isMember = Page.kind(page) == Page.SLOTS
                        && Page.heap(page) == heap
                        && Page.sizeClass(page) == i
                        && !Page.has(page, Page.CURRENT)
                        && Links.previous(page + Page.LINKS) == previous;
                if (!Report.expect(isMember, report, Rule.QUEUE, page)) break;
                previous = page + Page.LINKS;
            }
            Report.expect(Queue.last(queue) == previous, report, Rule.QUEUE, queue);
            long current = Heap.current(heap, i);
            boolean isRight = current == SegmentRoot.noPage(root)
                    || Page.heap(current) == heap && Page.sizeClass(current) == i && Page.has(current, Page.CURRENT);
            Report.expect(isRight, report, Rule.PAGE_PLACE, current);
        }
    }
}
