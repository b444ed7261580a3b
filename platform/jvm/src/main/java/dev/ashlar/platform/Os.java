package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;

/** {@code Os} by downcalls into libc, with the constants of Linux. */
public final class Os {
    private Os() {}

    private static final int SC_PAGESIZE = 30;
    private static final int SC_LEVEL1_DCACHE_LINESIZE = 190;
    private static final int MREMAP_MAYMOVE = 1;
    private static final int MREMAP_FIXED = 2;
    private static final int MREMAP_DONTUNMAP = 4;

    private static final MethodHandle SYSCONF = downcall("sysconf", JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP =
            saving("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = saving("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MREMAP =
            saving("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MPROTECT = saving("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MADVISE = saving("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    /** Where a thread's calls leave errno. */
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle GETRLIMIT = downcall("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);

    static MethodHandle downcall(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    /** A downcall whose first parameter is where to leave errno. */
    private static MethodHandle saving(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    /** A downcall declares {@code Throwable} and throws nothing; what arrives is a bug of ours. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a downcall failed", thrown);
    }

    public static long pageSize() {
        try {
            return (long) SYSCONF.invokeExact(SC_PAGESIZE);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long allocationGranularity() {
        return pageSize();
    }

    public static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        return 0;
    }

    public static int virtualFree(long address, long sizeBytes, int type) {
        return 0;
    }

    public static int commitWhenTouched(long address, long sizeBytes) {
        return -1;
    }

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        try {
            return (long) MMAP.invokeExact(STATE.get(), address, sizeBytes, protection, flags, -1, 0L);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int munmap(long address, long sizeBytes) {
        try {
            return (int) MUNMAP.invokeExact(STATE.get(), address, sizeBytes);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        try {
            return (long) MREMAP.invokeExact(STATE.get(), address, oldBytes, newBytes, MREMAP_MAYMOVE, 0L);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long mremapAway(long address, long sizeBytes) {
        try {
            int flags = MREMAP_MAYMOVE | MREMAP_DONTUNMAP;
            return (long) MREMAP.invokeExact(STATE.get(), address, sizeBytes, sizeBytes, flags, 0L);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long mremapTo(long address, long sizeBytes, long target) {
        try {
            int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
            return (long) MREMAP.invokeExact(STATE.get(), address, sizeBytes, sizeBytes, flags, target);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int mprotect(long address, long sizeBytes, int protection) {
        try {
            return (int) MPROTECT.invokeExact(STATE.get(), address, sizeBytes, protection);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int madvise(long address, long sizeBytes, int advice) {
        try {
            return (int) MADVISE.invokeExact(STATE.get(), address, sizeBytes, advice);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int errno() {
        return (int) ERRNO.get(STATE.get(), 0L);
    }

    public static long clockMillis() {
        return System.nanoTime() / 1_000_000;
    }

    public static long random() {
        return new SecureRandom().nextLong();
    }

    public static long cacheLineBytes() {
        try {
            return (long) SYSCONF.invokeExact(SC_LEVEL1_DCACHE_LINESIZE);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int family() {
        return 1;
    }

    public static long getrlimit(int resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
            int failed = (int) GETRLIMIT.invokeExact(resource, limits);
            long soft = limits.get(JAVA_LONG, 0);
            return failed != 0 || soft < 0 ? Long.MAX_VALUE : soft;
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long MAP_FAILED() {
        return -1;
    }

    public static int PROT_READ_WRITE() {
        return 1 | 2;
    }

    public static int MAP_PRIVATE_ANONYMOUS() {
        return 0x02 | 0x20;
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
