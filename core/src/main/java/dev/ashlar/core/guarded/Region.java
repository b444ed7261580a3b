package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * A range of memory from the system, full of blocks, and what is known of them. A region is the address of its record.
 * <pre>
 *   region +  0   next      the region that was added before, or 0
 *   region +  8   bytes     of all of it
 *   region + 16   notes     {@link Note}s, one for each record of a range
 *   region + 24   start     first byte that blocks may have
 *   region + 32   end
 *   region + 40   lost      1 in the child of a fork that found another thread inside: nothing of it changes any more
 *   region + 48   gap       bytes that nobody may touch at the end of each block: an OS page in a fenced region, else 0
 *   region + 56   owners    fenced: for each OS page the record, and 1 more, of the block that it was last part of (int)
 *   region + 64   records   that there may be, each with a note; the ranges have as many as there is memory for
 *   region + 80   ranges    {@link TlsfRanges}: which parts are blocks, and which are free
 *     …           notes, from an OS page on
 *     …           owners, from an OS page on
 *   ───────────   an OS page that nobody may touch
 *   start         | block | block | free | …                  fenced:   | block | gap | block | gap | …
 *   end ───────   an OS page that nobody may touch
 * </pre>
 * The records are apart from the blocks, and a program that runs off either end of those dies at once. In a fenced region
 * it dies at the end of each block, and when it touches one that has been freed.
 */
final class Region {
    private Region() {}

    private static final long NEXT = 0;
    private static final long BYTES = 8;
    private static final long NOTES = 16;
    private static final long START = 24;
    private static final long END = 32;
    private static final long LOST = 40;
    private static final long GAP = 48;
    private static final long OWNERS = 56;
    private static final long RECORDS = 64;
    private static final long RANGES = 80;

    /** A block has this many bytes in the mean, or more; of a region of smaller ones a part is never used. */
    private static final long BLOCK_BYTES = 64;

    /** Records of a new region; when they are used up it has twice as many, and so on. */
    private static final long FIRST_RECORDS = 256;

    /** A range that is allocated takes two records at most. */
    private static final long MOST_TAKEN = 2;

    private static long records(long managedBytes, long gapBytes) {
        return managedBytes / (gapBytes == 0 ? BLOCK_BYTES : 2 * gapBytes) + 2;
    }

    private static long endOfRecords(long count) {
        return RANGES + TlsfRanges.bookkeepingBytes(count, Tlsf.FIRSTS, Tlsf.LOG_SECOND);
    }

    private static long notes(long managedBytes, long gapBytes, long pageBytes) {
        return Align.up(endOfRecords(records(managedBytes, gapBytes)), pageBytes);
    }

    private static long owners(long managedBytes, long gapBytes, long pageBytes) {
        return notes(managedBytes, gapBytes, pageBytes) + endOfNotes(records(managedBytes, gapBytes), pageBytes);
    }

    private static long endOfNotes(long count, long pageBytes) {
        return Align.up(count * Note.BYTES, pageBytes);
    }

    private static long ownersBytes(long managedBytes, long gapBytes, long pageBytes) {
        return gapBytes == 0 ? 0 : Align.up(managedBytes / pageBytes * Integer.BYTES, pageBytes);
    }

    /** Bytes before the blocks of a region with so many for them. */
    private static long headBytes(long managedBytes, long gapBytes, long pageBytes) {
        return owners(managedBytes, gapBytes, pageBytes) + ownersBytes(managedBytes, gapBytes, pageBytes) + pageBytes;
    }

    /**
     * A region with {@code managedBytes}, whole OS pages, for blocks, each with a gap of {@code gapBytes} at its end; 0 if there
     * is no memory. If there are gaps, the memory of a block is its user's to commit.
     */
    static long add(long heap, long managedBytes, long gapBytes, long next) {
        long space = GuardedHeap.space(heap);
        long pageBytes = AddressSpace.pageBytes(space);
        long headBytes = headBytes(managedBytes, gapBytes, pageBytes);
        long bytes = headBytes + managedBytes + pageBytes;
        long region = AddressSpace.reserve(space, bytes, pageBytes);
        if (region == 0) {
            GuardedHeap.setRefusedBy(heap, GuardedHeap.SYSTEM);
            return 0;
        }
        long start = region + headBytes;
        long owners = region + owners(managedBytes, gapBytes, pageBytes);
        long ownersBytes = ownersBytes(managedBytes, gapBytes, pageBytes);
        long notes = region + notes(managedBytes, gapBytes, pageBytes);
        long records = records(managedBytes, gapBytes);
        long ready = records < FIRST_RECORDS ? records : FIRST_RECORDS;
        long committedBytes = GuardedHeap.committedBytes(heap);
        boolean isCommitted = (gapBytes != 0 || GuardedHeap.commit(heap, start, managedBytes))
                && GuardedHeap.commit(heap, owners, ownersBytes)
                && commitRecords(heap, region, notes, 0, ready);
        if (!isCommitted) {
            GuardedHeap.uncommit(heap, GuardedHeap.committedBytes(heap) - committedBytes);
            AddressSpace.release(space, region, bytes);
            return 0;
        }
        Mem.putLong(region + NEXT, next);
        Mem.putLong(region + BYTES, bytes);
        Mem.putLong(region + NOTES, notes);
        Mem.putLong(region + OWNERS, owners);
        Mem.putLong(region + GAP, gapBytes);
        Mem.putLong(region + RECORDS, records);
        if (gapBytes != 0) Check.zeroed(owners, managedBytes / pageBytes * Integer.BYTES);
        Mem.putLong(region + START, start);
        Mem.putLong(region + END, start + managedBytes);
        Mem.putLong(region + LOST, 0);
        TlsfRanges.create(ranges(region), managedBytes, ready, Tlsf.FIRSTS, Tlsf.LOG_SECOND);
        return region;
    }

    /** Commits what records {@code from} to {@code to}, and their notes, take beyond those before; 0 is the header's, too. */
    private static boolean commitRecords(long heap, long region, long notes, long from, long to) {
        long pageBytes = AddressSpace.pageBytes(GuardedHeap.space(heap));
        long first = from == 0 ? 0 : Align.up(endOfRecords(from), pageBytes);
        long end = Align.up(endOfRecords(to), pageBytes);
        if (!GuardedHeap.commit(heap, region + first, end - first)) return false;
        long firstNote = endOfNotes(from, pageBytes);
        if (GuardedHeap.commit(heap, notes + firstNote, endOfNotes(to, pageBytes) - firstNote)) return true;
        GuardedHeap.uncommit(heap, end - first); // and committed again the next time
        return false;
    }

    /** Has memory for more records if those that there is memory for may not do for the next range, as far as the system gives it. */
    static void prepare(long heap, long region) {
        long capacity = TlsfRanges.capacity(ranges(region));
        long records = Mem.getLong(region + RECORDS);
        if (capacity == records || TlsfRanges.made(ranges(region)) + MOST_TAKEN <= capacity) return;
        long more = records - capacity < capacity ? records : 2 * capacity;
        if (commitRecords(heap, region, Mem.getLong(region + NOTES), capacity, more))
            TlsfRanges.setCapacity(ranges(region), more);
    }

    /** Bytes of memory that a region has; of fenced blocks each counts by itself. */
    static long committedBytes(long region, long pageBytes) {
        long managedBytes = isFenced(region) ? 0 : Mem.getLong(region + END) - start(region);
        return recordBytes(region, pageBytes) + managedBytes;
    }

    /** Of these, what is for records, notes and owners. */
    static long recordBytes(long region, long pageBytes) {
        long ready = TlsfRanges.capacity(ranges(region));
        long ownersBytes = start(region) - pageBytes - Mem.getLong(region + OWNERS);
        return Align.up(endOfRecords(ready), pageBytes) + endOfNotes(ready, pageBytes) + ownersBytes;
    }

    static long next(long region) {
        return Mem.getLong(region + NEXT);
    }

    static void setNext(long region, long next) {
        Mem.putLong(region + NEXT, next);
    }

    /** Whether the blocks have gaps. */
    static boolean isFenced(long region) {
        return gap(region) != 0;
    }

    static long gap(long region) {
        return Mem.getLong(region + GAP);
    }

    static boolean isLost(long region) {
        return Mem.getLong(region + LOST) != 0;
    }

    static void setLost(long region) {
        Mem.putLong(region + LOST, 1);
    }

    static long bytes(long region) {
        return Mem.getLong(region + BYTES);
    }

    static long ranges(long region) {
        return region + RANGES;
    }

    static long start(long region) {
        return Mem.getLong(region + START);
    }

    static boolean contains(long region, long address) {
        return Bits.isBelow(address - start(region), Mem.getLong(region + END) - start(region));
    }

    /** The first byte of a range. */
    static long startOf(long region, long range) {
        return start(region) + TlsfRanges.start(range);
    }

    /** What follows the last byte of a range, or of its gap. */
    static long endOf(long region, long range) {
        return startOf(region, range) + TlsfRanges.bytes(range);
    }

    /** The address behind the last byte of a block, where the gap begins if it has one. */
    static long endOf(long note) {
        return endOf(Note.region(note), rangeOf(note)) - gap(Note.region(note));
    }

    static long startOf(long note) {
        return startOf(Note.region(note), rangeOf(note));
    }

    /** Makes a range the one that its OS pages belong to. */
    static void own(long region, long range) {
        int owner = (int) TlsfRanges.indexOf(ranges(region), range) + 1;
        long first = TlsfRanges.start(range) / gap(region);
        long count = TlsfRanges.bytes(range) / gap(region);
        for (long i = first; i < first + count; i++)
            Mem.putInt(Mem.getLong(region + OWNERS) + i * Integer.BYTES, owner);
    }

    /** The note with the number that an OS page of a fenced region was given last; 0 if it never was. */
    static long owner(long region, long address) {
        long page = (address - start(region)) / gap(region);
        int owner = Mem.getInt(Mem.getLong(region + OWNERS) + page * Integer.BYTES);
        return owner == 0 ? 0 : noteAt(region, owner - 1L);
    }

    static long noteOf(long region, long range) {
        return noteAt(region, TlsfRanges.indexOf(ranges(region), range));
    }

    private static long noteAt(long region, long index) {
        return Mem.getLong(region + NOTES) + index * Note.BYTES;
    }

    /** The range of a block. */
    static long rangeOf(long note) {
        long region = Note.region(note);
        return TlsfRanges.at(ranges(region), (note - Mem.getLong(region + NOTES)) / Note.BYTES);
    }

    /** The range of the block that a payload's tag speaks of, if that block is one and has this payload; or 0. */
    static long tagged(long region, long secret, long payload) {
        if (payload - start(region) < Canary.FRONT_BYTES) return 0;
        long index = Canary.index(secret, payload);
        if (!Bits.isBelow(index, TlsfRanges.made(ranges(region)))) return 0;
        return Note.payload(noteAt(region, index)) == payload ? TlsfRanges.at(ranges(region), index) : 0;
    }

    /** The range that an address lies in. It looks at one after the other. */
    static long enclosing(long region, long address) {
        long range = TlsfRanges.first(ranges(region));
        while (range != 0 && endOf(region, range) <= address) range = TlsfRanges.next(range);
        return range;
    }
}
