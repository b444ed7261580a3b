package dev.ashlar.core.segment;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/** The slow path of free, and what is known about any address. */
final class Release {
    private Release() {}

    /** Frees a slot if it is a live one of {@code page}, and that {@code thread}'s to free by the fast path. */
    static int tryFree(long page, long thread, long payload) {
        if (Page.owner(page) != thread || !Page.isSlot(page, payload)) return SegmentHeap.NOT_FREED;
        long mark = Slot.mark(page, payload);
        if (Mem.getLong(payload + Slot.MARK) == mark) return SegmentHeap.NOT_FREED;
        Mem.putLong(payload + Slot.MARK, mark);
        return freeMarked(page, payload);
    }

    /** Frees a slot of the calling thread's page that is marked as free, but is not in the page's list. */
    static int freeMarked(long page, long payload) {
        Slot.setNext(payload, Page.free(page));
        Page.setFree(page, payload);
        int used = Page.used(page) - 1;
        Page.setUsed(page, used);
        return used == 0 ? SegmentHeap.EMPTIED : SegmentHeap.FREED;
    }

    /** As {@link #tryFree}, of the page that the slot's granule is part of; or into a chain for another thread's page. */
    static int tryFreeOther(long root, long heap, long thread, long payload) {
        long page = PageTable.pageOf(PageTable.entry(root, payload));
        if (Page.owner(page) == thread) return tryFree(page, thread, payload);
        if (Heap.isNone(root, heap) || SegmentRoot.has(root, SegmentRoot.SCRIBBLE)) return SegmentHeap.NOT_FREED;
        return Outbox.tryFree(heap, page, payload) ? SegmentHeap.FREED : SegmentHeap.NOT_FREED;
    }

    /** Any other free; finds out what it is. */
    static int freeSlow(long root, long payload) {
        if (payload == 0) return Rule.NONE;
        long page = PageTable.pageOf(PageTable.entry(root, payload));
        if (Page.kind(page) != Page.SLOTS) return freeAny(root, payload);
        long heap = Heaps.attached(root, Threads.heap()); // a thread that only frees has one too, for the outbox in it
        long owner = Page.heap(page);
        boolean isOthers = owner == 0 ? Page.extent(page) != heap : owner != heap;
        boolean isPlain = isOthers && !SegmentRoot.has(root, SegmentRoot.SCRIBBLE) && !Page.has(page, Page.PRIVATE);
        if (!isPlain || Heap.isNone(root, heap) || !Page.isSlot(page, payload) || Slot.isFree(page, payload))
            return freeAny(root, payload);
        Outbox.free(root, heap, page, payload);
        return Rule.NONE;
    }

    private static int freeAny(long root, long payload) {
        int rule = ruleAgainst(root, payload);
        if (rule != Rule.NONE) return rule;
        long page = PageTable.pageOf(PageTable.find(root, payload));
        if (SegmentRoot.has(root, SegmentRoot.SCRIBBLE)) Mem.fill(payload, usableBytes(page), Scribble.FREED);
        long heap = Heaps.attached(root, Threads.heap());
        if (Page.kind(page) == Page.LARGE) return freeLarge(root, page);
        boolean isMine = !Heap.isNone(root, heap)
                && (Page.heap(page) == heap || Page.heap(page) == 0 && Pages.tryReclaim(root, heap, page));
        if (isMine) return freeOwn(root, page, payload);
        boolean isPrivate = Page.has(page, Page.PRIVATE);
        if (!isPrivate && !Heap.isNone(root, heap)) {
            Outbox.free(root, heap, page, payload);
            return Rule.NONE;
        }
        Slot.release(page, payload, 0);
        Pages.receive(root, page, payload, payload, 1);
        if (isPrivate) OwnHeaps.releaseIfEmpty(root, page);
        return Rule.NONE;
    }

    private static int freeOwn(long root, long page, long payload) {
        Slot.release(page, payload, Page.free(page));
        Page.setFree(page, payload);
        int used = Page.used(page) - 1;
        Page.setUsed(page, used);
        return used == 0 ? emptied(root, page) : Rule.NONE;
    }

    /** The last live slot of a page that is in a queue has been freed by the owner. */
    static int emptied(long root, long page) {
        long heap = Page.heap(page);
        Queue.remove(Heap.queue(heap, Page.sizeClass(page)), page);
        Pages.retire(root, heap, page);
        return Rule.NONE;
    }

    private static int freeLarge(long root, long page) {
        long heap = Page.heap(page);
        if (heap == 0) {
            LargeBlocks.release(root, page);
            return Rule.NONE;
        }
        OwnHeaps.enter(heap);
        Pages.unhold(heap, page);
        LargeBlocks.release(root, page);
        OwnHeaps.leave(heap);
        return Rule.NONE;
    }

    static long usableBytes(long page) {
        return Page.kind(page) == Page.LARGE ? Page.extent(page) : Page.slotBytes(page);
    }

    /** The rule against a free of {@code payload}. */
    static int ruleAgainst(long root, long payload) {
        if (!SegmentRoot.isOpen(root)) return Rule.FOREIGN_POINTER;
        long found = PageTable.find(root, payload);
        if (found == 0) return enclosing(root, payload) != 0 ? Rule.INTERIOR_POINTER : Rule.FOREIGN_POINTER;
        long page = PageTable.pageOf(found);
        switch (Page.kind(page)) {
            case Page.SLOTS:
                if (!Page.isSlot(page, payload)) return Rule.INTERIOR_POINTER;
                return Slot.isFree(page, payload) ? Rule.DOUBLE_FREE : Rule.NONE;
            case Page.LARGE:
                return Page.start(page) == payload ? Rule.NONE : Rule.INTERIOR_POINTER;
            default:
                // Descriptors still say what was here: a block that went with its page, or nothing.
                long former = Page.former(page);
                if (Page.start(former) == payload || Page.isSlot(former, payload)) return Rule.DOUBLE_FREE;
                return enclosing(root, payload) != 0 ? Rule.INTERIOR_POINTER : Rule.FOREIGN_POINTER;
        }
    }

    /** The payload of the live block that {@code address} points into, or 0. Not fast: a large block's is searched for. */
    static long enclosing(long root, long address) {
        if (!SegmentRoot.isOpen(root)) return 0;
        long arena = Arenas.enclosing(root, address);
        if (arena == 0) return 0;
        long index = address - Arena.start(arena) >>> Segment.LOG_GRANULE_BYTES;
        while (index > 0 && Page.kind(Arena.page(arena, index)) == Page.NONE) index--;
        long page = PageTable.pageOf(Arena.page(arena, index));
        if (Page.kind(page) == Page.NONE) return 0;
        long distance = address - Page.start(page);
        if (Page.kind(page) == Page.LARGE) return distance < Page.extent(page) ? Page.start(page) : 0;
        long slot = distance / Page.slotBytes(page);
        if (distance < 0 || slot >= Page.extended(page)) return 0;
        long payload = Page.start(page) + slot * Page.slotBytes(page);
        return Slot.isFree(page, payload) ? 0 : payload;
    }
}
