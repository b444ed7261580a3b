package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Mem;

/** The numbers that are shown: one row per size class, one for large blocks, one for all together. */
public final class SegmentStats {
    private SegmentStats() {}

    /** The row of large blocks. */
    public static final int LARGE = SizeClass.COUNT;

    /** The row of what belongs to no class. */
    public static final int TOTAL = LARGE + 1;

    /** Columns of a class: bytes of a slot (0 for large blocks), then as in {@link ClassStats}. */
    public static final int SLOT_BYTES = 0;

    public static final int PAGES = 1;
    public static final int PEAK_PAGES = 2;
    public static final int OPENED = 3;
    public static final int REMOTE = 4;
    public static final int SAMPLED = 5;
    public static final int REQUESTED = 6;

    /** Bytes of a page of the class. */
    public static final int PAGE_BYTES = 7;

    /** Bytes given back to the system that were last in a page of the class. */
    public static final int PURGED_BYTES = 8;

    /** Columns of {@link #TOTAL}. */
    public static final int COMMITTED = 0;

    public static final int PEAK_COMMITTED = 1;
    public static final int DIRTY = 2;
    public static final int PURGED = 3;
    public static final int RESERVED = 4;
    public static final int LIMIT = 5;

    /** Bytes given back of which nobody knows what they were part of; of the child of a fork. {@link #PURGED} has them too. */
    public static final int PURGED_UNKNOWN = 6;

    /** The first of the counts of {@link AddressSpace}'s calls. */
    public static final int CALLS = 8;

    /** One number; counts as such, memory in bytes. */
    public static long value(long root, int row, int column) {
        if (row == TOTAL && column == LIMIT) return Purse.limitBytes(root); // which may be set before anything else
        if (!SegmentRoot.isOpen(root)) return 0;
        if (row == TOTAL) return total(root, column);
        if (column == SLOT_BYTES) return row == LARGE ? 0 : SizeClass.bytes(row);
        if (column == PAGE_BYTES) return row == LARGE ? 0 : bytes(Pages.granulesFor(row));
        if (column == PURGED_BYTES) return purgedBytes(root, row);
        if (column == REMOTE) return row == LARGE ? 0 : remote(root, row);
        return ClassStats.value(root, row, column < REMOTE ? column - PAGES : column - PAGES - 1);
    }

    private static long purgedBytes(long root, int row) {
        return bytes(ClassStats.value(root, row, ClassStats.PURGED));
    }

    private static long remote(long root, int sizeClass) {
        long slots = 0;
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap)) slots += Heap.remote(heap, sizeClass);
        return slots;
    }

    private static long total(long root, int column) {
        if (column >= CALLS) return AddressSpace.calls(SegmentRoot.space(root), column - CALLS);
        switch (column) {
            case COMMITTED:
                return bytes(Purse.committedGranules(root));
            case PEAK_COMMITTED:
                return bytes(Purse.peakGranules(root));
            case DIRTY:
                return bytes(Purse.dirtyGranules(root));
            case PURGED:
                return bytes(Purse.purgedGranules(root));
            case PURGED_UNKNOWN:
                return purgedBytes(root, ClassStats.NONE);
            default:
                return reservedBytes(root);
        }
    }

    /**
     * Counts live blocks, and their usable bytes, by row into {@code LARGE + 1} longs each, at {@code blocks} and {@code
     * bytes}. Those of a thread that is at work are as of some moment during the call.
     */
    public static void use(long root, long blocks, long bytes) {
        if (!SegmentRoot.isOpen(root)) return;
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            long granules = Arena.isOpen(arena) ? Arena.granules(arena) : 0;
            for (long j = 0; j < granules; j++) {
                long page = Arena.page(arena, j);
                if (Page.kind(page) == Page.LARGE) {
                    add(blocks, bytes, LARGE, 1, Page.extent(page));
                    j += Page.granules(page) - 1;
                } else if (Page.kind(page) == Page.SLOTS) {
                    long live = Pages.live(page);
                    add(blocks, bytes, Page.sizeClass(page), live, live * Page.slotBytes(page));
                }
            }
        }
    }

    /**
     * Takes from what {@link #use} has counted the slots that threads have freed and still gather for the pages of others; for whoever
     * wants to know what is allocated, not what memory is taken up.
     */
    public static void leaveOutGathered(long root, long blocks, long bytes) {
        if (!SegmentRoot.isOpen(root)) return;
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap)) {
            for (int i = 0; i < Outbox.COUNT; i++) {
                long page = Outbox.page(heap, i);
                if (page == 0 || Page.kind(page) != Page.SLOTS) continue;
                long slots = Outbox.slots(heap, i);
                add(blocks, bytes, Page.sizeClass(page), -slots, -slots * Page.slotBytes(page));
            }
        }
    }

    private static void add(long blocks, long bytes, int row, long moreBlocks, long moreBytes) {
        Mem.putLong(blocks + row * 8L, Mem.getLong(blocks + row * 8L) + moreBlocks);
        Mem.putLong(bytes + row * 8L, Mem.getLong(bytes + row * 8L) + moreBytes);
    }

    private static long bytes(long granules) {
        return granules << Segment.LOG_GRANULE_BYTES;
    }

    private static long reservedBytes(long root) {
        long bytes = 0;
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            if (Arena.isOpen(arena)) bytes += bytes(Arena.granules(arena));
        }
        return bytes;
    }
}
