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

/** The calls of Linux's libc that {@link Os} makes. */
final class Libc {
    private Libc() {}

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

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle WRITE = downcall("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETRLIMIT = downcall("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);

    private static final long LIMIT_BYTES = 16;
    private static final long RESOURCES = 16;

    /** For each resource a place of its own: whoever asks at the same moment is told the same. */
    private static final MemorySegment LIMITS = Arena.global().allocate(RESOURCES * LIMIT_BYTES, JAVA_LONG.byteSize());

    private static MethodHandle downcall(String name, MemoryLayout result, MemoryLayout... parameters) {
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

    static long pageSize() {
        try {
            return (long) SYSCONF.invokeExact(SC_PAGESIZE);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long mmap(long address, long sizeBytes, int protection, int flags) {
        try {
            return (long) MMAP.invokeExact(CallState.get(), address, sizeBytes, protection, flags, -1, 0L);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int munmap(long address, long sizeBytes) {
        try {
            return (int) MUNMAP.invokeExact(CallState.get(), address, sizeBytes);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long mremap(long address, long oldBytes, long newBytes) {
        try {
            return (long) MREMAP.invokeExact(CallState.get(), address, oldBytes, newBytes, MREMAP_MAYMOVE, 0L);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long mremapAway(long address, long sizeBytes) {
        try {
            int flags = MREMAP_MAYMOVE | MREMAP_DONTUNMAP;
            return (long) MREMAP.invokeExact(CallState.get(), address, sizeBytes, sizeBytes, flags, 0L);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long mremapTo(long address, long sizeBytes, long target) {
        try {
            int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
            return (long) MREMAP.invokeExact(CallState.get(), address, sizeBytes, sizeBytes, flags, target);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int mprotect(long address, long sizeBytes, int protection) {
        try {
            return (int) MPROTECT.invokeExact(CallState.get(), address, sizeBytes, protection);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int madvise(long address, long sizeBytes, int advice) {
        try {
            return (int) MADVISE.invokeExact(CallState.get(), address, sizeBytes, advice);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int errno() {
        return (int) ERRNO.get(CallState.get(), 0L);
    }

    static long cacheLineBytes() {
        try {
            return (long) SYSCONF.invokeExact(SC_LEVEL1_DCACHE_LINESIZE);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long getrlimit(int resource) {
        try {
            MemorySegment limits = LIMITS.asSlice(resource * LIMIT_BYTES, LIMIT_BYTES);
            int failed = (int) GETRLIMIT.invokeExact(resource, limits);
            long soft = limits.get(JAVA_LONG, 0);
            return failed != 0 || soft < 0 ? Long.MAX_VALUE : soft;
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long write(int descriptor, long address, long sizeBytes) {
        try {
            return (long) WRITE.invokeExact(descriptor, address, sizeBytes);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }
}
