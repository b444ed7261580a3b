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

/** {@code Os} by downcalls into libc, with the constants of Linux. */
public final class Os {
    private Os() {}

    private static final int SC_PAGESIZE = 30;
    private static final int MREMAP_MAYMOVE = 1;

    private static final MethodHandle SYSCONF = downcall("sysconf", JAVA_LONG, JAVA_INT);
    private static final MethodHandle MMAP =
            downcall("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = downcall("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MREMAP = downcall("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETRLIMIT = downcall("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);

    static MethodHandle downcall(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
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

    public static long mmap(long address, long sizeBytes, int protection, int flags) {
        try {
            return (long) MMAP.invokeExact(address, sizeBytes, protection, flags, -1, 0L);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static int munmap(long address, long sizeBytes) {
        try {
            return (int) MUNMAP.invokeExact(address, sizeBytes);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static long mremap(long address, long oldBytes, long newBytes) {
        try {
            return (long) MREMAP.invokeExact(address, oldBytes, newBytes, MREMAP_MAYMOVE);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
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

    public static int RLIMIT_AS() {
        return 9;
    }

    public static int RLIMIT_DATA() {
        return 2;
    }
}
