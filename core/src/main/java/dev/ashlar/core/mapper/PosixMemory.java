package dev.ashlar.core.mapper;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * What Linux and macOS do for an {@link AddressSpace}. A reserved range is mapped without access, so that neither
 * {@code mlockall} nor a strict system fills or counts it, and committing is to allow access: the system gives pages when
 * they are touched; what is mapped ready for use, it counts. A range may be released in parts.
 */
final class PosixMemory {
    private PosixMemory() {}

    private static final int MACOS = 2;

    /** A range, at {@code address} if that is not 0 and nothing is there; 0 if the system refuses. */
    static long reserve(long address, long sizeBytes) {
        return map(address, sizeBytes, Os.PROT_NONE(), Os.MAP_PRIVATE_ANONYMOUS() | Os.MAP_NORESERVE());
    }

    /** The same, to be touched at once. The system counts it, and refuses what it has not got. */
    static long reserveCommitted(long address, long sizeBytes) {
        return map(address, sizeBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    static long map(long address, long sizeBytes, int protection, int flags) {
        long range = Os.mmap(address, sizeBytes, protection, flags);
        return range == Os.MAP_FAILED() ? 0 : range;
    }

    static boolean commit(long address, long sizeBytes) {
        return Os.mprotect(address, sizeBytes, Os.PROT_READ_WRITE()) == 0;
    }

    static boolean makeReadable(long address, long sizeBytes) {
        return Os.mprotect(address, sizeBytes, Os.PROT_READ()) == 0;
    }

    /** What is given back may be touched as before, and reads as zero. */
    static boolean giveBack(long address, long sizeBytes) {
        int fixed = Os.MAP_PRIVATE_ANONYMOUS() | Os.MAP_NORESERVE() | Os.MAP_FIXED();
        if (Os.family() == MACOS) // its MADV_DONTNEED is no more than a hint
        return map(address, sizeBytes, Os.PROT_READ_WRITE(), fixed) != 0;
        return Os.madvise(address, sizeBytes, Os.MADV_DONTNEED()) == 0;
    }

    static boolean forbid(long address, long sizeBytes) {
        return Os.mprotect(address, sizeBytes, Os.PROT_NONE()) == 0;
    }

    static boolean release(long address, long sizeBytes) {
        return Os.munmap(address, sizeBytes) == 0;
    }

    /** Releases what a range has before and behind a part of it. */
    static boolean keep(long range, long rangeBytes, long address, long sizeBytes) {
        boolean isDone = address == range || release(range, address - range);
        long restBytes = range + rangeBytes - (address + sizeBytes);
        return (restBytes == 0 || release(address + sizeBytes, restBytes)) && isDone;
    }

    static boolean preferHugePages(long address, long sizeBytes) {
        return Os.MADV_HUGEPAGE() == 0 || Os.madvise(address, sizeBytes, Os.MADV_HUGEPAGE()) == 0;
    }

    /**
     * Moves memory by way of an address of the system's choosing: only then is a range that the system can't move, because its
     * parts came together by earlier moves, refused before anything has happened to {@code target}.
     */
    static boolean move(long address, long sizeBytes, long target) {
        long away = Os.mremapAway(address, sizeBytes);
        if (away == Os.MAP_FAILED()) return false;
        if (Os.mremapTo(away, sizeBytes, target) != target) { // no room for one more mapping
            Mem.copy(away, target, sizeBytes);
            release(away, sizeBytes);
        }
        return true;
    }

    static long mostBytes() {
        long addresses = Os.getrlimit(Os.RLIMIT_AS());
        long data = Os.getrlimit(Os.RLIMIT_DATA());
        return addresses < data ? addresses : data;
    }
}
