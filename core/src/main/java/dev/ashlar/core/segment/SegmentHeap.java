package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * The segment heap for any number of threads: the functions that the world calls. {@code root} is the state of the
 * process, {@code heap} what the calling thread remembers as its heap (see {@link Threads#heap}), {@code thread} its id.
 */
public final class SegmentHeap {
    private SegmentHeap() {}

    /** Larger alignments than a slot's own are had by choosing a class; from here on by a block of its own. */
    private static final long LARGEST_SLOT_ALIGNMENT = 4096;

    /**
     * A block that grows beyond this gets granules of its own, for what grows will grow again, and may do that where it is;
     * and keeps them when it shrinks, down to this.
     */
    private static final long LEAST_GROWN_BYTES = Segment.GRANULE_BYTES;

    /**
     * A block of {@code sizeBytes} bytes on a 16-byte boundary, its contents unspecified. 0 bytes give a block of its
     * own. 0 (null) if there is no memory; a negative size is one beyond 2⁶³ and never there.
     */
    public static long malloc(long root, long heap, long sizeBytes) {
        long slot = tryMalloc(heap, sizeBytes);
        return slot != 0 ? slot : mallocSlow(root, heap, sizeBytes);
    }

    /** The fast path of {@link #malloc}: a slot of the current page; 0 if it has none, or the block is large. */
    public static long tryMalloc(long heap, long sizeBytes) {
        long page;
        if (Bits.isBelow(sizeBytes, Heap.DIRECT_BYTES + 1)) {
            page = Heap.direct(heap, sizeBytes);
        } else {
            if (!Bits.isBelow(sizeBytes, SizeClass.LARGEST_BYTES + 1)) return 0;
            page = Heap.medium(heap, SizeClass.of(sizeBytes));
        }
        long slot = Page.free(page);
        if (slot == 0) return 0;
        long next = Slot.next(slot);
        Mem.prefetch(next);
        Page.setFree(page, next);
        Page.setUsed(page, Page.used(page) + 1);
        Slot.take(slot);
        return slot;
    }

    /** The rest of {@link #malloc}, when the fast path had nothing. */
    public static long mallocSlow(long root, long heap, long sizeBytes) {
        if (Bits.isBelow(sizeBytes, SizeClass.LARGEST_BYTES + 1)) return mallocSlot(root, heap, sizeBytes);
        return LargeBlocks.allocate(root, Heaps.attached(root, heap), sizeBytes, 1, false);
    }

    /** Any size up to the largest slot, for any heap, or none yet. */
    static long mallocSlot(long root, long heap, long sizeBytes) {
        boolean isNew = Heap.isNone(root, heap);
        if (isNew) heap = Heaps.attach(root);
        if (heap == 0) return 0;
        int sizeClass = SizeClass.of(sizeBytes);
        long slot = Refill.allocate(root, heap, sizeClass, sizeBytes);
        if (slot != 0 && SegmentRoot.has(root, SegmentRoot.SCRIBBLE))
            Mem.fill(slot, SizeClass.bytes(sizeClass), Scribble.FRESH);
        if (isNew && Threads.isEnding()) Heaps.detach(root, heap); // nobody will tell us of this thread again
        return slot;
    }

    /** A zeroed block for {@code count} items of {@code itemBytes} each; 0 if there is no memory or the product overflows. */
    public static long calloc(long root, long heap, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        if (sizeBytes < 0) return 0;
        if (sizeBytes > SizeClass.LARGEST_BYTES) return LargeBlocks.allocate(root, heap, sizeBytes, 1, true);
        if (sizeBytes > Heap.DIRECT_BYTES && !Heap.isNone(root, heap))
            return Refill.allocateZeroed(root, heap, SizeClass.of(sizeBytes), sizeBytes);
        long slot = malloc(root, heap, sizeBytes);
        if (slot != 0) Mem.fill(slot, sizeBytes, 0);
        return slot;
    }

    /** A block whose address is a multiple of {@code alignment}, a power of two; 0 if there is no memory. */
    public static long alignedAlloc(long root, long heap, long alignment, long sizeBytes) {
        if (sizeBytes < 0) return 0;
        if (alignment <= SizeClass.UNIT_BYTES) return malloc(root, heap, sizeBytes);
        long wanted = sizeForAlignment(alignment, sizeBytes);
        if (wanted != 0) return malloc(root, heap, wanted);
        return LargeBlocks.allocate(root, heap, sizeBytes, alignment, false);
    }

    /**
     * The size to ask for so that the slot lies on a boundary: that of a class whose slots are multiples of {@code
     * alignment}, since a page begins at a granule. 0 if there is none.
     */
    public static long sizeForAlignment(long alignment, long sizeBytes) {
        if (alignment > LARGEST_SLOT_ALIGNMENT || sizeBytes > SizeClass.LARGEST_BYTES) return 0;
        long least = sizeBytes < alignment ? alignment : sizeBytes;
        for (int i = SizeClass.of(least); i < SizeClass.COUNT; i++) {
            if ((SizeClass.bytes(i) & alignment - 1) == 0) return SizeClass.bytes(i);
        }
        return 0;
    }

    /**
     * Frees the block at {@code payload}; 0 is allowed and does nothing. Any thread may.
     *
     * @return {@link Rule#NONE}, or the rule that it would break: then nothing has changed
     */
    public static int free(long root, long thread, long payload) {
        int done = tryFree(root, thread, payload);
        if (done == NOT_FREED) done = tryFreeOther(root, Threads.heap(), thread, payload);
        if (done == FREED) return Rule.NONE;
        return done == EMPTIED ? emptied(root, payload) : freeSlow(root, payload);
    }

    /** What {@link #tryFree} says: the block is free. */
    public static final int FREED = 0;

    /** What {@link #tryFree} says: the block is free, and was the last of its page; go on with {@link #emptied}. */
    public static final int EMPTIED = 1;

    /** What {@link #tryFree} says: nothing was done; go on with {@link #tryFreeOther}. */
    public static final int NOT_FREED = 2;

    /** The fast path of {@link #free}: a live slot of a page of the calling thread's. */
    public static int tryFree(long root, long thread, long payload) {
        return Release.tryFree(PageTable.entry(root, payload), thread, payload);
    }

    /** For {@link #tryKeep}: does not change while the root is open. */
    public static long table(long root) {
        return Mem.getLong(root + SegmentRoot.TABLE);
    }

    /** As {@link #table}. */
    public static long mask(long root) {
        return Mem.getLong(root + SegmentRoot.MASK);
    }

    /** All bits that an address may have, and more: HotSpot sees by it that what is behind a page's is within bounds, too. */
    private static final long ADDRESS_BITS = (1L << 61) - 1;

    /**
     * Has the caller keep a live slot of a page of {@code thread}'s, to hand it out again: from now on it is free for whoever looks, and
     * used for its page. {@link #unkeep} ends that.
     *
     * @return the page; 0 if nothing was done
     */
    public static long tryKeep(long table, long mask, long thread, long payload) {
        long page = table + (payload >>> PageTable.SHIFT & mask);
        if (Page.owner(page) != thread) {
            page = PageTable.pageOf(page);
            if (Page.owner(page) != thread) return 0;
        }
        page &= ADDRESS_BITS;
        if (!Page.isSlot(page, payload)) return 0;
        long mark = Slot.mark(page, payload);
        if (Mem.getLong(payload + Slot.MARK) == mark) return 0;
        Mem.putLong(payload + Slot.MARK, mark);
        return page;
    }

    /** Whether {@link #tryKeep}, which said {@code page} of the slot before, would do it again, unless the page was opened anew since. */
    public static boolean canKeep(long page, long thread, long slot) {
        return Page.owner(page) == thread && !Slot.isFree(page, slot);
    }

    /** Has the caller keep a slot of which {@link #canKeep} is known. */
    public static void keep(long page, long slot) {
        Mem.putLong(
                slot + Slot.MARK, Slot.mark(page, slot)); // here, since HotSpot does not always inline one call more
    }

    /** Of a page of slots. */
    public static int sizeClass(long page) {
        return Page.sizeClass(page);
    }

    /** Makes a slot that was kept a live one. */
    public static void unkeep(long slot) {
        Slot.take(slot);
    }

    /** Frees a slot that {@link #tryKeep} kept just now, and said {@code page}: {@link #FREED}, or {@link #EMPTIED}. */
    public static int freeKept(long page, long slot) {
        return Release.freeMarked(page, slot);
    }

    /** After the last free of a page, by its {@code payload}. */
    public static int emptied(long root, long payload) {
        return Release.emptied(root, PageTable.pageOf(PageTable.entry(root, payload)));
    }

    /**
     * The second path of {@link #free}, which says the same as {@link #tryFree}: a slot of a page of several granules, or
     * of another thread's page, to which some are on their way already.
     */
    public static int tryFreeOther(long root, long heap, long thread, long payload) {
        return Release.tryFreeOther(root, heap, thread, payload);
    }

    /** The rest of {@link #free}, when both fast paths could do nothing. */
    public static int freeSlow(long root, long payload) {
        return Release.freeSlow(root, payload);
    }

    /**
     * Resizes a block, keeping as much of its contents as fits; where it can, without moving. {@code payload} 0
     * allocates; {@code sizeBytes} 0 frees and gives 0.
     *
     * @return the block; 0 if there is no memory, or {@code payload} is not a live block: then nothing has changed
     */
    public static long realloc(long root, long heap, long payload, long sizeBytes) {
        if (payload == 0) return malloc(root, heap, sizeBytes);
        long page = PageTable.pageOf(PageTable.entry(root, payload));
        boolean isLiveSlot = Page.kind(page) == Page.SLOTS && Page.isSlot(page, payload) && !Slot.isFree(page, payload);
        if (isLiveSlot && sizeBytes > 0 && isGoodFit(sizeBytes, Page.slotBytes(page))) return payload;
        if (sizeBytes < 0 || !isLiveSlot && Release.ruleAgainst(root, payload) != Rule.NONE) return 0;
        if (sizeBytes == 0) {
            free(root, Threads.id(), payload);
            return 0;
        }
        return reallocElsewhere(root, heap, PageTable.pageOf(PageTable.find(root, payload)), payload, sizeBytes);
    }

    /** Resizes a live block that is not just right where it is. */
    private static long reallocElsewhere(long root, long heap, long page, long payload, long sizeBytes) {
        if (Page.kind(page) == Page.SLOTS && isGoodFit(sizeBytes, Page.slotBytes(page))) return payload;
        boolean isLarge = Page.kind(page) == Page.LARGE && sizeBytes > LEAST_GROWN_BYTES;
        if (isLarge && LargeBlocks.tryResize(root, page, sizeBytes)) return payload;
        long usableBytes = Release.usableBytes(page);
        boolean isGrown = sizeBytes > usableBytes && sizeBytes > LEAST_GROWN_BYTES;
        long moved = mallocLike(root, heap, page, sizeBytes, isGrown);
        if (moved == 0) return 0;
        long kept = sizeBytes < usableBytes ? sizeBytes : usableBytes;
        if (isLarge) LargeBlocks.move(root, payload, moved, kept);
        else Mem.copy(payload, moved, kept);
        free(root, Threads.id(), payload);
        return moved;
    }

    /** A block where the one of {@code page} is from: a program's own heap, or the caller's. */
    private static long mallocLike(long root, long heap, long page, long sizeBytes, boolean isGrown) {
        if (Page.has(page, Page.PRIVATE)) return mallocIn(root, Page.heap(page), sizeBytes, isGrown);
        if (isGrown) return LargeBlocks.allocate(root, Heaps.attached(root, heap), sizeBytes, 1, false);
        return malloc(root, heap, sizeBytes);
    }

    /** Whether a block of {@code usableBytes} may stay for {@code sizeBytes}: it fits, and at most half is wasted. */
    private static boolean isGoodFit(long sizeBytes, long usableBytes) {
        return sizeBytes <= usableBytes && (sizeBytes >= usableBytes >>> 1 || usableBytes <= 64);
    }

    /** Bytes that may be used at {@code payload}, at least what was requested; 0 if it is not a live block. */
    public static long usableBytes(long root, long payload) {
        if (Release.ruleAgainst(root, payload) != Rule.NONE) return 0;
        return Release.usableBytes(PageTable.pageOf(PageTable.find(root, payload)));
    }

    /** Bytes that a block of {@code sizeBytes} would have: asking for as many wastes nothing. */
    public static long goodSize(long root, long sizeBytes) {
        if (sizeBytes < 0 || sizeBytes >= LargeBlocks.TOO_LARGE) return 0;
        if (sizeBytes <= SizeClass.LARGEST_BYTES) return SizeClass.bytes(SizeClass.of(sizeBytes));
        return !SegmentRoot.open(root) ? 0 : LargeBlocks.usableFor(root, sizeBytes);
    }

    /** Which rule a free or realloc of {@code payload} would break now; {@link Rule#NONE} for a live block. */
    public static int ruleAgainst(long root, long payload) {
        return Release.ruleAgainst(root, payload);
    }

    /** The payload of the live block that {@code address} points into, or 0. */
    public static long enclosing(long root, long address) {
        return Release.enclosing(root, address);
    }

    /** Makes a heap of the program's own; 0 if there is no memory. */
    public static long makeHeap(long root) {
        return Heaps.makeOwn(root);
    }

    /** A block of {@code heap}, which {@link #makeHeap} made. */
    public static long mallocIn(long root, long heap, long sizeBytes) {
        return mallocIn(root, heap, sizeBytes, false);
    }

    private static long mallocIn(long root, long heap, long sizeBytes, boolean isGrown) {
        OwnHeaps.enter(heap);
        long payload = isGrown || !Bits.isBelow(sizeBytes, SizeClass.LARGEST_BYTES + 1)
                ? LargeBlocks.allocate(root, heap, sizeBytes, 1, false)
                : mallocSlot(root, heap, sizeBytes);
        OwnHeaps.leave(heap);
        return payload;
    }

    /** As {@link #alignedAlloc}, from {@code heap}, which {@link #makeHeap} made. */
    public static long alignedAllocIn(long root, long heap, long alignment, long sizeBytes) {
        if (sizeBytes < 0) return 0;
        long wanted = alignment <= SizeClass.UNIT_BYTES ? sizeBytes : sizeForAlignment(alignment, sizeBytes);
        boolean isSlot = wanted != 0 || alignment <= SizeClass.UNIT_BYTES;
        if (isSlot) return mallocIn(root, heap, wanted);
        OwnHeaps.enter(heap);
        long payload = LargeBlocks.allocate(root, heap, sizeBytes, alignment, false);
        OwnHeaps.leave(heap);
        return payload;
    }

    /** As {@link #calloc}, from {@code heap}, which {@link #makeHeap} made. */
    public static long callocIn(long root, long heap, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        if (sizeBytes < 0) return 0;
        long payload = mallocIn(root, heap, sizeBytes);
        if (payload != 0) Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /** Destroys {@code heap}, which {@link #makeHeap} made, with every block in it. */
    public static void destroyHeap(long root, long heap) {
        OwnHeaps.destroy(root, heap);
    }

    /** The program's own heap that the live block at {@code payload} is from; 0 if it is from none. */
    public static long ownHeapOf(long root, long payload) {
        if (Release.ruleAgainst(root, payload) != Rule.NONE) return 0;
        long page = PageTable.pageOf(PageTable.find(root, payload));
        return Page.has(page, Page.PRIVATE) ? Page.heap(page) : 0;
    }

    /** Whether {@code heap} is one that {@link #makeHeap} made and that lives. It must be memory of the process, or 0. */
    public static boolean isOwnHeap(long root, long heap) {
        return heap != 0 && (heap & 7) == 0 && !Heap.isNone(root, heap) && Heap.isOwn(heap);
    }

    /** Whether {@code heap}, what a thread remembers, is a heap of this root. */
    public static boolean isAttached(long root, long heap) {
        return !Heap.isNone(root, heap);
    }

    /** Gives the calling thread, which has none, a heap; 0 if there is no memory for one. */
    public static long attach(long root) {
        return Heaps.attach(root);
    }

    /** Bytes of what {@link #makeNone} makes. */
    public static final long NONE_BYTES = Heap.NONE_BYTES;

    /** Makes memory something that can be taken for a heap by {@link #tryMalloc}, and has nothing. A {@code root} of any process has such pages. */
    public static void makeNone(long root, long none) {
        for (long at = none; at < none + NONE_BYTES; at += 8) Mem.putLong(at, SegmentRoot.noPage(root));
    }

    /** The calling thread parts with its heap: it ends, or will not allocate for a while. */
    public static void detach(long root, long heap) {
        if (!Heap.isNone(root, heap)) Heaps.detach(root, heap);
    }

    /**
     * Gives back to the system all memory that the calling thread's heap and the common stock do not need now.
     *
     * @return bytes given back
     */
    public static long collect(long root, long heap) {
        if (!SegmentRoot.isOpen(root)) return 0;
        long before = Purse.purgedGranules(root);
        if (!Heap.isNone(root, heap)) Refill.collectAll(root, heap, false);
        Purse.purge(root, Long.MAX_VALUE);
        return Purse.purgedGranules(root) - before << Segment.LOG_GRANULE_BYTES;
    }

    /** Gives all memory back, addresses too. Nothing of this root may be in use, or used again; no thread may remember a heap of it. */
    public static void close(long root) {
        if (!SegmentRoot.isOpen(root)) return;
        Arenas.close(root);
        PageTable.close(root);
        Meta.close(root);
    }

    /** What passes with time: to be called now and then, from any thread. */
    public static void tick(long root) {
        if (SegmentRoot.isOpen(root)) Purse.tick(root);
    }

    /**
     * Asks the system for all addresses from {@code address} on, so that a run can be repeated byte by byte; what is taken
     * there it puts elsewhere. To be called before anything else; 0 leaves the choice to the system.
     */
    public static void placeAt(long root, long address) {
        AddressSpace.placeAt(SegmentRoot.space(root), address);
    }

    /** At most so many bytes of memory from now on, 0 for no limit. */
    public static void limit(long root, long limitBytes) {
        Purse.limit(root, limitBytes);
    }

    /**
     * Adds memory of the caller's, {@code sizeBytes} bytes from {@code address} on; with {@code isExclusive} the system is
     * asked for no more from now on. Whether it could be added.
     */
    public static boolean manage(long root, long address, long sizeBytes, boolean isExclusive) {
        return Arenas.manage(root, address, sizeBytes, isExclusive);
    }
}
