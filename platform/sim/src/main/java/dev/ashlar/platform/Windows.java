package dev.ashlar.platform;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the simulated machine does as Windows: ranges begin at multiples of 64 KiB and are released as they were reserved;
 * what is committed costs memory, and what is reset may hold anything.
 */
final class Windows {
    private Windows() {}

    static final long PAGE_BYTES = 4096;

    private static final long GRANULARITY_BYTES = 65536;
    private static final int MEM_COMMIT = 0x1000;
    private static final int MEM_RESERVE = 0x2000;
    private static final int MEM_DECOMMIT = 0x4000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int MEM_RESET = 0x80000;
    private static final int PAGE_READWRITE = 4;
    private static final int NO_ACCESS = 0;
    private static final int READ_WRITE = 3;

    /** First address and bytes of what was reserved at once. */
    private static final TreeMap<Long, Long> ALLOCATIONS = new TreeMap<>();

    private static boolean isRunning;
    private static long readFrom;
    private static long readEnd;

    static void reset(boolean isWindows) {
        ALLOCATIONS.clear();
        isRunning = isWindows;
        readFrom = 0;
        readEnd = 0;
    }

    static boolean isRunning() {
        return isRunning;
    }

    static long granularityBytes() {
        return isRunning ? GRANULARITY_BYTES : Sim.pageBytes();
    }

    /** The call, as far as the core uses it. */
    static long alloc(long address, long sizeBytes, int type, int protection) {
        if (!isRunning || sizeBytes <= 0) return 0;
        if ((type & MEM_RESERVE) != 0)
            return reserve(address, sizeBytes, (type & MEM_COMMIT) != 0 ? READ_WRITE : NO_ACCESS);
        long first = address & -PAGE_BYTES;
        long end = Sim.roundUp(address + sizeBytes);
        if (!isWithinOne(first, end)) return 0;
        if (type == MEM_COMMIT)
            return protection == PAGE_READWRITE && Sim.protect(first, end - first, READ_WRITE) ? first : 0;
        if (type != MEM_RESET || !Sim.isWritable(first, end)) return 0;
        Sim.resetBytes(first, end);
        return first;
    }

    private static long reserve(long address, long sizeBytes, int protection) {
        if (address % GRANULARITY_BYTES != 0) return 0;
        if (address != 0 && !Sim.isFree(address, address + Sim.roundUp(sizeBytes))) return 0;
        Sim.alignNext(GRANULARITY_BYTES);
        long range = Sim.map(address, sizeBytes, protection);
        if (range == -1) return 0;
        ALLOCATIONS.put(range, Sim.roundUp(sizeBytes));
        return range;
    }

    /** The call. What is released must be all that was reserved at once, and says so by a size of 0. */
    static boolean free(long address, long sizeBytes, int type) {
        if (type == MEM_RELEASE) {
            if (sizeBytes != 0 || !ALLOCATIONS.containsKey(address)) return false;
            Sim.carve(address, address + ALLOCATIONS.remove(address));
            return true;
        }
        long first = address & -PAGE_BYTES;
        long end = Sim.roundUp(address + sizeBytes);
        if (type != MEM_DECOMMIT || sizeBytes <= 0 || !isWithinOne(first, end)) return false;
        Sim.forget(first, end);
        return Sim.protect(first, end - first, NO_ACCESS);
    }

    static boolean commitWhenRead(long address, long sizeBytes) {
        if (!isWithinOne(address, address + sizeBytes)) return false;
        readFrom = address;
        readEnd = address + sizeBytes;
        return true;
    }

    static boolean isCommittedWhenRead(long address) {
        return address >= readFrom && address < readEnd;
    }

    private static boolean isWithinOne(long address, long end) {
        Map.Entry<Long, Long> allocation = ALLOCATIONS.floorEntry(address);
        return allocation != null && address < end && end <= allocation.getKey() + allocation.getValue();
    }
}
