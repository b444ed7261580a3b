package dev.ashlar.core.growing;

import static dev.ashlar.core.growing.GrowingHeap.FREED_BYTES;
import static dev.ashlar.core.growing.GrowingHeap.KEPT;
import static dev.ashlar.core.growing.GrowingHeap.LIMIT_BYTES;
import static dev.ashlar.core.growing.GrowingHeap.MAPPED_BYTES;
import static dev.ashlar.core.growing.GrowingHeap.PEAK_BYTES;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfWalk;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/** Where the pools of a growing heap come from and go to. The caller is the only one inside. */
final class GrowingPools {
    private GrowingPools() {}

    /** The least pool, the least block whose memory goes back when it is freed, and what is freed before a kept pool's does. */
    private static final long PIECE_BYTES = 1 << 20;

    /** The last bytes of a free block, its tail, are links and its size: they stay. */
    private static final long TAIL_BYTES = 24;

    /** Adds a pool in which such a block is certain to have room; false if there is no memory. */
    static boolean grow(long heap, long alignment, long sizeBytes) {
        long leastBytes = Tlsf.poolBytesFor(alignment, sizeBytes);
        if (leastBytes == 0) return false;
        long space = GrowingHeap.space(heap);
        AddressSpace.open(space);
        long control = GrowingHeap.control(heap);
        if (!Tlsf.isOpen(control))
            Tlsf.create(control, Tlsf.controlBytes(Tlsf.FIRSTS, Tlsf.LOG_SECOND), Tlsf.FIRSTS, Tlsf.LOG_SECOND);
        leastBytes = Align.up(leastBytes, AddressSpace.pageBytes(space));
        long mappedBytes = GrowingHeap.mappedBytes(heap);
        long goodBytes = mappedBytes < PIECE_BYTES ? PIECE_BYTES : mappedBytes;
        // A block that grows and grows moves each time its pool is full: in pools that double, that is as often as its
        // log.
        if (goodBytes < 2 * leastBytes) goodBytes = 2 * leastBytes;
        for (; goodBytes > leastBytes; goodBytes = Align.up(goodBytes >> 1, AddressSpace.pageBytes(space))) {
            if (add(heap, goodBytes)) return true;
        }
        return add(heap, leastBytes) || dropKept(heap) && add(heap, leastBytes);
    }

    private static boolean add(long heap, long sizeBytes) {
        long mappedBytes = GrowingHeap.mappedBytes(heap) + sizeBytes;
        long limitBytes = Mem.getLong(heap + LIMIT_BYTES);
        if (limitBytes != 0 && mappedBytes > limitBytes) return false;
        long space = GrowingHeap.space(heap);
        long pool = AddressSpace.reserveCommitted(space, sizeBytes, AddressSpace.pageBytes(space));
        if (pool == 0) return false;
        Tlsf.addPool(GrowingHeap.control(heap), pool, sizeBytes);
        Mem.putLong(heap + MAPPED_BYTES, mappedBytes);
        if (mappedBytes > GrowingHeap.peakBytes(heap)) Mem.putLong(heap + PEAK_BYTES, mappedBytes);
        return true;
    }

    private static void drop(long heap, long pool) {
        long sizeBytes = TlsfWalk.poolBytes(pool);
        Tlsf.removePool(GrowingHeap.control(heap), pool);
        Mem.putLong(heap + MAPPED_BYTES, GrowingHeap.mappedBytes(heap) - sizeBytes);
        AddressSpace.release(GrowingHeap.space(heap), pool, sizeBytes);
    }

    private static boolean dropKept(long heap) {
        long kept = keptEmpty(heap);
        if (kept == 0) return false;
        Mem.putLong(heap + KEPT, 0);
        drop(heap, kept);
        return true;
    }

    /** The kept pool if it is empty, or 0. */
    private static long keptEmpty(long heap) {
        long kept = Mem.getLong(heap + KEPT);
        return kept != 0 && Tlsf.isEmpty(kept) ? kept : 0;
    }

    /** Has seen what was a payload, or its last part, become free: from {@code from} to {@code end}, in {@code pool}. */
    static void freed(long heap, long pool, long from, long end) {
        Mem.putLong(heap + FREED_BYTES, Mem.getLong(heap + FREED_BYTES) + (end - from));
        if (Tlsf.isEmpty(pool)) emptied(heap, pool);
        else if (end - from >= PIECE_BYTES) purge(heap, from, end);
    }

    /** Keeps the smaller one of this pool and the one that was kept, if that is empty too. */
    private static void emptied(long heap, long pool) {
        long kept = keptEmpty(heap);
        if (kept != 0 && kept != pool) {
            boolean isSmaller = TlsfWalk.poolBytes(pool) < TlsfWalk.poolBytes(kept);
            Mem.putLong(heap + KEPT, isSmaller ? pool : kept);
            drop(heap, isSmaller ? kept : pool);
            return;
        }
        Mem.putLong(heap + KEPT, pool);
        if (Mem.getLong(heap + FREED_BYTES) < PIECE_BYTES) return;
        Mem.putLong(heap + FREED_BYTES, 0);
        purgeBlock(heap, TlsfWalk.firstPayload(pool));
    }

    private static boolean purgeBlock(long heap, long payload) {
        return purge(heap, payload, payload + TlsfWalk.usableBytes(payload));
    }

    /** Gives back the memory of the OS pages that lie between two addresses of a free block's payload; whether there was one. */
    private static boolean purge(long heap, long from, long end) {
        long space = GrowingHeap.space(heap);
        long pageBytes = AddressSpace.pageBytes(space);
        long first = Align.up(from, pageBytes);
        long last = end - TAIL_BYTES & -pageBytes;
        return first < last && AddressSpace.reset(space, first, last - first);
    }

    /** Makes the first {@code sizeBytes} bytes of a live block 0; of a large one by taking its memory away. */
    static void clear(long heap, long payload, long sizeBytes) {
        long space = GrowingHeap.space(heap);
        if (sizeBytes >= PIECE_BYTES) {
            long pageBytes = AddressSpace.pageBytes(space);
            long first = Align.up(payload, pageBytes);
            long last = payload + sizeBytes & -pageBytes;
            if (AddressSpace.clear(space, first, last - first)) {
                Check.zeroed(first, last - first);
                Mem.fill(payload, first - payload, 0);
                Mem.fill(last, payload + sizeBytes - last, 0);
                return;
            }
        }
        Mem.fill(payload, sizeBytes, 0);
    }

    /** Gives back what all free blocks have, and the kept pool if it is empty; whether there was any. */
    static boolean collect(long heap) {
        boolean isAny = dropKept(heap);
        long control = GrowingHeap.control(heap);
        for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool)) {
            for (long payload = TlsfWalk.firstPayload(pool); payload != 0; payload = TlsfWalk.nextPayload(payload)) {
                if (TlsfWalk.isFree(payload)) isAny |= purgeBlock(heap, payload);
            }
        }
        return isAny;
    }

    /** Puts the pools in order after a thread that was inside is no more. */
    static void recover(long heap) {
        long control = GrowingHeap.control(heap);
        if (Tlsf.isOpen(control) && !Tlsf.recover(control)) Check.fail(Rule.POOL_HEADER, control);
        Mem.putLong(heap + KEPT, 0);
        long mappedBytes = 0;
        for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool)) {
            mappedBytes += TlsfWalk.poolBytes(pool);
            if (Tlsf.isEmpty(pool)) Mem.putLong(heap + KEPT, pool);
        }
        Mem.putLong(heap + MAPPED_BYTES, mappedBytes);
    }
}
