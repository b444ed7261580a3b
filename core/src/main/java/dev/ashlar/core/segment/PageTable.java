package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Finds the descriptor of any address: bits of the address are the index into one flat table.
 * <pre>
 *   address   63 … window   window - 1 … 16   15 … 0
 *             ignored       index             within the granule
 * </pre>
 * The table is reserved for a window of 1 TiB and touched only where there are arenas: 128 bytes for 64 KiB. Two addresses
 * that differ by a multiple of the window share a descriptor; arenas are therefore never placed so, and what an address
 * finds is proved by its distance from the page's start ({@link dev.ashlar.core.size.Division}), which for a stranger
 * is at least a window, and then its product is over every limit: distance · step / size ≥ 2³² · 16 / 2¹⁶ = 2²⁰, and a
 * limit is at most the bytes of a page of slots, 2¹⁸.
 *
 * <p>Where the address space is limited the window is 4 GiB, and where not even that table can be had, the mask is 0:
 * then every address finds {@link SegmentRoot#noPage}, no free takes the fast path, and {@link #find} searches the arenas,
 * each of which has its descriptors in a mapping beside it.
 */
final class PageTable {
    private PageTable() {}

    /** An address shifted right by this, and masked, is the distance of its descriptor from the table. */
    static final int SHIFT = Segment.LOG_GRANULE_BYTES - Page.LOG_BYTES;

    private static final int LOG_WINDOW_BYTES = 40;
    private static final int LOG_SMALL_WINDOW_BYTES = 32;

    /** With less than this for all of its addresses, a process can't spare the larger table. */
    private static final long PLENTY_BYTES = 1L << 36;

    /** With less than this, not even the smaller one. */
    private static final long SOME_BYTES = 1L << 28;

    /** Reserves the table; without one, all goes on as said above. */
    static void open(long root) {
        long mostBytes = AddressSpace.mostBytes(SegmentRoot.space(root));
        boolean isOpen = mostBytes >= PLENTY_BYTES && tryOpen(root, LOG_WINDOW_BYTES);
        if (!isOpen && mostBytes >= SOME_BYTES) tryOpen(root, LOG_SMALL_WINDOW_BYTES);
    }

    /** The whole table is readable, since any address may be looked up; where there are arenas it is committed. */
    private static boolean tryOpen(long root, int logWindowBytes) {
        long space = SegmentRoot.space(root);
        long tableBytes = 1L << logWindowBytes - SHIFT;
        long table = AddressSpace.reserve(space, tableBytes, Page.BYTES);
        if (table == 0) return false;
        if (!AddressSpace.makeReadable(space, table, tableBytes)) {
            AddressSpace.release(space, table, tableBytes);
            return false;
        }
        // free(NULL) looks there, too.
        if (AddressSpace.mustRecommit()) AddressSpace.commit(space, table, AddressSpace.pageBytes(space));
        Check.zeroed(table, tableBytes);
        Mem.putLong(root + SegmentRoot.TABLE, table);
        Atomics.storeRelease(root + SegmentRoot.MASK, tableBytes - Page.BYTES);
        return true;
    }

    /** Makes the descriptors of a range writable; they are in one piece. Whether there is memory for them. */
    static boolean commit(long root, long start, long granules) {
        long space = SegmentRoot.space(root);
        long pageBytes = AddressSpace.pageBytes(space);
        long first = entry(root, start) & -pageBytes;
        long end = Align.up(entry(root, start) + (granules << Page.LOG_BYTES), pageBytes);
        return AddressSpace.commit(space, first, end - first);
    }

    /** Bytes of addresses that the table tells apart. */
    static long windowBytes(long root) {
        return Mem.getLong(root + SegmentRoot.MASK) + Page.BYTES << SHIFT;
    }

    static void close(long root) {
        if (!isFlat(root)) return;
        long tableBytes = Mem.getLong(root + SegmentRoot.MASK) + Page.BYTES;
        AddressSpace.release(SegmentRoot.space(root), Mem.getLong(root + SegmentRoot.TABLE), tableBytes);
        Mem.putLong(root + SegmentRoot.MASK, 0);
        Mem.putLong(root + SegmentRoot.TABLE, SegmentRoot.noPage(root));
    }

    static boolean isFlat(long root) {
        return Mem.getLong(root + SegmentRoot.MASK) != 0;
    }

    /** The entry of the table for an address. */
    static long entry(long root, long address) {
        return Mem.getLong(root + SegmentRoot.TABLE) + (address >>> SHIFT & Mem.getLong(root + SegmentRoot.MASK));
    }

    /** The descriptor of the granule that {@code address} lies in; 0 if it is in no arena. */
    static long find(long root, long address) {
        if (isFlat(root)) {
            long page = entry(root, address);
            long arena = Page.arena(page);
            return arena != 0 && Arena.contains(arena, address) ? page : 0;
        }
        long arena = Arenas.enclosing(root, address);
        return arena == 0 ? 0 : Arena.page(arena, address - Arena.start(arena) >>> Segment.LOG_GRANULE_BYTES);
    }

    /** The page that a descriptor, its own or one inside it, belongs to. */
    static long pageOf(long descriptor) {
        return Page.kind(descriptor) == Page.INTERIOR ? Page.extent(descriptor) : descriptor;
    }
}
