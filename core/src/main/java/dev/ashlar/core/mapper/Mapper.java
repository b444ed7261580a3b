package dev.ashlar.core.mapper;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * Maps and unmaps whole OS pages, counts them, and holds the line of a hard limit. A zeroed mapper takes memory from
 * the system; {@link #fix} makes it hand out a range that the caller supplied instead.
 * <pre>
 *   mapper +  0   fixedNext      first byte not handed out yet; 0 for memory from the system
 *   mapper +  8   fixedEnd
 *   mapper + 16   limitBytes     most bytes mapped at once; 0 for no limit
 *   mapper + 24   mappedBytes    mapped now
 *   mapper + 32   peakBytes      largest mappedBytes so far
 *   mapper + 40   pageBytes      of the OS; 0 until asked
 *   mapper + 48   unreturned     list of ranges that the system refused to take back (next, bytes in each)
 *   mapper + 56   calls of mmap, munmap, mremap and getrlimit, 8 bytes each
 * </pre>
 * Not thread-safe: the heap's lock covers it.
 */
public final class Mapper {
    private Mapper() {}

    private static final long FIXED_NEXT = 0;
    private static final long FIXED_END = 8;
    private static final long LIMIT_BYTES = 16;
    private static final long MAPPED_BYTES = 24;
    private static final long PEAK_BYTES = 32;
    private static final long PAGE_BYTES = 40;
    private static final long UNRETURNED = 48;
    private static final long CALLS = 56;

    public static final int CALL_MMAP = 0;
    public static final int CALL_MUNMAP = 1;
    public static final int CALL_MREMAP = 2;
    public static final int CALL_GETRLIMIT = 3;
    public static final int COUNT_CALLS = 4;

    public static final long BYTES = CALLS + COUNT_CALLS * 8;

    /** No process lives within a limit as low as this, so nobody needs to ask. */
    private static final long ALWAYS_ALLOWED_BYTES = 256 << 10;

    /** Room in {@link #map} for rounding up without overflow. */
    private static final long LARGEST_REQUEST = Long.MAX_VALUE - (1L << 32);

    /** Hands out {@code sizeBytes} bytes from {@code address} on, both multiples of the OS page, and nothing else. */
    public static void fix(long mapper, long address, long sizeBytes) {
        Mem.putLong(mapper + FIXED_NEXT, address);
        Mem.putLong(mapper + FIXED_END, address + sizeBytes);
    }

    /** Bytes of an OS page, asked once. */
    public static long pageBytes(long mapper) {
        long pageBytes = Mem.getLong(mapper + PAGE_BYTES);
        if (pageBytes == 0) {
            pageBytes = Os.pageSize();
            Mem.putLong(mapper + PAGE_BYTES, pageBytes);
        }
        return pageBytes;
    }

    /** Refuses to map beyond {@code limitBytes} from now on; 0 lifts the limit. What is mapped stays. */
    public static void limit(long mapper, long limitBytes) {
        Mem.putLong(mapper + LIMIT_BYTES, limitBytes);
    }

    public static long limitBytes(long mapper) {
        return Mem.getLong(mapper + LIMIT_BYTES);
    }

    public static long mappedBytes(long mapper) {
        return Mem.getLong(mapper + MAPPED_BYTES);
    }

    public static long peakBytes(long mapper) {
        return Mem.getLong(mapper + PEAK_BYTES);
    }

    /** How often {@code call}, one of the CALL constants, was made. */
    public static long calls(long mapper, int call) {
        return Mem.getLong(mapper + CALLS + call * 8L);
    }

    /** {@code sizeBytes} in whole OS pages. */
    public static long roundUp(long mapper, long sizeBytes) {
        return Align.up(sizeBytes, pageBytes(mapper));
    }

    /**
     * Maps memory that reads as zero.
     *
     * @param sizeBytes a multiple of the OS page
     * @return its address, a multiple of the OS page; 0 if the system or the limit refuses
     */
    public static long map(long mapper, long sizeBytes) {
        if (!isWithinLimit(mapper, sizeBytes)) return 0;
        long address;
        if (isFixed(mapper)) {
            address = takeFixed(mapper, sizeBytes);
            if (address == 0) return 0;
        } else {
            count(mapper, CALL_MMAP);
            address = isWindows()
                    ? WindowsMemory.reserveCommitted(sizeBytes)
                    : PosixMemory.reserveCommitted(0, sizeBytes);
            if (address == 0) return 0;
        }
        grew(mapper, sizeBytes);
        return address;
    }

    private static boolean isWindows() {
        return Os.family() == AddressSpace.WINDOWS;
    }

    /**
     * Maps memory that reads as zero, whose second OS page begins at a multiple of {@code alignment}: more than that, of which
     * both ends go back.
     *
     * @param sizeBytes a multiple of the OS page
     * @param alignment a power of two, more than an OS page
     * @return its address; 0 if the system or the limit refuses
     */
    public static long mapAligned(long mapper, long sizeBytes, long alignment) {
        long pageBytes = pageBytes(mapper);
        if (isWindows() && !isFixed(mapper)) {
            if (!isWithinLimit(mapper, sizeBytes)) return 0;
            count(mapper, CALL_MMAP);
            long address = WindowsMemory.reserveBefore(sizeBytes, alignment, pageBytes);
            if (address != 0) grew(mapper, sizeBytes);
            return address;
        }
        long generousBytes = sizeBytes + alignment;
        long generous = map(mapper, generousBytes);
        if (generous == 0) return 0;
        long address = Align.up(generous + pageBytes, alignment) - pageBytes;
        long frontBytes = address - generous;
        long backBytes = generousBytes - frontBytes - sizeBytes;
        if (backBytes != 0) giveBack(mapper, address + sizeBytes, backBytes);
        if (frontBytes != 0) giveBack(mapper, generous, frontBytes);
        return address;
    }

    /** Unmaps all of what {@link #map} or {@link #mapAligned} gave, as far as {@link #shrink} has left it. */
    public static void unmap(long mapper, long address, long sizeBytes) {
        if (!isWindows() || isFixed(mapper)) {
            giveBack(mapper, address, sizeBytes);
            return;
        }
        count(mapper, CALL_MUNMAP);
        WindowsMemory.release(address & -Os.allocationGranularity());
        Mem.putLong(mapper + MAPPED_BYTES, mappedBytes(mapper) - sizeBytes);
    }

    /** Gives back what a mapping has beyond {@code newBytes}, whole OS pages. */
    public static void shrink(long mapper, long address, long oldBytes, long newBytes) {
        if (!isWindows() || isFixed(mapper)) {
            giveBack(mapper, address + newBytes, oldBytes - newBytes);
            return;
        }
        count(mapper, CALL_MUNMAP);
        WindowsMemory.decommit(address + newBytes, oldBytes - newBytes);
        Mem.putLong(mapper + MAPPED_BYTES, mappedBytes(mapper) - (oldBytes - newBytes));
    }

    /**
     * Unmaps whole pages. A range that the system refuses to take (it would have to split a mapping and has no room for that) is
     * remembered and offered again at the next call.
     */
    private static void giveBack(long mapper, long address, long sizeBytes) {
        Mem.putLong(mapper + MAPPED_BYTES, mappedBytes(mapper) - sizeBytes);
        if (isFixed(mapper)) {
            if (address + sizeBytes == Mem.getLong(mapper + FIXED_NEXT)) Mem.putLong(mapper + FIXED_NEXT, address);
            return;
        }
        long refused = Mem.getLong(mapper + UNRETURNED);
        Mem.putLong(mapper + UNRETURNED, 0);
        unmapOrRemember(mapper, address, sizeBytes);
        while (refused != 0) {
            long next = Mem.getLong(refused);
            unmapOrRemember(mapper, refused, Mem.getLong(refused + 8));
            refused = next;
        }
    }

    /**
     * Resizes a mapping, moving it if it must; the contents go along and fresh bytes read as zero.
     *
     * @return the address; 0 if that can't be done, and then the old mapping is unchanged
     */
    public static long remap(long mapper, long address, long oldBytes, long newBytes) {
        if (isFixed(mapper) || isWindows() || newBytes > oldBytes && !isWithinLimit(mapper, newBytes - oldBytes))
            return 0;
        count(mapper, CALL_MREMAP);
        long moved = Os.mremap(address, oldBytes, newBytes);
        if (moved == Os.MAP_FAILED()) return 0;
        grew(mapper, newBytes - oldBytes);
        return moved;
    }

    /**
     * Whether the limits of the process, RLIMIT_AS and RLIMIT_DATA, allow for {@code sizeBytes} at all. Some systems
     * do not count mappings against them (macOS; Linux before 4.7 for RLIMIT_DATA), so the mapper asks.
     */
    public static boolean isAllowed(long mapper, long sizeBytes) {
        if (sizeBytes > LARGEST_REQUEST) return false;
        if (sizeBytes <= ALWAYS_ALLOWED_BYTES || isFixed(mapper) || isWindows()) return true;
        count(mapper, CALL_GETRLIMIT);
        if (sizeBytes > Os.getrlimit(Os.RLIMIT_AS())) return false;
        count(mapper, CALL_GETRLIMIT);
        return sizeBytes <= Os.getrlimit(Os.RLIMIT_DATA());
    }

    /** Adds the bytes and calls of {@code other}, whose mappings {@code mapper} takes over. */
    public static void absorb(long mapper, long other) {
        grew(mapper, mappedBytes(other));
        for (int call = 0; call < COUNT_CALLS; call++) {
            long counter = mapper + CALLS + call * 8L;
            Mem.putLong(counter, Mem.getLong(counter) + calls(other, call));
        }
        long refused = Mem.getLong(other + UNRETURNED);
        while (refused != 0) {
            long next = Mem.getLong(refused);
            Mem.putLong(refused, Mem.getLong(mapper + UNRETURNED));
            Mem.putLong(mapper + UNRETURNED, refused);
            refused = next;
        }
    }

    /** Counts a mapping of {@code sizeBytes} that another mapper made as this one's. */
    public static void adopt(long mapper, long sizeBytes) {
        grew(mapper, sizeBytes);
    }

    private static boolean isFixed(long mapper) {
        return Mem.getLong(mapper + FIXED_END) != 0;
    }

    private static boolean isWithinLimit(long mapper, long sizeBytes) {
        long limitBytes = limitBytes(mapper);
        return limitBytes == 0 || sizeBytes <= limitBytes - mappedBytes(mapper);
    }

    private static long takeFixed(long mapper, long sizeBytes) {
        long address = Mem.getLong(mapper + FIXED_NEXT);
        if (sizeBytes > Mem.getLong(mapper + FIXED_END) - address) return 0;
        Mem.putLong(mapper + FIXED_NEXT, address + sizeBytes);
        Mem.fill(address, sizeBytes, 0);
        return address;
    }

    private static void unmapOrRemember(long mapper, long address, long sizeBytes) {
        count(mapper, CALL_MUNMAP);
        if (Os.munmap(address, sizeBytes) == 0) return;
        Mem.putLong(address, Mem.getLong(mapper + UNRETURNED));
        Mem.putLong(address + 8, sizeBytes);
        Mem.putLong(mapper + UNRETURNED, address);
    }

    private static void grew(long mapper, long sizeBytes) {
        long mappedBytes = mappedBytes(mapper) + sizeBytes;
        Mem.putLong(mapper + MAPPED_BYTES, mappedBytes);
        if (mappedBytes > peakBytes(mapper)) Mem.putLong(mapper + PEAK_BYTES, mappedBytes);
    }

    private static void count(long mapper, int call) {
        long counter = mapper + CALLS + call * 8L;
        Mem.putLong(counter, Mem.getLong(counter) + 1);
    }
}
