package dev.ashlar.platform;

/** {@code Os} of the system that another process runs on, asked there. */
public final class Os {
    private Os() {}

    public static long pageSize() {
        return Remote.call("page_size");
    }

    public static long allocationGranularity() {
        return Remote.call("allocation_granularity");
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        return Remote.call("mmap", address, sizeBytes, protection, flags);
    }

    public static int munmap(long address, long sizeBytes) {
        return (int) Remote.call("munmap", address, sizeBytes);
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        return Remote.call("mremap", address, oldBytes, newBytes);
    }

    public static long mremapAway(long address, long sizeBytes) {
        return Remote.call("mremap_away", address, sizeBytes);
    }

    public static long mremapTo(long address, long sizeBytes, long target) {
        return Remote.call("mremap_to", address, sizeBytes, target);
    }

    public static long sbrk(long moreBytes) {
        return Remote.call("sbrk", moreBytes);
    }

    public static int mprotect(long address, long sizeBytes, int protection) {
        return (int) Remote.call("mprotect", address, sizeBytes, protection);
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        return (int) Remote.call("madvise", address, sizeBytes, advice);
    }

    public static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        return Remote.call("virtual_alloc", address, sizeBytes, type, protection);
    }

    public static int virtualFree(long address, long sizeBytes, int type) {
        return (int) Remote.call("virtual_free", address, sizeBytes, type);
    }

    public static int commitWhenRead(long address, long sizeBytes) {
        return (int) Remote.call("commit_when_read", address, sizeBytes);
    }

    public static int errno() {
        return (int) Remote.call("errno");
    }

    public static long clockMillis() {
        return Remote.call("clock_millis");
    }

    public static long random() {
        return Remote.call("random");
    }

    public static long cacheLineBytes() {
        return Remote.call("cache_line_bytes");
    }

    public static int family() {
        return (int) Remote.call("family");
    }

    public static long getrlimit(int resource) {
        return Remote.call("getrlimit", resource);
    }

    public static long MAP_FAILED() {
        return Remote.call("map_failed");
    }

    public static int PROT_READ_WRITE() {
        return (int) Remote.call("prot_read_write");
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return (int) Remote.call("map_private_anonymous");
    }

    public static int PROT_READ() {
        return (int) Remote.call("prot_read");
    }

    public static int PROT_NONE() {
        return (int) Remote.call("prot_none");
    }

    public static int MAP_NORESERVE() {
        return (int) Remote.call("map_noreserve");
    }

    public static int MAP_FIXED() {
        return (int) Remote.call("map_fixed");
    }

    public static int MADV_DONTNEED() {
        return (int) Remote.call("madv_dontneed");
    }

    public static int MADV_FREE() {
        return (int) Remote.call("madv_free");
    }

    public static int MADV_HUGEPAGE() {
        return (int) Remote.call("madv_hugepage");
    }

    public static int ENOMEM() {
        return (int) Remote.call("enomem");
    }

    public static int EINVAL() {
        return (int) Remote.call("einval");
    }

    public static int RLIMIT_AS() {
        return (int) Remote.call("rlimit_as");
    }

    public static int RLIMIT_DATA() {
        return (int) Remote.call("rlimit_data");
    }
}
