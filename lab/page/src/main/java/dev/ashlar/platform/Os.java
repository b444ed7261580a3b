package dev.ashlar.platform;

/** {@code Os}: a small Linux, over arrays. */
public final class Os {
    private Os() {}

    /** So much address space is there: a reserved range takes a part of it. */
    private static final long ADDRESSES = 512 << 20;

    private static final int LINUX = 1;
    private static final int NONE = 0;

    public static long pageSize() {
        return Memory.PAGE_BYTES;
    }

    public static long allocationGranularity() {
        return Memory.PAGE_BYTES;
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        if (sizeBytes <= 0 || sizeBytes > ADDRESSES || (flags & MAP_FIXED()) != 0) return MAP_FAILED();
        return Memory.current().map(sizeBytes, protection != NONE);
    }

    public static int munmap(long address, long sizeBytes) {
        Memory.current().unmap(address, sizeBytes);
        return 0;
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        return MAP_FAILED();
    }

    public static long mremapAway(long address, long sizeBytes) {
        return MAP_FAILED();
    }

    public static long mremapTo(long address, long sizeBytes, long target) {
        return MAP_FAILED();
    }

    public static long sbrk(long moreBytes) {
        return Memory.current().moveBreak(moreBytes);
    }

    public static int mprotect(long address, long sizeBytes, int protection) {
        Memory.current().protect(address, sizeBytes, protection != NONE);
        return 0;
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        if (advice == MADV_DONTNEED()) Memory.current().clear(address, sizeBytes);
        return 0;
    }

    public static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        return 0;
    }

    public static int virtualFree(long address, long sizeBytes, int type) {
        return 0;
    }

    public static int commitWhenRead(long address, long sizeBytes) {
        return -1;
    }

    /** Nothing but memory is ever short here. */
    public static int errno() {
        return ENOMEM();
    }

    public static long clockMillis() {
        return 0;
    }

    /** The same each time: what is shown must be. */
    public static long random() {
        return 0x0123_4567_89AB_CDEFL;
    }

    public static long cacheLineBytes() {
        return 64;
    }

    public static int family() {
        return LINUX;
    }

    public static long getrlimit(int resource) {
        return ADDRESSES;
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
