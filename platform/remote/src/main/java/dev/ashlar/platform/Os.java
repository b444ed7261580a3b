package dev.ashlar.platform;

import java.security.SecureRandom;

/** {@code Os} of Windows, asked in another process. */
public final class Os {
    private Os() {}

    public static long pageSize() {
        return Remote.call("page_size");
    }

    public static long allocationGranularity() {
        return Remote.call("allocation_granularity");
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
        return (int) Remote.call("error");
    }

    public static long clockMillis() {
        return System.nanoTime() / 1_000_000;
    }

    public static long random() {
        return new SecureRandom().nextLong();
    }

    public static long cacheLineBytes() {
        return 0;
    }

    public static int family() {
        return 3;
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        return MAP_FAILED();
    }

    public static int munmap(long address, long sizeBytes) {
        return -1;
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

    public static int mprotect(long address, long sizeBytes, int protection) {
        return -1;
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        return -1;
    }

    public static long getrlimit(int resource) {
        return Long.MAX_VALUE;
    }

    public static long MAP_FAILED() {
        return -1;
    }

    public static int PROT_READ_WRITE() {
        return 0;
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return 0;
    }

    public static int PROT_READ() {
        return 0;
    }

    public static int PROT_NONE() {
        return 0;
    }

    public static int MAP_NORESERVE() {
        return 0;
    }

    public static int MAP_FIXED() {
        return 0;
    }

    public static int MADV_DONTNEED() {
        return 0;
    }

    public static int MADV_FREE() {
        return 0;
    }

    public static int MADV_HUGEPAGE() {
        return 0;
    }

    public static int ENOMEM() {
        return 0;
    }

    public static int EINVAL() {
        return 0;
    }

    public static int RLIMIT_AS() {
        return 0;
    }

    public static int RLIMIT_DATA() {
        return 0;
    }
}
