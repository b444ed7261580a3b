package dev.ashlar.core.segment;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Granules from all arenas, for all heaps. Arenas grow exponentially, each twice as large as the one before: addresses
 * cost nothing until they are touched.
 * <pre>
 *   arenas +  0   closed       1: the system is asked for nothing any more; see {@link #manage}
 *   arenas +  8   entries      up to 127 arenas, in the order in which they came; 0 ends them
 * </pre>
 */
final class Arenas {
    private Arenas() {}

    private static final long CLOSED = 0;
    private static final long ENTRIES = 8;
    private static final int COUNT_ENTRIES = 127;

    private static final long FIRST_GRANULES = 16 * Segment.GRANULES;
    private static final int MOST_DOUBLINGS = 12;

    private static final long SEGMENT_BYTES = (long) Segment.GRANULES << Segment.LOG_GRANULE_BYTES;

    /** In the result of {@link #claim}: the memory reads as zero. */
    static final long CLEAN = 1;

    /** There are free granules, but the limit, or the system, does not let anybody have them. */
    private static final long REFUSED = -1;

    private static final int MOST_ATTEMPTS = 4;

    /** An arena takes no larger part of what the limits of the process leave, if they do, than one in this. */
    private static final long LEAST_PARTS = 32;

    /** The arena at {@code index}, or 0 after the last. */
    static long at(long root, int index) {
        return index == COUNT_ENTRIES ? 0 : Atomics.loadAcquire(SegmentRoot.arenas(root) + ENTRIES + index * 8L);
    }

    /** The arena that {@code address} lies in, or 0. */
    static long enclosing(long root, long address) {
        long arena;
        for (int i = 0; (arena = at(root, i)) != 0; i++) {
            if (Arena.contains(arena, address)) return arena;
        }
        return 0;
    }

    /**
     * Claims {@code count} granules side by side, at an address that is a multiple of {@code alignment}.
     *
     * @return the descriptor of the first, with bit {@link #CLEAN} set if all read as zero; 0 if there is no memory
     */
    static long claim(long root, long count, long alignment) {
        if (!SegmentRoot.open(root)) return 0;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; ) {
            long purges = Purse.purges(root);
            boolean wasPurging = Purse.isPurging(root);
            long claimed = Purse.dirtyGranules(root) >= count ? claimFree(root, count, alignment, true, false) : 0;
            if (claimed == 0) claimed = claimFree(root, count, alignment, false, false);
            if (claimed == 0) claimed = claimFree(root, count, alignment, false, true);
            if (claimed == REFUSED) return 0;
            if (claimed != 0) return claimed;
            // What a purge is at work on is free, but hidden for a moment.
            if (wasPurging || Purse.purges(root) != purges) {
                Atomics.pause();
                continue;
            }
            attempt++;
            if (!Purse.allows(root, count) || !grow(root, count, alignment)) return 0;
        }
        return 0;
    }

    /** {@code isThorough}: also before the hints. */
    private static long claimFree(long root, long count, long alignment, boolean isDirtyWanted, boolean isThorough) {
        long arena;
        for (int i = 0; (arena = at(root, i)) != 0; i++) {
            if (!Arena.isOpen(arena)) continue;
            long claimed = count > Segment.GRANULES
                    ? claimSpan(root, arena, count, alignment)
                    : claimWithin(root, arena, (int) count, alignment, isDirtyWanted, isThorough);
            if (claimed != 0) return claimed;
        }
        return 0;
    }

    /** From one segment, the first from the hint on that will do; the hint follows. */
    private static long claimWithin(
            long root, long arena, int count, long alignment, boolean isDirtyWanted, boolean isThorough) {
        long from = isThorough ? 0 : Arena.hint(arena);
        long end = Arena.segments(arena);
        boolean isAllFull = true;
        for (long i = from; i < end; i++) {
            long segment = Arena.segment(arena, i);
            boolean isFull = Segment.free(segment) == 0;
            if (isAllFull && (!isFull || i == end - 1) && i > from) Arena.setHint(arena, i);
            if (isFull) continue;
            isAllFull = false;
            int bit = Segment.claim(segment, count, isDirtyWanted, Arena.segmentAddress(arena, i), alignment);
            if (bit < 0) continue;
            long mask = Segment.mask(bit, count);
            long clean = count - Bitmap.count(Segment.dirty(segment) & mask);
            long index = (i << Segment.LOG_GRANULES) + bit;
            if (!isAccepted(root, arena, index, count, clean)) {
                Segment.release(segment, mask);
                return REFUSED;
            }
            Segment.markDirty(segment, mask);
            return claimed(arena, index, clean == count);
        }
        return 0;
    }

    /** Whether limit and system let the caller have the granules that it has claimed, of which so many are clean. */
    private static boolean isAccepted(long root, long arena, long index, long count, long clean) {
        if (Arena.has(arena, Arena.CALLERS)) return true;
        if (!Purse.take(root, clean, count - clean)) return false;
        if (commit(root, arena, index, count, clean)) return true;
        // What is free and idle may be what the system is short of.
        if (Purse.purge(root, clean) != 0 && commit(root, arena, index, count, clean)) return true;
        Purse.giveUp(root, clean, count - clean);
        return false;
    }

    private static boolean commit(long root, long arena, long index, long count, long clean) {
        if (!AddressSpace.mustRecommit()) return commitSegments(root, arena, index, count);
        return clean == 0 || commitGranules(root, arena, index, count);
    }

    /** Where a purge takes the right to touch with the memory, what is claimed is committed, and no more. */
    private static boolean commitGranules(long root, long arena, long index, long count) {
        long address = Arena.start(arena) + (index << Segment.LOG_GRANULE_BYTES);
        return AddressSpace.commit(SegmentRoot.space(root), address, count << Segment.LOG_GRANULE_BYTES);
    }

    /** Elsewhere the segments that granules are in are committed once, as a whole. */
    private static boolean commitSegments(long root, long arena, long index, long count) {
        long last = index + count - 1 >>> Segment.LOG_GRANULES;
        for (long i = index >>> Segment.LOG_GRANULES; i <= last; i++) {
            long segment = Arena.segment(arena, i);
            if (Segment.isCommitted(segment)) continue;
            long address = Arena.segmentAddress(arena, i);
            long end = Arena.start(arena) + (Arena.granules(arena) << Segment.LOG_GRANULE_BYTES);
            long bytes = end - address < SEGMENT_BYTES ? end - address : SEGMENT_BYTES;
            if (!AddressSpace.commit(SegmentRoot.space(root), address, bytes)) return false;
            Segment.setCommitted(segment);
        }
        return true;
    }

    private static long claimed(long arena, long index, boolean isClean) {
        long page = Arena.page(arena, index);
        Page.setArena(page, arena);
        return isClean ? page | CLEAN : page;
    }

    /** Whole segments side by side, and the beginning of one more. */
    private static long claimSpan(long root, long arena, long count, long alignment) {
        long last = Arena.segments(arena) - (count + Segment.GRANULES - 1 >>> Segment.LOG_GRANULES);
        for (long i = 0; i <= last; i++) {
            if ((Arena.segmentAddress(arena, i) & alignment - 1) != 0) continue;
            long claimed = claimSegments(arena, i, count);
            if (claimed < count) {
                releaseSegments(arena, i, claimed);
                i += claimed >>> Segment.LOG_GRANULES;
                continue;
            }
            long clean = count - countDirty(arena, i, count);
            if (!isAccepted(root, arena, i << Segment.LOG_GRANULES, count, clean)) {
                releaseSegments(arena, i, count);
                return REFUSED;
            }
            for (long done = 0; done < count; done += Segment.GRANULES)
                Segment.markDirty(segmentAt(arena, i, done), maskAt(count, done));
            return claimed(arena, i << Segment.LOG_GRANULES, clean == count);
        }
        return 0;
    }

    private static long segmentAt(long arena, long first, long done) {
        return Arena.segment(arena, first + (done >>> Segment.LOG_GRANULES));
    }

    private static long maskAt(long count, long done) {
        return Segment.mask(0, count - done < Segment.GRANULES ? (int) (count - done) : Segment.GRANULES);
    }

    /** How many granules, in whole segments, could be claimed before one was not free; {@code count} if all. */
    private static long claimSegments(long arena, long first, long count) {
        for (long done = 0; done < count; done += Segment.GRANULES) {
            if (!Segment.tryClaim(segmentAt(arena, first, done), maskAt(count, done))) return done;
        }
        return count;
    }

    private static void releaseSegments(long arena, long first, long count) {
        for (long done = 0; done < count; done += Segment.GRANULES)
            Segment.release(segmentAt(arena, first, done), maskAt(count, done));
    }

    private static long countDirty(long arena, long first, long count) {
        long dirty = 0;
        for (long done = 0; done < count; done += Segment.GRANULES)
            dirty += Bitmap.count(Segment.dirty(segmentAt(arena, first, done)) & maskAt(count, done));
        return dirty;
    }

    /** Claims the {@code count} granules that follow granule {@code index} of the arena, if they are free. */
    static boolean claimAt(long root, long arena, long index, long count) {
        if (index + count > Arena.granules(arena)) return false;
        long dirty = 0;
        for (long at = index; at < index + count; ) {
            long segment = Arena.segment(arena, at >>> Segment.LOG_GRANULES);
            long mask = maskFrom(at, index + count);
            if (!Segment.tryClaim(segment, mask)) {
                releaseRange(arena, index, at - index);
                return false;
            }
            dirty += Bitmap.count(Segment.dirty(segment) & mask);
            at = nextSegment(at, index + count);
        }
        if (!isAccepted(root, arena, index, count, count - dirty)) {
            releaseRange(arena, index, count);
            return false;
        }
        for (long at = index; at < index + count; at = nextSegment(at, index + count))
            Segment.markDirty(Arena.segment(arena, at >>> Segment.LOG_GRANULES), maskFrom(at, index + count));
        return true;
    }

    /** The bits of those granules from {@code at} to {@code end} that are in the segment of {@code at}. */
    private static long maskFrom(long at, long end) {
        return Segment.mask((int) at & Segment.GRANULES - 1, (int) (nextSegment(at, end) - at));
    }

    private static long nextSegment(long at, long end) {
        long next = (at | Segment.GRANULES - 1) + 1;
        return next < end ? next : end;
    }

    private static void releaseRange(long arena, long index, long count) {
        for (long at = index; at < index + count; at = nextSegment(at, index + count))
            Segment.release(Arena.segment(arena, at >>> Segment.LOG_GRANULES), maskFrom(at, index + count));
    }

    /** Gives granules back that the caller has claimed and described by nothing any more; they were part of something of {@code row}. */
    static void release(long root, long arena, long index, long count, int row) {
        Arena.setServed(arena, index, count, row);
        releaseRange(arena, index, count);
        long segment = index >>> Segment.LOG_GRANULES;
        if (segment < Arena.hint(arena)) Arena.setHint(arena, segment);
        if (!Arena.has(arena, Arena.CALLERS)) Purse.put(root, count);
    }

    /** Another arena, at least large enough for {@code count} granules so aligned. Whether there is one. */
    private static boolean grow(long root, long count, long alignment) {
        if (Mem.getLong(SegmentRoot.arenas(root) + CLOSED) != 0) return false;
        long extra = alignment > SEGMENT_BYTES ? alignment >>> Segment.LOG_GRANULE_BYTES : 0;
        long least = Align.up(count, Segment.GRANULES) + extra;
        int doublings = 0;
        while (doublings < MOST_DOUBLINGS && at(root, doublings) != 0) doublings++;
        long granules = FIRST_GRANULES << doublings;
        long most = AddressSpace.mostBytes(SegmentRoot.space(root)) / LEAST_PARTS >>> Segment.LOG_GRANULE_BYTES;
        if (granules > most) granules = most;
        while (true) {
            if (granules < least) granules = least;
            if (tryGrow(root, granules)) return true;
            // With what the limits of the process leave: less, in the end no more than must be.
            if (granules == least) {
                if (releaseIdle(root)) continue;
                if (least == count + extra) return false;
                least = count + extra;
            }
            granules = granules / 4;
        }
    }

    private static boolean tryGrow(long root, long granules) {
        if (granules > 1L << 61 - Segment.LOG_GRANULE_BYTES) return false;
        long space = SegmentRoot.space(root);
        long bytes = granules << Segment.LOG_GRANULE_BYTES;
        long alignment = granules < Segment.GRANULES ? Segment.GRANULE_BYTES : SEGMENT_BYTES;
        long start = AddressSpace.reserve(space, bytes, alignment);
        if (start == 0) return false;
        if (open(root, start, granules, bytes, 0)) {
            if (SegmentRoot.has(root, SegmentRoot.HUGE_PAGES)) AddressSpace.preferHugePages(space, start, bytes);
            return true;
        }
        AddressSpace.release(space, start, bytes);
        return PageTable.isFlat(root) && tryGrowBeside(root, granules, bytes, alignment);
    }

    /** Where the system has room the table has not: twice as much surely holds a piece that has its entries in one piece. */
    private static boolean tryGrowBeside(long root, long granules, long bytes, long alignment) {
        long space = SegmentRoot.space(root);
        long window = PageTable.windowBytes(root);
        if (bytes > window >>> 1) return false;
        long range = AddressSpace.reserve(space, 2 * bytes, alignment);
        if (range == 0) return false;
        long boundary = (range | window - 1) + 1;
        long start = range + bytes <= boundary ? range : boundary;
        if (!AddressSpace.keep(space, range, 2 * bytes, start, bytes)) return false;
        if (open(root, start, granules, bytes, 0)) return true;
        AddressSpace.release(space, start, bytes);
        return false;
    }

    /**
     * Adds memory of the caller's.
     *
     * @param isExclusive the system shall not be asked for more, ever
     * @return whether it could be added: not if it is too small, or lies where {@link PageTable} can't tell it from
     *     another arena
     */
    static boolean manage(long root, long address, long sizeBytes, boolean isExclusive) {
        if (!SegmentRoot.open(root)) return false;
        long start = Align.up(address, Segment.GRANULE_BYTES);
        long granules = address + sizeBytes - start >>> Segment.LOG_GRANULE_BYTES;
        if (start < address || address + sizeBytes - start < Segment.GRANULE_BYTES) return false;
        if (!open(root, start, granules, 0, Arena.CALLERS)) return false;
        if (isExclusive) Mem.putLong(SegmentRoot.arenas(root) + CLOSED, 1);
        return true;
    }

    private static boolean open(long root, long start, long granules, long reservedBytes, long flags) {
        long segments = granules + Segment.GRANULES - 1 >>> Segment.LOG_GRANULES;
        long arena = record(root, segments);
        if (arena == 0) return false;
        // First all are told, then all are looked at: of two that need the same entries, one at least notices.
        Arena.place(arena, start, granules);
        boolean hasRoom = !PageTable.isFlat(root) || hasRoomInTable(root, arena);
        long pages = hasRoom ? pagesFor(root, arena, start, granules) : 0;
        if (pages == 0) {
            Arena.change(arena, Arena.PLACED, Arena.RELEASED);
            return false;
        }
        Arena.open(arena, pages, reservedBytes, flags);
        return true;
    }

    /** Descriptors for a range: of the table, or in a mapping that stays with the record; 0 if there is no memory. */
    private static long pagesFor(long root, long arena, long start, long granules) {
        if (PageTable.isFlat(root)) return PageTable.commit(root, start, granules) ? PageTable.entry(root, start) : 0;
        if (Arena.pages(arena) != 0) return Arena.pages(arena);
        long bytes = pagesBytes(root, arena);
        long pages = AddressSpace.reserveCommitted(SegmentRoot.space(root), bytes, Page.BYTES);
        if (pages != 0) Check.zeroed(pages, bytes);
        return pages;
    }

    private static long pagesBytes(long root, long arena) {
        long pagesBytes = Arena.room(arena) << Segment.LOG_GRANULES + Page.LOG_BYTES;
        return Align.up(pagesBytes, AddressSpace.pageBytes(SegmentRoot.space(root)));
    }

    /** Whether an arena that is placed has entries of its own in the table, in one piece. */
    private static boolean hasRoomInTable(long root, long arena) {
        long mask = Mem.getLong(root + SegmentRoot.MASK);
        long first = Arena.start(arena) >>> PageTable.SHIFT & mask;
        long bytes = Arena.granules(arena) << Page.LOG_BYTES;
        if (bytes > mask + Page.BYTES - first) return false;
        long other;
        for (int i = 0; (other = at(root, i)) != 0; i++) {
            if (other == arena || !Arena.isPlaced(other)) continue;
            long otherFirst = Arena.start(other) >>> PageTable.SHIFT & mask;
            long otherBytes = Arena.granules(other) << Page.LOG_BYTES;
            if (first < otherFirst + otherBytes && otherFirst < first + bytes) return false;
        }
        return true;
    }

    /** A record, in state CHANGING, for an arena of so many segments: a released one, or a fresh one in the directory. */
    private static long record(long root, long segments) {
        long arena;
        int index = 0;
        for (; (arena = at(root, index)) != 0; index++) {
            boolean isFit = Arena.isReleased(arena) && Arena.room(arena) >= segments;
            if (isFit && Arena.change(arena, Arena.RELEASED, Arena.CHANGING)) return arena;
        }
        if (index == COUNT_ENTRIES) return 0;
        long fresh = Meta.allocate(root, Arena.bytesFor(segments));
        if (fresh == 0) return 0;
        Arena.setRoom(fresh, segments);
        Arena.change(fresh, Arena.RELEASED, Arena.CHANGING);
        long entries = SegmentRoot.arenas(root) + ENTRIES;
        while (!Atomics.compareAndSet(entries + index * 8L, 0, fresh)) {
            if (++index == COUNT_ENTRIES) return 0;
        }
        return fresh;
    }

    /** Releases every arena that holds nothing: addresses too. Whether there was one. */
    static boolean releaseIdle(long root) {
        boolean isAny = false;
        long arena;
        for (int i = 0; (arena = at(root, i)) != 0; i++) {
            if (Arena.has(arena, Arena.CALLERS) || !Arena.isOpen(arena)) continue;
            long granules = Arena.granules(arena);
            long claimed = claimSegments(arena, 0, granules);
            if (claimed < granules) {
                releaseSegments(arena, 0, claimed);
                continue;
            }
            if (!Arena.change(arena, Arena.OPEN, Arena.CHANGING)) continue;
            Purse.awaitLookers(root);
            long dirty = countDirty(arena, 0, granules);
            AddressSpace.release(SegmentRoot.space(root), Arena.start(arena), Arena.reservedBytes(arena));
            Purse.lost(root, dirty);
            Arena.change(arena, Arena.CHANGING, Arena.RELEASED);
            isAny = true;
        }
        return isAny;
    }

    /** Releases every arena. */
    static void close(long root) {
        long space = SegmentRoot.space(root);
        long arena;
        for (int i = 0; (arena = at(root, i)) != 0; i++) {
            boolean isOpen = Arena.change(arena, Arena.OPEN, Arena.CHANGING);
            if (!PageTable.isFlat(root) && Arena.pages(arena) != 0)
                AddressSpace.release(space, Arena.pages(arena), pagesBytes(root, arena));
            if (isOpen && !Arena.has(arena, Arena.CALLERS))
                AddressSpace.release(space, Arena.start(arena), Arena.reservedBytes(arena));
        }
    }
}
