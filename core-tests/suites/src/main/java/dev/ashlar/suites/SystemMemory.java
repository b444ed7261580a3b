package dev.ashlar.suites;

import dev.ashlar.platform.Os;

/** Memory that a test has from the system, whichever that is, past the mapper that it tests. */
public final class SystemMemory {
    private SystemMemory() {}

    private static final int WINDOWS = 3;
    private static final int MEM_COMMIT_RESERVE = 0x3000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int PAGE_READWRITE = 4;

    /** Fresh memory, at {@code address} if that is free and not 0; 0 if there is none. */
    public static long map(long address, long sizeBytes) {
        if (Os.family() == WINDOWS) {
            long there = Os.virtualAlloc(address, sizeBytes, MEM_COMMIT_RESERVE, PAGE_READWRITE);
            return there != 0 ? there : Os.virtualAlloc(0, sizeBytes, MEM_COMMIT_RESERVE, PAGE_READWRITE);
        }
        long memory = Os.mmap(address, sizeBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        return memory == Os.MAP_FAILED() ? 0 : memory;
    }

    /** Fresh memory anywhere; an exception if there is none. */
    public static long map(long sizeBytes) {
        long memory = map(0, sizeBytes);
        if (memory == 0) throw new IllegalStateException("no %d bytes".formatted(sizeBytes));
        return memory;
    }

    /** Gives back all that was mapped at once. */
    public static void unmap(long address, long sizeBytes) {
        if (Os.family() == WINDOWS) Os.virtualFree(address, 0, MEM_RELEASE);
        else Os.munmap(address, sizeBytes);
    }
}
