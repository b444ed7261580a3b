package dev.ashlar.platform;

import java.security.SecureRandom;

/** {@code Os} by downcalls into libc, with Linux's constants or macOS's, or into Windows. */
public final class Os {
    private Os() {}

    static final boolean IS_WINDOWS = System.getProperty("os.name").startsWith("Windows");
    static final boolean IS_MACOS = System.getProperty("os.name").startsWith("Mac");

    private static final int LINUX = 1;
    private static final int MACOS = 2;
    private static final int WINDOWS = 3;

    /** A downcall declares {@code Throwable} and throws nothing; what arrives is a bug of ours. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a downcall failed", thrown);
    }

    public static long pageSize() {
        return IS_WINDOWS ? Kernel32.pageSize() : Libc.pageSize();
    }

    public static long allocationGranularity() {
        return IS_WINDOWS ? Kernel32.allocationGranularity() : Libc.pageSize();
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        return IS_WINDOWS ? MAP_FAILED() : Libc.mmap(address, sizeBytes, protection, flags);
    }

    public static int munmap(long address, long sizeBytes) {
        return IS_WINDOWS ? -1 : Libc.munmap(address, sizeBytes);
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        return IS_WINDOWS || IS_MACOS ? MAP_FAILED() : Libc.mremap(address, oldBytes, newBytes);
    }

    public static long mremapAway(long address, long sizeBytes) {
        return IS_WINDOWS || IS_MACOS ? MAP_FAILED() : Libc.mremapAway(address, sizeBytes);
    }

    public static long mremapTo(long address, long sizeBytes, long target) {
        return IS_WINDOWS || IS_MACOS ? MAP_FAILED() : Libc.mremapTo(address, sizeBytes, target);
    }

    /** The JVM's own malloc has the program break. */
    public static long sbrk(long moreBytes) {
        return MAP_FAILED();
    }

    public static int mprotect(long address, long sizeBytes, int protection) {
        return IS_WINDOWS ? -1 : Libc.mprotect(address, sizeBytes, protection);
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        return IS_WINDOWS ? -1 : Libc.madvise(address, sizeBytes, advice);
    }

    public static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        return IS_WINDOWS ? Kernel32.virtualAlloc(address, sizeBytes, type, protection) : 0;
    }

    public static int virtualFree(long address, long sizeBytes, int type) {
        return IS_WINDOWS ? Kernel32.virtualFree(address, sizeBytes, type) : 0;
    }

    /** A fault in Java code is the JVM's to answer. */
    public static int commitWhenRead(long address, long sizeBytes) {
        return -1;
    }

    public static int errno() {
        return IS_WINDOWS ? Kernel32.lastError() : Libc.errno();
    }

    public static long clockMillis() {
        return System.nanoTime() / 1_000_000;
    }

    public static long random() {
        return new SecureRandom().nextLong();
    }

    public static long cacheLineBytes() {
        return IS_WINDOWS || IS_MACOS ? 0 : Libc.cacheLineBytes();
    }

    public static int family() {
        return IS_WINDOWS ? WINDOWS : IS_MACOS ? MACOS : LINUX;
    }

    public static long getrlimit(int resource) {
        return IS_WINDOWS ? Long.MAX_VALUE : Libc.getrlimit(resource);
    }

    public static long MAP_FAILED() {
        return -1;
    }

    public static int PROT_READ_WRITE() {
        return 1 | 2;
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return 0x02 | (IS_MACOS ? 0x1000 : 0x20);
    }

    public static int PROT_READ() {
        return 1;
    }

    public static int PROT_NONE() {
        return 0;
    }

    public static int MAP_NORESERVE() {
        return IS_MACOS ? 0x40 : 0x4000;
    }

    public static int MAP_FIXED() {
        return 0x10;
    }

    public static int MADV_DONTNEED() {
        return 4;
    }

    public static int MADV_FREE() {
        return IS_MACOS ? 5 : 8;
    }

    public static int MADV_HUGEPAGE() {
        return IS_MACOS ? 0 : 14;
    }

    public static int ENOMEM() {
        return 12;
    }

    public static int EINVAL() {
        return 22;
    }

    public static int RLIMIT_AS() {
        return IS_MACOS ? 5 : 9;
    }

    public static int RLIMIT_DATA() {
        return 2;
    }
}
