package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Mem;

/** Where the regions of a heap come from and go to. The caller is the only one inside. */
final class Regions {
    private Regions() {}

    /** The least region, and the least block whose memory goes back when it leaves the quarantine. */
    static final long PIECE_BYTES = 1 << 20;

    /** The least fenced region: addresses alone, until there are blocks. */
    private static final long FENCED_BYTES = 64 << 20;

    /** It takes no larger part of what the limits of the process leave, if they do, than one in this. */
    private static final long LEAST_PARTS = 32;

    static long last(long heap) {
        return Mem.getLong(heap + GuardedHeap.REGIONS);
    }

    /** The region that an address lies in, or 0. Each new region being as large as all before, that takes two steps or so. */
    static long of(long heap, long address) {
        long region = among(last(heap), address);
        return region != 0 ? region : among(Mem.getLong(heap + GuardedHeap.LOST), address);
    }

    private static long among(long region, long address) {
        while (region != 0 && !Region.contains(region, address)) region = Region.next(region);
        return region;
    }

    /** All regions that there are are lost from now on: only what their notes say may be read. */
    static void lose(long heap) {
        long first = 0;
        for (long region = last(heap); region != 0; region = Region.next(region)) {
            Region.setLost(region);
            first = region;
        }
        if (first == 0) return;
        Region.setNext(first, Mem.getLong(heap + GuardedHeap.LOST));
        Mem.putLong(heap + GuardedHeap.LOST, last(heap));
        Mem.putLong(heap + GuardedHeap.REGIONS, 0);
    }

    /** Adds a region in which a range of {@code bytes} has room; false if there is no memory. */
    static boolean grow(long heap, long bytes) {
        long space = GuardedHeap.space(heap);
        AddressSpace.open(space);
        long leastBytes = Align.up(bytes, AddressSpace.pageBytes(space));
        long goodBytes = GuardedHeap.committedBytes(heap);
        if (goodBytes < PIECE_BYTES) goodBytes = PIECE_BYTES;
        if (goodBytes < 2 * leastBytes) goodBytes = 2 * leastBytes;
        for (; goodBytes > leastBytes; goodBytes >>= 1) {
            if (add(heap, Align.up(goodBytes, AddressSpace.pageBytes(space)), 0)) return true;
        }
        return add(heap, leastBytes, 0);
    }

    /** Adds a fenced region in which a range of {@code bytes} has room; false if there is no memory. */
    static boolean growFenced(long heap, long bytes) {
        long space = GuardedHeap.space(heap);
        long pageBytes = AddressSpace.pageBytes(space);
        long mostBytes = AddressSpace.mostBytes(space) / LEAST_PARTS & -pageBytes;
        long goodBytes = mostBytes < FENCED_BYTES ? mostBytes : FENCED_BYTES;
        return add(heap, goodBytes < 2 * bytes ? 2 * bytes : goodBytes, pageBytes);
    }

    private static boolean add(long heap, long managedBytes, long gapBytes) {
        long region = Region.add(heap, managedBytes, gapBytes, last(heap));
        if (region != 0) Mem.putLong(heap + GuardedHeap.REGIONS, region);
        return region != 0;
    }

    /** Gives all regions back. */
    static void close(long heap) {
        for (long region = last(heap); region != 0; ) {
            long next = Region.next(region);
            AddressSpace.release(GuardedHeap.space(heap), region, Region.bytes(region));
            region = next;
        }
        Mem.putLong(heap + GuardedHeap.REGIONS, 0);
    }

    /** Has seen a range of a region, from {@code from} to {@code end}, become free: its memory may go back. */
    static void freed(long heap, long region, long from, long end) {
        if (Region.isFenced(region)) return;
        if (TlsfRanges.liveRanges(Region.ranges(region)) == 0 && region != last(heap)) {
            drop(heap, region);
        } else if (end - from >= PIECE_BYTES) {
            long pageBytes = AddressSpace.pageBytes(GuardedHeap.space(heap));
            long first = Align.up(from + Canary.FRONT_BYTES, pageBytes);
            AddressSpace.reset(GuardedHeap.space(heap), first, (end & -pageBytes) - first);
        }
    }

    private static void drop(long heap, long region) {
        for (long after = last(heap); after != 0; after = Region.next(after)) {
            if (Region.next(after) == region) Region.setNext(after, Region.next(region));
        }
        GuardedHeap.uncommit(heap, Region.committedBytes(region, AddressSpace.pageBytes(GuardedHeap.space(heap))));
        AddressSpace.release(GuardedHeap.space(heap), region, Region.bytes(region));
    }
}
