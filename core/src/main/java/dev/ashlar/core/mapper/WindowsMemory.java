package dev.ashlar.core.mapper;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Os;

/**
 * What Windows does for an {@link AddressSpace}. It counts what is committed, touched or not, against the memory and the
 * paging file of the machine, so that nothing is committed before it is wanted. What is not committed can't be touched: nothing
 * needs {@code VirtualProtect}. A range is released as it was reserved, at once.
 */
final class WindowsMemory {
    private WindowsMemory() {}

    /** So often somebody else may take the aligned part of a range between its release and the next reservation. */
    static final int MOST_ATTEMPTS = 16;

    private static final int MEM_COMMIT = 0x1000;
    private static final int MEM_RESERVE = 0x2000;
    private static final int MEM_DECOMMIT = 0x4000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int MEM_RESET = 0x80000;
    private static final int PAGE_NOACCESS = 1;
    private static final int PAGE_READWRITE = 4;

    /** A range, at {@code address} if that is not 0 and nothing is there; 0 if the system refuses. */
    static long reserve(long address, long sizeBytes) {
        long range = Os.virtualAlloc(address, sizeBytes, MEM_RESERVE, PAGE_NOACCESS);
        return range == 0 && address != 0 ? Os.virtualAlloc(0, sizeBytes, MEM_RESERVE, PAGE_NOACCESS) : range;
    }

    static boolean commit(long address, long sizeBytes) {
        return Os.virtualAlloc(address, sizeBytes, MEM_COMMIT, PAGE_READWRITE) != 0;
    }

    /** Where nobody can be asked to commit what is read, all is committed now. */
    static boolean makeReadable(long address, long sizeBytes) {
        return Os.commitWhenRead(address, sizeBytes) == 0 || commit(address, sizeBytes);
    }

    static boolean decommit(long address, long sizeBytes) {
        return Os.virtualFree(address, sizeBytes, MEM_DECOMMIT) != 0;
    }

    /** The memory may go to whoever wants it; then, or not, what is read here is anything. */
    static boolean reset(long address, long sizeBytes) {
        return Os.virtualAlloc(address, sizeBytes, MEM_RESET, PAGE_READWRITE) != 0;
    }

    static boolean release(long address) {
        return Os.virtualFree(address, 0, MEM_RELEASE) != 0;
    }

    /** Of a range keeps a part, by giving all back and asking for that; somebody may be faster, and then nothing is left. */
    static boolean keep(long range, long address, long sizeBytes) {
        return release(range) && Os.virtualAlloc(address, sizeBytes, MEM_RESERVE, PAGE_NOACCESS) != 0;
    }

    /** A range that may be touched at once; 0 if the system refuses. */
    static long reserveCommitted(long sizeBytes) {
        return Os.virtualAlloc(0, sizeBytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    }

    /**
     * A range that begins {@code leadBytes} before a multiple of {@code alignment}, and may be touched: at the end of the first
     * piece of the granularity that was reserved for it, by which {@link #release} finds that. 0 if the system refuses.
     */
    static long reserveBefore(long sizeBytes, long alignment, long leadBytes) {
        long granularity = Os.allocationGranularity();
        long apart = alignment > granularity ? alignment : granularity;
        long wholeBytes = granularity - leadBytes + sizeBytes;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long generous = Os.virtualAlloc(0, wholeBytes + apart, MEM_RESERVE, PAGE_NOACCESS);
            if (generous == 0) return 0;
            long whole = Align.up(generous + granularity, apart) - granularity;
            if (!keep(generous, whole, wholeBytes)) continue;
            long address = whole + granularity - leadBytes;
            if (commit(address, sizeBytes)) return address;
            release(whole);
            return 0;
        }
        return 0;
    }
}
