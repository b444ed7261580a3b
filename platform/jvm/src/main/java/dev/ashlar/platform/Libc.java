package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The calls of libc that {@link Os} makes: Linux's, or macOS's, which has no mremap. */
final class Libc {
    private Libc() {}

    private static final int SC_PAGESIZE = Os.IS_MACOS ? 29 : 30;
    private static final int SC_LEVEL1_DCACHE_LINESIZE = 190;
    private static final int MREMAP_MAYMOVE = 1;
    private static final int MREMAP_FIXED = 2;
    private static final int MREMAP_DONTUNMAP = 4;

    /**
     * Every call has this shape, six words in and one out, and a place for errno: the compiler's way of calling does not mind arguments
     * that nobody reads, and HotSpot makes the code for one shape once. Ten shapes took ten times as long, a third of a second at the
     * first allocation.
     */
    private static final FunctionDescriptor CALL =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle SYSCONF = downcall("sysconf");
    private static final MethodHandle MMAP = downcall("mmap");
    private static final MethodHandle MUNMAP = downcall("munmap");
    private static final MethodHandle MREMAP = Os.IS_MACOS ? null : downcall("mremap");
    private static final MethodHandle MPROTECT = downcall("mprotect");
    private static final MethodHandle MADVISE = downcall("madvise");
    private static final MethodHandle WRITE = downcall("write");
    private static final MethodHandle GETRLIMIT = downcall("getrlimit");

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final long LIMIT_BYTES = 16;
    private static final long RESOURCES = 16;

    /** For each resource a place of its own: whoever asks at the same moment is told the same. */
    private static final MemorySegment LIMITS = Arena.global().allocate(RESOURCES * LIMIT_BYTES, JAVA_LONG.byteSize());

    private static MethodHandle downcall(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), CALL, Linker.Option.captureCallState("errno"));
    }

    private static long call(MethodHandle function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) function.invokeExact(CallState.get(), a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long pageSize() {
        return call(SYSCONF, SC_PAGESIZE, 0, 0, 0, 0, 0);
    }

    static long mmap(long address, long sizeBytes, int protection, int flags) {
        return call(MMAP, address, sizeBytes, protection, flags, -1, 0);
    }

    static int munmap(long address, long sizeBytes) {
        return (int) call(MUNMAP, address, sizeBytes, 0, 0, 0, 0);
    }

    static long mremap(long address, long oldBytes, long newBytes) {
        return call(MREMAP, address, oldBytes, newBytes, MREMAP_MAYMOVE, 0, 0);
    }

    static long mremapAway(long address, long sizeBytes) {
        return call(MREMAP, address, sizeBytes, sizeBytes, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0, 0);
    }

    static long mremapTo(long address, long sizeBytes, long target) {
        return call(MREMAP, address, sizeBytes, sizeBytes, MREMAP_MAYMOVE | MREMAP_FIXED, target, 0);
    }

    static int mprotect(long address, long sizeBytes, int protection) {
        return (int) call(MPROTECT, address, sizeBytes, protection, 0, 0, 0);
    }

    static int madvise(long address, long sizeBytes, int advice) {
        return (int) call(MADVISE, address, sizeBytes, advice, 0, 0, 0);
    }

    static int errno() {
        return (int) ERRNO.get(CallState.get(), 0L);
    }

    static long cacheLineBytes() {
        return call(SYSCONF, SC_LEVEL1_DCACHE_LINESIZE, 0, 0, 0, 0, 0);
    }

    static long getrlimit(int resource) {
        MemorySegment limits = LIMITS.asSlice(resource * LIMIT_BYTES, LIMIT_BYTES);
        int failed = (int) call(GETRLIMIT, resource, limits.address(), 0, 0, 0, 0);
        long soft = limits.get(JAVA_LONG, 0);
        return failed != 0 || soft < 0 ? Long.MAX_VALUE : soft;
    }

    static long write(int descriptor, long address, long sizeBytes) {
        return call(WRITE, descriptor, address, sizeBytes, 0, 0, 0);
    }
}
