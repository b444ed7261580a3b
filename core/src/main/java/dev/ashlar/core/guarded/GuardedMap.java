package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Mem;

/**
 * All that there is of a guarded heap, piece by piece: each region, then its blocks and free ranges from the first to the last, without a
 * hole. A map is a cursor, memory of the caller's; zeroed, it is before the first region. Nobody may be inside the heap until it is through.
 * <pre>
 *   map +  0   kind        of the piece that {@link #next} has found: one of the below
 *   map +  8   address     of its first byte: for a region, of its record
 *   map + 16   bytes       of it: for a region, of all of it
 *   map + 24   payload     block: where the user's bytes begin; region: where the blocks begin
 *   map + 32   requested   block: bytes that were asked for; region: bytes of memory that records and notes have
 *   map + 40   gap         bytes at the end of a block that nobody may touch; of a region: of each of its blocks
 *   map + 48   allocSite   block: who allocated it
 *   map + 56   freeSite    block in quarantine: who freed it
 *   map + 64   region      that the pieces are in, or 0
 *   map + 72   range       that comes next, or 0
 * </pre>
 */
public final class GuardedMap {
    private GuardedMap() {}

    /** A region: its pieces follow. */
    public static final int REGION = 1;

    public static final int LIVE = 2;
    public static final int QUARANTINED = 3;
    public static final int FREE = 4;

    private static final long KIND = 0;
    private static final long ADDRESS = 8;
    private static final long PIECE_BYTES = 16;
    private static final long PAYLOAD = 24;
    private static final long REQUESTED = 32;
    private static final long GAP = 40;
    private static final long ALLOC_SITE = 48;
    private static final long FREE_SITE = 56;
    private static final long REGION_AT = 64;
    private static final long RANGE = 72;

    /** Bytes of a map. */
    public static final long BYTES = 80;

    public static int kind(long map) {
        return (int) Mem.getLong(map + KIND);
    }

    public static long address(long map) {
        return Mem.getLong(map + ADDRESS);
    }

    public static long bytes(long map) {
        return Mem.getLong(map + PIECE_BYTES);
    }

    public static long payload(long map) {
        return Mem.getLong(map + PAYLOAD);
    }

    public static long requested(long map) {
        return Mem.getLong(map + REQUESTED);
    }

    public static long gap(long map) {
        return Mem.getLong(map + GAP);
    }

    public static long allocSite(long map) {
        return Mem.getLong(map + ALLOC_SITE);
    }

    public static long freeSite(long map) {
        return Mem.getLong(map + FREE_SITE);
    }

    /** Moves to the next piece; false after the last. The latest region comes first. */
    public static boolean next(long heap, long map) {
        long range = Mem.getLong(map + RANGE);
        if (range != 0) {
            findRange(map, Mem.getLong(map + REGION_AT), range);
            return true;
        }
        long before = Mem.getLong(map + REGION_AT);
        boolean isFirst = kind(map) == 0;
        long region = isFirst ? Regions.last(heap) : before == 0 ? 0 : Region.next(before);
        Mem.putLong(map + REGION_AT, region);
        if (region == 0) return false;
        findRegion(heap, map, region);
        return true;
    }

    private static void findRegion(long heap, long map, long region) {
        long pageBytes = AddressSpace.pageBytes(GuardedHeap.space(heap));
        found(map, REGION, region, Region.bytes(region), Region.gap(region));
        Mem.putLong(map + PAYLOAD, Region.start(region));
        Mem.putLong(map + REQUESTED, Region.recordBytes(region, pageBytes));
        Mem.putLong(map + RANGE, TlsfRanges.first(Region.ranges(region)));
    }

    private static void findRange(long map, long region, long range) {
        long note = Region.noteOf(region, range);
        boolean isFree = TlsfRanges.isFree(range);
        int kind = isFree ? FREE : Note.state(note) == Note.LIVE ? LIVE : QUARANTINED;
        found(map, kind, Region.startOf(region, range), TlsfRanges.bytes(range), Region.gap(region));
        Mem.putLong(map + PAYLOAD, isFree ? 0 : Note.payload(note));
        Mem.putLong(map + REQUESTED, isFree ? 0 : Note.requested(note));
        Mem.putLong(map + ALLOC_SITE, isFree ? 0 : Note.allocSite(note));
        Mem.putLong(map + FREE_SITE, kind == QUARANTINED ? Note.freeSite(note) : 0);
        Mem.putLong(map + RANGE, TlsfRanges.next(range));
    }

    private static void found(long map, int kind, long address, long bytes, long gap) {
        Mem.putLong(map + KIND, kind);
        Mem.putLong(map + ADDRESS, address);
        Mem.putLong(map + PIECE_BYTES, bytes);
        Mem.putLong(map + GAP, gap);
    }
}
