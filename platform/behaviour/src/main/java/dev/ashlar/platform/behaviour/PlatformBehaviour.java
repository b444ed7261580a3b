package dev.ashlar.platform.behaviour;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;

/**
 * Tries each promise of the contract. Written in the dialect, it runs interpreted on simulated memory, compiled on the
 * JVM, and as C in the test library. Each group of promises has a range of numbers; the number of the first one that
 * does not hold is the answer.
 */
public final class PlatformBehaviour {
    private PlatformBehaviour() {}

    private static final long PATTERN = 0x8877665544332211L;

    /** The number of the first promise that is broken; 0 if all are kept. */
    public static int firstBroken() {
        long pageBytes = Os.pageSize();
        if (pageBytes < 4096 || (pageBytes & pageBytes - 1) != 0) return 1;
        long page = Os.mmap(0, 2 * pageBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        if (page == Os.MAP_FAILED() || page <= 0 || (page & pageBytes - 1) != 0) return 2;
        int broken = memory(page);
        if (broken == 0) broken = bits();
        if (broken == 0) broken = atomics(page);
        if (broken == 0) broken = mappings(page, pageBytes);
        if (broken == 0) broken = threads(page);
        if (broken == 0) broken = root();
        return broken;
    }

    /** 10 to 29. */
    private static int memory(long page) {
        Mem.putLong(page + 1, PATTERN);
        if (Mem.getLong(page + 1) != PATTERN) return 10;
        if (Mem.getByte(page + 1) != 0x11) return 11;
        if (Mem.getByte(page + 8) != (byte) 0x88) return 12;
        if (Mem.getInt(page + 3) != 0x66554433) return 13;
        Mem.putInt(page + 3, -2);
        if (Mem.getLong(page + 1) != 0x8877FFFFFFFE2211L) return 14;
        Mem.putByte(page + 1, (byte) -1);
        if (Mem.getLong(page + 1) != 0x8877FFFFFFFE22FFL) return 15;
        Mem.fill(page + 16, 9, 0x1A7);
        if (Mem.getLong(page + 16) != 0xA7A7A7A7A7A7A7A7L) return 16;
        Mem.putLong(page + 25, 0);
        if (Mem.getByte(page + 24) != (byte) 0xA7 || Mem.getByte(page + 25) != 0) return 17;
        Mem.putLong(page + 32, PATTERN);
        Mem.putLong(page + 40, ~PATTERN);
        Mem.copy(page + 32, page + 33, 15);
        if (Mem.getLong(page + 33) != PATTERN || Mem.getByte(page + 32) != 0x11) return 18;
        Mem.copy(page + 33, page + 32, 15);
        if (Mem.getLong(page + 32) != PATTERN) return 19;
        Mem.fill(page + 32, 0, 1);
        Mem.copy(page + 32, page + 48, 0);
        return Mem.getLong(page + 32) == PATTERN ? 0 : 20;
    }

    /** 30 to 39. */
    private static int bits() {
        for (int shift = 0; shift < 64; shift++) {
            if (Bits.trailingZeros(1L << shift) != shift) return 30;
            if (Bits.trailingZeros(-1L << shift) != shift) return 31;
            if (Bits.leadingZeros(1L << shift) != 63 - shift) return 32;
            if (Bits.leadingZeros(-1L >>> shift) != shift) return 33;
        }
        return 0;
    }

    /** 40 to 49. */
    private static int atomics(long page) {
        Atomics.storeRelease(page, 7);
        if (Atomics.loadAcquire(page) != 7) return 40;
        if (Atomics.compareAndSet(page, 8, 9)) return 41;
        if (!Atomics.compareAndSet(page, 7, -1) || Mem.getLong(page) != -1) return 42;
        if (Atomics.fetchAdd(page, 11) != -1 || Mem.getLong(page) != 10) return 43;
        return Atomics.fetchAdd(page, -10) == 10 && Mem.getLong(page) == 0 ? 0 : 44;
    }

    /** 50 to 69. Ends with {@code page} as one page still mapped. */
    private static int mappings(long page, long pageBytes) {
        long fresh = Os.mmap(0, 3 * pageBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        if (fresh == Os.MAP_FAILED()) return 50;
        Mem.putLong(fresh, PATTERN);
        Mem.putLong(fresh + 3 * pageBytes - 8, PATTERN);
        if (Os.munmap(fresh + pageBytes, pageBytes) != 0) return 51;
        if (Mem.getLong(fresh) != PATTERN || Mem.getLong(fresh + 3 * pageBytes - 8) != PATTERN) return 52;
        if (Os.munmap(fresh + 2 * pageBytes, pageBytes) != 0) return 53;
        long grown = Os.mremap(fresh, pageBytes, 5 * pageBytes);
        if (grown == Os.MAP_FAILED()) return 54;
        if (Mem.getLong(grown) != PATTERN) return 55;
        Mem.putLong(grown + 5 * pageBytes - 8, 1);
        long shrunk = Os.mremap(grown, 5 * pageBytes, pageBytes);
        if (shrunk == Os.MAP_FAILED() || Mem.getLong(shrunk) != PATTERN) return 56;
        if (Os.munmap(shrunk, pageBytes) != 0) return 57;
        if (Os.munmap(page + 1, pageBytes) == 0) return 58;
        if (Os.mmap(0, 1L << 62, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS()) != Os.MAP_FAILED()) return 59;
        if (Os.getrlimit(Os.RLIMIT_AS()) <= 0 || Os.getrlimit(Os.RLIMIT_DATA()) <= 0) return 60;
        return Os.munmap(page + pageBytes, pageBytes) == 0 ? 0 : 61;
    }

    /** 70 to 79. */
    private static int threads(long page) {
        long id = Threads.id();
        if (id == 0 || id == 8 || (id & 7) != 0 || Threads.id() != id) return 70;
        if (Threads.isWaiting()) return 71;
        Threads.setWaiting(true);
        if (!Threads.isWaiting()) return 72;
        Threads.setWaiting(false);
        if (Threads.isWaiting()) return 73;
        if (Threads.mutexBytes() <= 0 || Threads.mutexBytes() > 64) return 74;
        Mem.fill(page, 64, 0);
        for (int i = 0; i < 3; i++) {
            Threads.mutexLock(page);
            Threads.mutexUnlock(page);
        }
        Threads.mutexLock(page);
        Threads.mutexReset(page);
        Threads.mutexLock(page); // hangs if the reset one is still locked
        Threads.mutexUnlock(page);
        return 0;
    }

    /** 80 to 89. */
    private static int root() {
        if (Root.address() <= 0 || (Root.address() & 63) != 0) return 80;
        if (Root.bytes() < 4096) return 81;
        return 0;
    }
}
