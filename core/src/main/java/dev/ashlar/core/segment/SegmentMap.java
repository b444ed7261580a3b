package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;

/**
 * All that there is of a heap, piece by piece: each arena, then what lies in it from its first byte to its last, without a hole. A map
 * is a cursor, memory of the caller's; zeroed, it is before the first arena.
 * <pre>
 *   map +  0   kind        of the piece that {@link #next} has found: one of the below
 *   map +  8   address     of its first byte
 *   map + 16   bytes       of it
 *   map + 24   slotBytes   PAGE: bytes of a slot; LARGE: usable bytes of the block
 *   map + 32   slots       that there is room for
 *   map + 40   made        of these, the first so many have been made
 *   map + 48   used        slots that the page counts as used: live, kept by who freed them, or under way from other threads
 *   map + 56   owner       id of the thread whose page it is; 0 if it is no thread's
 *   map + 64   arena       its index in the directory
 *   map + 72   granule     the next one to look at, and 1 more; 0: the arena itself comes next
 *   map + 80   start       of the arena that the pieces are in
 *   map + 88   live        a bit for each slot: set if it has no mark of a free one
 * </pre>
 * Nothing is locked, no list is followed, and other threads may go on. Each piece is then as of some moment of its own, and the slots
 * of a page as of moments during one look at it. A slot that somebody has freed and keeps, or that is under way, is not live here and
 * is counted in {@code used}. While all rest, the map is exact.
 */
public final class SegmentMap {
    private SegmentMap() {}

    /** An arena: its pieces follow. */
    public static final int ARENA = 1;

    /** A page of slots. */
    public static final int PAGE = 2;

    /** A large block. */
    public static final int LARGE = 3;

    /** Free granules that may be resident. */
    public static final int IDLE = 4;

    /** Free granules that were of use, and whose memory the system has again. */
    public static final int PURGED = 5;

    /** Granules that were never used. */
    public static final int RESERVED = 6;

    /** Granules that some thread is just taking or giving back. */
    public static final int CHANGING = 7;

    private static final long KIND = 0;
    private static final long ADDRESS = 8;
    private static final long PIECE_BYTES = 16;
    private static final long SLOT_BYTES = 24;
    private static final long SLOTS = 32;
    private static final long MADE = 40;
    private static final long USED = 48;
    private static final long OWNER = 56;
    private static final long ARENA_INDEX = 64;
    private static final long GRANULE = 72;
    private static final long START = 80;
    private static final long LIVE = 88;

    /** The smallest slot's: a page of those has one granule. */
    private static final long LEAST_SLOT_BYTES = 16;

    private static final long MOST_SLOTS = Segment.GRANULE_BYTES / LEAST_SLOT_BYTES;

    private static final int MOST_PAGE_GRANULES = 8;

    /** Bytes of a map. */
    public static final long BYTES = LIVE + MOST_SLOTS / 8;

    /** A page that changes while it is looked at is looked at again, so often. */
    private static final int MOST_LOOKS = 4;

    public static int kind(long map) {
        return (int) Mem.getLong(map + KIND);
    }

    public static long address(long map) {
        return Mem.getLong(map + ADDRESS);
    }

    public static long bytes(long map) {
        return Mem.getLong(map + PIECE_BYTES);
    }

    public static long slotBytes(long map) {
        return Mem.getLong(map + SLOT_BYTES);
    }

    public static int slots(long map) {
        return (int) Mem.getLong(map + SLOTS);
    }

    public static int made(long map) {
        return (int) Mem.getLong(map + MADE);
    }

    public static int used(long map) {
        return (int) Mem.getLong(map + USED);
    }

    public static long owner(long map) {
        return Mem.getLong(map + OWNER);
    }

    /** The live bits of slots {@code 64 * index} and those after. */
    public static long liveBits(long map, int index) {
        return Mem.getLong(map + LIVE + index * 8L);
    }

    /** Moves to the next piece; false after the last. */
    public static boolean next(long root, long map) {
        if (!SegmentRoot.isOpen(root)) return false;
        long arena;
        while ((arena = Arenas.at(root, (int) Mem.getLong(map + ARENA_INDEX))) != 0) {
            long granule = Mem.getLong(map + GRANULE) - 1;
            if (granule < 0 && Arena.isOpen(arena)) {
                Mem.putLong(map + START, Arena.start(arena));
                found(map, ARENA, arena, 0, Arena.granules(arena));
                Mem.putLong(map + GRANULE, 1);
                return true;
            }
            boolean isStill = granule >= 0 && Arena.isOpen(arena) && Arena.start(arena) == Mem.getLong(map + START);
            if (isStill && granule < Arena.granules(arena)) {
                findAt(root, map, arena, granule);
                return true;
            }
            Mem.putLong(map + ARENA_INDEX, Mem.getLong(map + ARENA_INDEX) + 1);
            Mem.putLong(map + GRANULE, 0);
        }
        return false;
    }

    private static void findAt(long root, long map, long arena, long granule) {
        long page = Arena.page(arena, granule);
        for (int i = 0; i < MOST_LOOKS; i++) {
            int kind = Page.kind(page);
            if (kind == Page.SLOTS && findPage(root, map, arena, granule, page)) return;
            if (kind == Page.LARGE && findLarge(map, arena, granule, page)) return;
            if (kind == Page.NONE) break;
        }
        findRun(map, arena, granule);
    }

    private static boolean findPage(long root, long map, long arena, long granule, long page) {
        long slotBytes = Page.slotBytes(page);
        long granules = Page.granules(page);
        boolean isWhole = slotBytes >= LEAST_SLOT_BYTES
                && granules >= 1
                && granules <= MOST_PAGE_GRANULES
                && (granule & Segment.GRANULES - 1) + granules <= Segment.GRANULES;
        if (!isWhole) return false;
        long slots = (granules << Segment.LOG_GRANULE_BYTES) / slotBytes;
        if (slots > MOST_SLOTS) return false;
        long made = Page.extended(page);
        found(map, PAGE, arena, granule, granules);
        Mem.putLong(map + SLOT_BYTES, slotBytes);
        Mem.putLong(map + SLOTS, slots);
        Mem.putLong(map + MADE, made < slots ? made : slots);
        Mem.putLong(map + USED, Pages.live(page));
        Mem.putLong(map + OWNER, Page.owner(page));
        return look(root, map, arena, page);
    }

    /** Reads the marks; false if the page has become another meanwhile. */
    private static boolean look(long root, long map, long arena, long page) {
        Purse.look(root);
        boolean isThere = isSame(map, arena, page);
        if (isThere) {
            int made = made(map);
            for (int i = 0; i < made; i += Long.SIZE) {
                Mem.putLong(map + LIVE + (i >>> 3), marks(map, page, i, made - i < Long.SIZE ? made - i : Long.SIZE));
            }
        }
        Purse.lookAway(root);
        return isThere && isSame(map, arena, page);
    }

    private static boolean isSame(long map, long arena, long page) {
        return Arena.isOpen(arena)
                && Arena.start(arena) == Mem.getLong(map + START)
                && Page.kind(page) == Page.SLOTS
                && Page.slotBytes(page) == slotBytes(map);
    }

    /** A bit for each of {@code count} slots from {@code first} on. */
    private static long marks(long map, long page, int first, int count) {
        long slotBytes = slotBytes(map);
        long slot = address(map) + first * slotBytes;
        long bits = 0;
        for (int i = 0; i < count; i++) {
            if (!Slot.isFree(page, slot)) bits |= 1L << i;
            slot += slotBytes;
        }
        return bits;
    }

    private static boolean findLarge(long map, long arena, long granule, long page) {
        long granules = Page.granules(page);
        if (granules < 1 || granules > Arena.granules(arena) - granule) return false;
        found(map, LARGE, arena, granule, granules);
        long usableBytes = Page.extent(page);
        Mem.putLong(map + SLOT_BYTES, usableBytes < bytes(map) ? usableBytes : bytes(map));
        Mem.putLong(map + SLOTS, 1);
        Mem.putLong(map + MADE, 1);
        Mem.putLong(map + USED, 1);
        Mem.putLong(map + OWNER, 0);
        Mem.putLong(map + LIVE, 1);
        return true;
    }

    /** Granules side by side that are in the same state, up to the end of their segment. */
    private static void findRun(long map, long arena, long granule) {
        long segment = Arena.segment(arena, granule >>> Segment.LOG_GRANULES);
        long free = Segment.free(segment);
        long dirty = Segment.dirty(segment);
        int kind = stateOf(arena, granule, free, dirty);
        long end = (granule | Segment.GRANULES - 1) + 1;
        if (end > Arena.granules(arena)) end = Arena.granules(arena);
        long next = granule + 1;
        while (next < end
                && Page.kind(Arena.page(arena, next)) == Page.NONE
                && stateOf(arena, next, free, dirty) == kind) next++;
        found(map, kind, arena, granule, next - granule);
    }

    private static int stateOf(long arena, long granule, long free, long dirty) {
        long bit = 1L << (granule & Segment.GRANULES - 1);
        if ((free & bit) == 0) return CHANGING;
        if ((dirty & bit) != 0) return IDLE;
        return Arena.served(arena, granule) == ClassStats.NONE ? RESERVED : PURGED;
    }

    private static void found(long map, int kind, long arena, long granule, long granules) {
        Mem.putLong(map + KIND, kind);
        Mem.putLong(map + ADDRESS, Mem.getLong(map + START) + (granule << Segment.LOG_GRANULE_BYTES));
        Mem.putLong(map + PIECE_BYTES, granules << Segment.LOG_GRANULE_BYTES);
        Mem.putLong(map + GRANULE, granule + granules + 1);
    }
}
