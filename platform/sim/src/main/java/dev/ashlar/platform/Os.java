package dev.ashlar.platform;

/** {@code Os} of the simulated machine. */
public final class Os {
    private Os() {}

    public static long pageSize() {
        Sim.call();
        return Sim.pageBytes();
    }

    public static long allocationGranularity() {
        return Windows.granularityBytes();
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        if (Sim.call() || Windows.isRunning()) return MAP_FAILED();
        return (flags & MAP_FIXED()) != 0
                ? Sim.mapAt(address, sizeBytes, protection)
                : Sim.map(address, sizeBytes, protection);
    }

    public static int munmap(long address, long sizeBytes) {
        return !Sim.call() && Sim.unmap(address, sizeBytes) ? 0 : -1;
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        return Sim.call() ? MAP_FAILED() : Sim.remap(address, oldBytes, newBytes);
    }

    public static long mremapAway(long address, long sizeBytes) {
        return Sim.call() ? MAP_FAILED() : Sim.remapAway(address, sizeBytes);
    }

    public static long mremapTo(long address, long sizeBytes, long target) {
        return Sim.call() ? MAP_FAILED() : Sim.remapTo(address, sizeBytes, target);
    }

    public static long sbrk(long moreBytes) {
        return Sim.call() || Windows.isRunning() ? MAP_FAILED() : Sim.moveBreak(moreBytes);
    }

    public static int mprotect(long address, long sizeBytes, int protection) {
        return !Sim.call() && Sim.protect(address, sizeBytes, protection) ? 0 : -1;
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        return !Sim.call() && Sim.advise(address, sizeBytes, advice == MADV_DONTNEED()) ? 0 : -1;
    }

    public static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        return Sim.call() ? 0 : Windows.alloc(address, sizeBytes, type, protection);
    }

    public static int virtualFree(long address, long sizeBytes, int type) {
        return !Sim.call() && Windows.free(address, sizeBytes, type) ? 1 : 0;
    }

    public static int commitWhenRead(long address, long sizeBytes) {
        return !Sim.call() && Windows.commitWhenRead(address, sizeBytes) ? 0 : -1;
    }

    /** That there is no memory, in the system's own words. */
    public static int errno() {
        return Windows.isRunning() ? 8 : ENOMEM();
    }

    /** The same in every run: a trace must be. */
    public static long random() {
        return 0x0123_4567_89AB_CDEFL;
    }

    public static long clockMillis() {
        return Sim.clockMillis();
    }

    public static long cacheLineBytes() {
        return 64;
    }

    public static int family() {
        return Windows.isRunning() ? 3 : 1;
    }

    public static long getrlimit(int resource) {
        if (Sim.call()) return Long.MAX_VALUE;
        return resource == RLIMIT_AS() ? Sim.addressSpaceLimit() : Long.MAX_VALUE;
    }

    public static long MAP_FAILED() {
        return -1;
    }

    public static int PROT_READ_WRITE() {
        return 3;
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return 0x22;
    }

    public static int PROT_READ() {
        return 1;
    }

    public static int PROT_NONE() {
        return 0;
    }

    public static int MAP_NORESERVE() {
        return 0x4000;
    }

    public static int MAP_FIXED() {
        return 0x10;
    }

    public static int MADV_DONTNEED() {
        return 4;
    }

    public static int MADV_FREE() {
        return 8;
    }

    public static int MADV_HUGEPAGE() {
        return 14;
    }

    public static int ENOMEM() {
        return 12;
    }

    public static int EINVAL() {
        return 22;
    }

    public static int RLIMIT_AS() {
        return 9;
    }

    public static int RLIMIT_DATA() {
        return 2;
    }
}
