package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * The live blocks by who allocated them: a table in memory of its own.
 * <pre>
 *   leaks +  0   bytes       of the table
 *   leaks +  8   sites       that there are
 *   leaks + 16   entries     as many as a power of two, more than twice the sites
 *   leaks + 32   entry       site, blocks, bytes that were asked for, payload of one of them; blocks 0: none
 *     …          entry       a site's is the first free one from where its hash says
 * </pre>
 */
public final class Leaks {
    private Leaks() {}

    private static final long BYTES = 0;
    private static final long SITES = 8;
    private static final long ENTRIES = 16;
    private static final long FIRST = 32;
    private static final long EACH = 32;

    private static final long SITE = 0;
    private static final long BLOCKS = 8;
    private static final long REQUESTED = 16;
    private static final long PAYLOAD = 24;

    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    /** Counts the live blocks of a heap; 0 if there is no memory for that. The caller is the only one inside. */
    static long count(long heap) {
        long space = GuardedHeap.space(heap);
        AddressSpace.open(space);
        int logEntries = 65 - Bits.leadingZeros(GuardedHeap.liveBlocks(heap) + 1);
        long bytes = Align.up(FIRST + (EACH << logEntries), AddressSpace.pageBytes(space));
        long leaks = AddressSpace.reserveCommitted(space, bytes, AddressSpace.pageBytes(space));
        if (leaks == 0) return 0;
        Check.zeroed(leaks, bytes);
        Mem.putLong(leaks + BYTES, bytes);
        Mem.putLong(leaks + ENTRIES, 1L << logEntries);
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            long range = TlsfRanges.first(Region.ranges(region));
            for (; range != 0; range = TlsfRanges.next(range)) {
                long note = Region.noteOf(region, range);
                if (!TlsfRanges.isFree(range) && Note.state(note) == Note.LIVE) add(leaks, note);
            }
        }
        return leaks;
    }

    private static void add(long leaks, long note) {
        long site = Note.allocSite(note);
        long last = Mem.getLong(leaks + ENTRIES) - 1;
        long index = site * GOLDEN >>> 20 & last;
        while (blocks(leaks, index) != 0 && site(leaks, index) != site) index = index + 1 & last;
        long entry = entry(leaks, index);
        if (blocks(leaks, index) == 0) {
            Mem.putLong(entry + SITE, site);
            Mem.putLong(entry + PAYLOAD, Note.payload(note));
            Mem.putLong(leaks + SITES, sites(leaks) + 1);
        }
        Mem.putLong(entry + BLOCKS, blocks(leaks, index) + 1);
        Mem.putLong(entry + REQUESTED, bytes(leaks, index) + Note.requested(note));
    }

    private static long entry(long leaks, long index) {
        return leaks + FIRST + index * EACH;
    }

    /** Sites that have live blocks. */
    public static long sites(long leaks) {
        return Mem.getLong(leaks + SITES);
    }

    /** The entry with the most bytes, which must be forgotten before the next is asked for; -1 if none is left. */
    public static long largest(long leaks) {
        long largest = -1;
        for (long i = 0; i < entries(leaks); i++) {
            boolean isLarger = largest < 0 || bytes(leaks, i) > bytes(leaks, largest);
            if (blocks(leaks, i) != 0 && isLarger) largest = i;
        }
        return largest;
    }

    /** Indices are below this; where there are no {@link #blocks} there is no entry. */
    public static long entries(long leaks) {
        return Mem.getLong(leaks + ENTRIES);
    }

    public static void forget(long leaks, long index) {
        Mem.putLong(entry(leaks, index) + BLOCKS, 0);
    }

    public static long site(long leaks, long index) {
        return Mem.getLong(entry(leaks, index) + SITE);
    }

    public static long blocks(long leaks, long index) {
        return Mem.getLong(entry(leaks, index) + BLOCKS);
    }

    /** As they were asked for. */
    public static long bytes(long leaks, long index) {
        return Mem.getLong(entry(leaks, index) + REQUESTED);
    }

    /** One of the blocks. */
    public static long payload(long leaks, long index) {
        return Mem.getLong(entry(leaks, index) + PAYLOAD);
    }

    static void close(long heap, long leaks) {
        AddressSpace.release(GuardedHeap.space(heap), leaks, Mem.getLong(leaks + BYTES));
    }
}
