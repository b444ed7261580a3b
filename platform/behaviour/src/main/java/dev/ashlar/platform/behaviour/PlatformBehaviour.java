package dev.ashlar.platform.behaviour;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
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

    private static final int WINDOWS = 3;
    private static final int MEM_COMMIT = 0x1000;
    private static final int MEM_RESERVE = 0x2000;
    private static final int MEM_DECOMMIT = 0x4000;
    private static final int MEM_RELEASE = 0x8000;
    private static final int MEM_RESET = 0x80000;
    private static final int PAGE_NOACCESS = 1;
    private static final int PAGE_READWRITE = 4;
    private static final long PATTERN = 0x8877665544332211L;

    /** The number of the first promise that is broken; 0 if all are kept. */
    public static int firstBroken() {
        long pageBytes = Os.pageSize();
        if (pageBytes < 4096 || (pageBytes & pageBytes - 1) != 0) return 1;
        boolean isWindows = Os.family() == WINDOWS;
        long page = isWindows
                ? Os.virtualAlloc(0, 2 * pageBytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE)
                : Os.mmap(0, 2 * pageBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        if (page <= 0 || (page & pageBytes - 1) != 0) return 2;
        int broken = firstBrokenOfMemory(page);
        if (broken == 0) broken = isWindows ? windows(pageBytes) : mappings(page, pageBytes);
        if (broken == 0 && !isWindows) broken = advice(pageBytes);
        if (broken == 0) broken = system();
        if (broken == 0) broken = threads(page);
        if (broken == 0) broken = root();
        return broken;
    }

    /** Those that a machine of memory alone can keep; {@code page} is one that may be written. */
    public static int firstBrokenOfMemory(long page) {
        int broken = memory(page);
        if (broken == 0) broken = bits();
        return broken == 0 ? atomics(page) : broken;
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
        Mem.putByte(page + 25, (byte) 0);
        Mem.fill(page + 16, 9, 0x1A7);
        if (Mem.getLong(page + 16) != 0xA7A7A7A7A7A7A7A7L || Mem.getByte(page + 25) != 0) return 16;
        Mem.putLong(page + 25, 0);
        if (Mem.getByte(page + 24) != (byte) 0xA7 || Mem.getByte(page + 25) != 0) return 17;
        Mem.putLong(page + 32, PATTERN);
        Mem.putLong(page + 40, ~PATTERN);
        Mem.copy(page + 32, page + 33, 15);
        if (Mem.getLong(page + 33) != PATTERN || Mem.getByte(page + 32) != 0x11) return 18;
        Mem.copy(page + 33, page + 32, 15);
        if (Mem.getLong(page + 32) != PATTERN) return 19;
        Mem.prefetch(page);
        Mem.prefetch(0);
        Mem.prefetch(-1);
        Mem.storeFence();
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
        if (!Bits.isBelow(1, 2) || Bits.isBelow(2, 2) || Bits.isBelow(-1, 1) || !Bits.isBelow(1, -1)) return 34;
        return 0;
    }

    /** 40 to 49. */
    private static int atomics(long page) {
        Atomics.storeRelease(page, 7);
        if (Atomics.loadAcquire(page) != 7) return 40;
        if (Atomics.loadRelaxed(page) != 7 || Atomics.loadRelaxedInt(page) != 7) return 49;
        Atomics.storeRelaxedInt(page + 4, -1);
        if (Mem.getLong(page) != 0xFFFF_FFFF_0000_0007L) return 40;
        Atomics.storeRelaxed(page, 7);
        if (Atomics.compareAndSet(page, 8, 9)) return 41;
        if (!Atomics.compareAndSet(page, 7, -1) || Mem.getLong(page) != -1) return 42;
        if (Atomics.fetchAdd(page, 11) != -1 || Mem.getLong(page) != 10) return 43;
        if (Atomics.fetchAdd(page, -10) != 10 || Mem.getLong(page) != 0) return 44;
        if (Atomics.exchange(page, PATTERN) != 0 || Mem.getLong(page) != PATTERN) return 45;
        if (Atomics.fetchOr(page, 0xF0) != PATTERN || Mem.getLong(page) != (PATTERN | 0xF0)) return 46;
        if (Atomics.fetchAnd(page, 0xFF) != (PATTERN | 0xF0) || Mem.getLong(page) != 0xF1) return 47;
        return Atomics.exchange(page, 0) == 0xF1 ? 0 : 48;
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

    /** 90 to 109. */
    private static int advice(long pageBytes) {
        int flags = Os.MAP_PRIVATE_ANONYMOUS() | Os.MAP_NORESERVE();
        long range = Os.mmap(0, 1L << 34, Os.PROT_READ_WRITE(), flags);
        if (range == Os.MAP_FAILED()) return 90;
        long middle = range + (1L << 33);
        Mem.putLong(middle, PATTERN);
        if (Os.madvise(middle, pageBytes, Os.MADV_DONTNEED()) != 0) return 91;
        Check.zeroed(middle, pageBytes);
        if (Mem.getLong(middle) != 0) return 92;
        if (Os.mprotect(middle, pageBytes, Os.PROT_NONE()) != 0) return 93;
        if (Os.mprotect(middle, pageBytes, Os.PROT_READ_WRITE()) != 0) return 94;
        Mem.putLong(middle, PATTERN);
        long away = Os.mremapAway(middle, pageBytes);
        if (away == Os.MAP_FAILED() || away == middle || Mem.getLong(away) != PATTERN) return 95;
        if (Os.mremapTo(away, pageBytes, range) != range || Mem.getLong(range) != PATTERN) return 109;
        Check.zeroed(middle, pageBytes);
        if (Mem.getLong(middle) != 0) return 103;
        long none = Os.mmap(0, 4 * pageBytes, Os.PROT_NONE(), flags);
        if (none == Os.MAP_FAILED()) return 104;
        if (Os.mprotect(none, pageBytes, Os.PROT_READ()) != 0) return 105;
        Check.zeroed(none, pageBytes);
        if (Mem.getLong(none) != 0) return 106;
        if (Os.mprotect(none + pageBytes, pageBytes, Os.PROT_READ_WRITE()) != 0) return 107;
        Mem.putLong(none + pageBytes, 1);
        if (Os.munmap(none, 4 * pageBytes) != 0) return 108;
        if (Os.mmap(middle, pageBytes, Os.PROT_READ_WRITE(), flags | Os.MAP_FIXED()) != middle) return 96;
        Mem.putLong(middle, 1);
        if (Os.munmap(range, 1L << 34) != 0) return 97;
        if (Os.madvise(range + 1, pageBytes, Os.MADV_DONTNEED()) == 0 || Os.errno() == 0) return 98;
        if (Os.mprotect(range + 1, pageBytes, Os.PROT_NONE()) == 0) return 99;
        return Os.virtualAlloc(0, pageBytes, MEM_RESERVE, PAGE_NOACCESS) == 0 ? 0 : 111;
    }

    /** 120 to 139. */
    private static int windows(long pageBytes) {
        long piece = Os.allocationGranularity();
        long range = Os.virtualAlloc(0, 4 * piece, MEM_RESERVE, PAGE_NOACCESS);
        if (range <= 0 || (range & piece - 1) != 0) return 120;
        if (Os.virtualAlloc(range, 2 * pageBytes, MEM_COMMIT, PAGE_READWRITE) != range) return 121;
        Mem.putLong(range, PATTERN);
        if (Os.virtualAlloc(range, 2 * pageBytes, MEM_COMMIT, PAGE_READWRITE) != range) return 122;
        if (Mem.getLong(range) != PATTERN) return 123;
        if (Os.virtualFree(range, pageBytes, MEM_DECOMMIT) == 0) return 124;
        if (Os.virtualAlloc(range, pageBytes, MEM_COMMIT, PAGE_READWRITE) != range) return 125;
        Check.zeroed(range, pageBytes);
        if (Mem.getLong(range) != 0) return 126;
        Mem.putLong(range, PATTERN);
        if (Os.virtualAlloc(range, pageBytes, MEM_RESET, PAGE_READWRITE) != range) return 127;
        Mem.putLong(range, PATTERN);
        if (Mem.getLong(range) != PATTERN) return 128;
        if (Os.virtualAlloc(range, piece, MEM_RESERVE, PAGE_NOACCESS) != 0 || Os.errno() == 0) return 129;
        if (Os.virtualFree(range + piece, 0, MEM_RELEASE) != 0) return 130;
        if (Os.commitWhenRead(range + piece, 2 * piece) == 0) {
            Check.zeroed(range + piece, pageBytes);
            if (Mem.getLong(range + piece) != 0) return 131;
            Check.zeroed(range + 3 * piece - pageBytes, pageBytes);
            if (Mem.getLong(range + 3 * piece - 8) != 0) return 132;
        }
        if (Os.virtualFree(range, 0, MEM_RELEASE) == 0) return 133;
        if (Os.virtualAlloc(range, piece, MEM_RESERVE, PAGE_NOACCESS) != range) return 134;
        if (Os.virtualFree(range, 0, MEM_RELEASE) == 0) return 135;
        int flags = Os.MAP_PRIVATE_ANONYMOUS();
        return Os.mmap(0, pageBytes, Os.PROT_READ_WRITE(), flags) == Os.MAP_FAILED() ? 0 : 136;
    }

    /** 100 to 102 and 110 to 113. */
    private static int system() {
        long clock = Os.clockMillis();
        if (Os.clockMillis() < clock) return 100;
        if (Os.random() == 0) return 110;
        long lineBytes = Os.cacheLineBytes();
        if (lineBytes < 0 || (lineBytes & lineBytes - 1) != 0) return 101;
        long piece = Os.allocationGranularity();
        if (piece < Os.pageSize() || (piece & piece - 1) != 0) return 112;
        return Os.family() >= 1 && Os.family() <= WINDOWS ? 0 : 102;
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
        long heap = Threads.heap();
        Threads.setHeap(PATTERN);
        if (Threads.heap() != PATTERN) return 75;
        Threads.setHeap(heap);
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
