package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of libc that {@link Os} makes: Linux's, or macOS's, which has no mremap.
 *
 * <p>A call takes some bytes of Java's heap unless HotSpot has compiled it well, for a slice of {@link CallState}; and more at its
 * 127th time, for code of its own. Both before libc is called, and nothing after: with an OutOfMemoryError nothing was done. There is a
 * {@link Reserve} for it; without one the call has failed as any call may. The core, which is in the middle of something, knows calls
 * that fail, and no errors.
 */
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
     * first allocation; a handle for each function, bound to its address, some milliseconds more than one that is told the address.
     */
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    private static final MemorySegment SYSCONF = function("sysconf");
    private static final MemorySegment MMAP = function("mmap");
    private static final MemorySegment MUNMAP = function("munmap");
    private static final MemorySegment MREMAP = Os.IS_MACOS ? MemorySegment.NULL : function("mremap");
    private static final MemorySegment MPROTECT = function("mprotect");
    private static final MemorySegment MADVISE = function("madvise");
    private static final MemorySegment WRITE = function("write");
    private static final MemorySegment GETRLIMIT = function("getrlimit");

    private static final int ENOMEM = 12;

    /** What each of these functions has for a call that failed. */
    private static final long FAILED = -1;

    private static final long LIMIT_BYTES = 16;
    private static final long RESOURCES = 16;

    /** For each resource a place of its own: whoever asks at the same moment is told the same. */
    private static final long LIMITS = Arena.global()
            .allocate(RESOURCES * LIMIT_BYTES, JAVA_LONG.byteSize())
            .address();

    private static MemorySegment function(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    private static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        Reserve.hold();
        return invoke(function, a, b, c, d, e, f);
    }

    private static long invoke(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, CallState.get(), a, b, c, d, e, f);
        } catch (OutOfMemoryError noRoom) {
            if (!Reserve.release()) return failed();
            try {
                return invoke(function, a, b, c, d, e, f);
            } finally {
                Reserve.restore();
            }
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    private static long failed() {
        Mem.putInt(CallState.get().address(), ENOMEM);
        return FAILED;
    }

    /** Asked once, when that may fail. */
    private static final long PAGE_BYTES = askPageBytes();

    private static long askPageBytes() {
        long bytes = call(SYSCONF, SC_PAGESIZE, 0, 0, 0, 0, 0);
        if (bytes <= 0) throw new OutOfMemoryError("there is no room on Java's heap for the first system call");
        return bytes;
    }

    static long pageSize() {
        return PAGE_BYTES;
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

    /** Which is all that there is to be captured, but on Windows. */
    static int errno() {
        return Mem.getInt(CallState.get().address());
    }

    static long cacheLineBytes() {
        return call(SYSCONF, SC_LEVEL1_DCACHE_LINESIZE, 0, 0, 0, 0, 0);
    }

    static long getrlimit(int resource) {
        long limits = LIMITS + resource * LIMIT_BYTES;
        int failed = (int) call(GETRLIMIT, resource, limits, 0, 0, 0, 0);
        long soft = Mem.getLong(limits);
        return failed != 0 || soft < 0 ? Long.MAX_VALUE : soft;
    }

    static long write(int descriptor, long address, long sizeBytes) {
        return call(WRITE, descriptor, address, sizeBytes, 0, 0, 0);
    }
}
