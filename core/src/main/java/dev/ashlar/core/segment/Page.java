package dev.ashlar.core.segment;

import dev.ashlar.core.size.Division;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;

/**
 * The descriptor of a page, apart from the page itself; a page is the address of its descriptor. A page is a run of equal
 * slots, or one large block, and has one or more granules; each granule has a descriptor, and the first one's is the
 * page's.
 * <pre>
 *   page +   0  owner      id of the thread whose free may take the fast path; 0 if no thread's may
 *   page +   8  start      first byte of slot 0
 *   page +  16  magic      of the size of a slot, for {@link Division}
 *   page +  24  limit      extended · step: what a distance's product stays below
 *   page +  32  free       first of the free slots, or 0
 *   page +  40  used       slots that are not in that list, of those extended; one more while the page is current
 *   page +  44  kind       NONE, SLOTS, LARGE, INTERIOR
 *   page +  48  heap       whose page this is; 0 while it is nobody's
 *   page +  56  extended   slots that have been made so far
 *   page +  60  capacity   slots that there is room for
 *  ───────────  a line of its own: other threads write here
 *   page +  64  remote     {@link Remote}: slots that other threads freed
 *   page +  72  next, previous     in a queue or a list of its heap
 *   page +  88  step       of the division
 *   page +  96  slotBytes  (int)
 *   page + 100  sizeClass  (int)
 *   page + 104  granules   (int)
 *   page + 108  flags      (int)
 *   page + 112  extent     LARGE: usable bytes; INTERIOR: the page that this granule is part of
 *   page + 120  arena
 * </pre>
 * Slots: {@code used + length(free) = extended ≤ capacity}, counting what is on its way here from other threads as used.
 * Other threads look at owner, limit, used, kind, heap, class, flags and extent of pages that are not theirs; what they see may be of
 * yesterday, and decides nothing by itself.
 * Only slots below {@code extended} have been touched, so a page costs no more memory than it has served.
 */
final class Page {
    private Page() {}

    static final long OWNER = 0;
    static final long START = 8;
    static final long MAGIC = 16;
    static final long LIMIT = 24;
    static final long FREE = 32;
    static final long USED = 40;
    private static final long KIND = 44;
    private static final long HEAP = 48;
    private static final long EXTENDED = 56;
    private static final long CAPACITY = 60;
    static final long REMOTE = 64;
    static final long LINKS = 72;
    private static final long STEP = 88;
    private static final long SLOT_BYTES = 96;
    private static final long SIZE_CLASS = 100;
    private static final long GRANULES = 104;
    private static final long FLAGS = 108;
    private static final long EXTENT = 112;
    private static final long ARENA = 120;

    /** log₂ of the bytes of a descriptor: two lines of cache. */
    static final int LOG_BYTES = 7;

    static final long BYTES = 1 << LOG_BYTES;

    /** Granules that a page of slots has at most. */
    private static final int MOST_GRANULES = 8;

    static final int NONE = 0;
    static final int SLOTS = 1;
    static final int LARGE = 2;
    static final int INTERIOR = 3;

    /** Flag: the memory read as zero when the page was opened, and what is not extended still does. */
    static final int CLEAN = 1;

    /** Flag: the page is the current one of its class. */
    static final int CURRENT = 2;

    /** Flag: the page of a program's own heap, which only leaves that when it is empty. */
    static final int PRIVATE = 4;

    static long owner(long page) {
        return Atomics.loadRelaxed(page + OWNER);
    }

    static void setOwner(long page, long owner) {
        Atomics.storeRelaxed(page + OWNER, owner);
    }

    static long start(long page) {
        return Mem.getLong(page + START);
    }

    static long free(long page) {
        return Mem.getLong(page + FREE);
    }

    static void setFree(long page, long slot) {
        Mem.putLong(page + FREE, slot);
    }

    static int used(long page) {
        return Atomics.loadRelaxedInt(page + USED);
    }

    static void setUsed(long page, int used) {
        Atomics.storeRelaxedInt(page + USED, used);
    }

    static int kind(long page) {
        return Atomics.loadRelaxedInt(page + KIND);
    }

    static void setKind(long page, int kind) {
        Atomics.storeRelaxedInt(page + KIND, kind);
    }

    static long heap(long page) {
        return Atomics.loadRelaxed(page + HEAP);
    }

    static void setHeap(long page, long heap) {
        Atomics.storeRelaxed(page + HEAP, heap);
    }

    static int extended(long page) {
        return Mem.getInt(page + EXTENDED);
    }

    static int capacity(long page) {
        return Mem.getInt(page + CAPACITY);
    }

    static long slotBytes(long page) {
        return Mem.getInt(page + SLOT_BYTES);
    }

    static int sizeClass(long page) {
        return Atomics.loadRelaxedInt(page + SIZE_CLASS);
    }

    static int granules(long page) {
        return Mem.getInt(page + GRANULES);
    }

    static boolean has(long page, int flag) {
        return (Atomics.loadRelaxedInt(page + FLAGS) & flag) != 0;
    }

    static void setFlag(long page, int flag) {
        Atomics.storeRelaxedInt(page + FLAGS, Atomics.loadRelaxedInt(page + FLAGS) | flag);
    }

    static void clearFlag(long page, int flag) {
        Atomics.storeRelaxedInt(page + FLAGS, Atomics.loadRelaxedInt(page + FLAGS) & ~flag);
    }

    static long extent(long page) {
        return Atomics.loadRelaxed(page + EXTENT);
    }

    static void setExtent(long page, long extent) {
        Atomics.storeRelaxed(page + EXTENT, extent);
    }

    /** The page that a granule was part of which is of none now: itself, unless it was inside of one. */
    static long former(long page) {
        long distance = page - extent(page);
        boolean wasInside = distance > 0 && distance < MOST_GRANULES * BYTES && (distance & BYTES - 1) == 0;
        return wasInside ? page - distance : page;
    }

    static long arena(long page) {
        return Mem.getLong(page + ARENA);
    }

    static void setArena(long page, long arena) {
        Mem.putLong(page + ARENA, arena);
    }

    /** First byte of the granule that a descriptor describes; its arena is set. */
    static long address(long page) {
        long arena = arena(page);
        return Arena.start(arena) + (Arena.indexOf(arena, page) << Segment.LOG_GRANULE_BYTES);
    }

    static boolean isExtendable(long page) {
        return extended(page) < capacity(page);
    }

    /** Makes slots below {@code extended} valid; linking them is the caller's affair. */
    static void setExtended(long page, int extended) {
        Mem.putInt(page + EXTENDED, extended);
        Atomics.storeRelaxed(page + LIMIT, extended * Mem.getLong(page + STEP));
    }

    /** Whether {@code payload} is the first byte of a slot that has been made. */
    static boolean isSlot(long page, long payload) {
        return Division.isMultipleBelow(
                payload - Mem.getLong(page + START), Mem.getLong(page + MAGIC), Atomics.loadRelaxed(page + LIMIT));
    }

    /** Describes granules that the caller has just claimed as a page of slots, none of them made yet. */
    static void openSlots(long page, int granules, int sizeClass, boolean isClean) {
        long slotBytes = SizeClass.bytes(sizeClass);
        long magic = Division.magic(slotBytes);
        Mem.putLong(page + START, address(page));
        Mem.putLong(page + MAGIC, magic);
        Mem.putLong(page + STEP, Division.step(magic, slotBytes));
        Mem.putInt(page + SLOT_BYTES, (int) slotBytes);
        Atomics.storeRelaxedInt(page + SIZE_CLASS, sizeClass);
        Mem.putInt(page + CAPACITY, (int) (((long) granules << Segment.LOG_GRANULE_BYTES) / slotBytes));
        setExtended(page, 0);
        openAny(page, granules, isClean ? CLEAN : 0);
        Atomics.storeRelaxedInt(page + KIND, SLOTS);
        for (int i = 1; i < granules; i++) {
            long interior = page + i * BYTES;
            Atomics.storeRelaxed(interior + EXTENT, page);
            Mem.putLong(interior + ARENA, arena(page));
            Atomics.storeRelaxedInt(interior + KIND, INTERIOR);
        }
    }

    /** Describes granules that the caller has just claimed as one large block of {@code usableBytes}. */
    static void openLarge(long page, int granules, long usableBytes) {
        Mem.putLong(page + START, address(page));
        Mem.putLong(page + MAGIC, 0);
        Atomics.storeRelaxed(page + LIMIT, 0);
        Mem.putInt(page + EXTENDED, 0);
        Mem.putInt(page + CAPACITY, 0);
        openAny(page, granules, 0);
        Atomics.storeRelaxed(page + EXTENT, usableBytes);
        Atomics.storeRelaxedInt(page + KIND, LARGE);
    }

    private static void openAny(long page, int granules, int flags) {
        Mem.putLong(page + FREE, 0);
        setUsed(page, 0);
        Atomics.storeRelaxed(page + HEAP, 0);
        Atomics.storeRelaxed(page + REMOTE, 0);
        Mem.putInt(page + GRANULES, granules);
        Atomics.storeRelaxedInt(page + FLAGS, flags);
    }

    static void setGranules(long page, int granules) {
        Mem.putInt(page + GRANULES, granules);
    }

    /** The descriptors describe nothing from now on. */
    static void close(long page) {
        Atomics.storeRelaxed(page + OWNER, 0);
        if (kind(page) == SLOTS) {
            for (int i = granules(page) - 1; i > 0; i--) Atomics.storeRelaxedInt(page + i * BYTES + KIND, NONE);
        }
        Atomics.storeRelaxedInt(page + KIND, NONE);
    }
}
