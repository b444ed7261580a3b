package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;

/**
 * Visits every live block, in the order of arenas and addresses. A walk is a cursor, memory of the caller's; zeroed, it is
 * before the first block.
 * <pre>
 *   cursor +  0   payload       of the block that {@link #next} has found
 *   cursor +  8   usableBytes   of it
 *   cursor + 16   arena         its index in the directory
 *   cursor + 24   granule       index in the arena of the page to look at
 *   cursor + 32   slot          the next slot of that page to look at
 * </pre>
 * A slot is free exactly if it bears its mark, so no list is followed and nothing is locked. Other threads may go on;
 * what they allocate and free meanwhile may or may not be seen. While they rest, the walk is exact.
 */
public final class SegmentWalk {
    private SegmentWalk() {}

    private static final long PAYLOAD = 0;
    private static final long USABLE_BYTES = 8;
    private static final long ARENA = 16;
    private static final long GRANULE = 24;
    private static final long SLOT = 32;

    /** Bytes of a cursor. */
    public static final long CURSOR_BYTES = 40;

    public static long payload(long cursor) {
        return Mem.getLong(cursor + PAYLOAD);
    }

    public static long usableBytes(long cursor) {
        return Mem.getLong(cursor + USABLE_BYTES);
    }

    /** Moves to the next live block, of {@code heap} alone unless that is 0; false after the last. */
    public static boolean next(long root, long cursor, long heap) {
        if (!SegmentRoot.isOpen(root)) return false;
        long arena;
        while ((arena = Arenas.at(root, (int) Mem.getLong(cursor + ARENA))) != 0) {
            long granule = Mem.getLong(cursor + GRANULE);
            if (!Arena.isOpen(arena) || granule >= Arena.granules(arena)) {
                Mem.putLong(cursor + ARENA, Mem.getLong(cursor + ARENA) + 1);
                Mem.putLong(cursor + GRANULE, 0);
            } else if (nextIn(root, cursor, Arena.page(arena, granule), heap)) {
                return true;
            } else {
                Mem.putLong(cursor + GRANULE, granule + granulesOf(Arena.page(arena, granule)));
                Mem.putLong(cursor + SLOT, 0);
            }
        }
        return false;
    }

    /** How far it is to the next page; 1 where none begins, also if one did when the walk came here. */
    private static int granulesOf(long page) {
        int kind = Page.kind(page);
        return kind == Page.SLOTS || kind == Page.LARGE ? Page.granules(page) : 1;
    }

    private static boolean nextIn(long root, long cursor, long page, long heap) {
        int kind = Page.kind(page);
        boolean isWanted = heap == 0 || Page.heap(page) == heap;
        if (!isWanted || kind != Page.SLOTS && kind != Page.LARGE) return false;
        long slot = Mem.getLong(cursor + SLOT);
        if (kind == Page.LARGE) {
            Mem.putLong(cursor + SLOT, 1);
            return slot == 0 && found(cursor, Page.start(page), Page.extent(page));
        }
        long slotBytes = Page.slotBytes(page);
        while (slot < Page.extended(page)) {
            long payload = Page.start(page) + slot * slotBytes;
            slot++;
            if (Slot.isFree(page, payload)) continue;
            Mem.putLong(cursor + SLOT, slot);
            return found(cursor, payload, slotBytes);
        }
        Mem.putLong(cursor + SLOT, slot);
        return false;
    }

    private static boolean found(long cursor, long payload, long usableBytes) {
        Mem.putLong(cursor + PAYLOAD, payload);
        Mem.putLong(cursor + USABLE_BYTES, usableBytes);
        return true;
    }
}
