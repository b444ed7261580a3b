package dev.ashlar.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The calls of Windows that {@link Os} makes.
 * <pre>
 *   SYSTEM_INFO +  4   dwPageSize (int)
 *   SYSTEM_INFO + 40   dwAllocationGranularity (int)
 * </pre>
 */
final class Kernel32 {
    private Kernel32() {}

    private static final long SYSTEM_INFO_BYTES = 48;
    private static final long PAGE_SIZE = 4;
    private static final long ALLOCATION_GRANULARITY = 40;

    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("kernel32", Arena.global());
    private static final MethodHandle GET_SYSTEM_INFO = Linker.nativeLinker()
            .downcallHandle(LIBRARY.findOrThrow("GetSystemInfo"), FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle VIRTUAL_ALLOC =
            saving("VirtualAlloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle VIRTUAL_FREE = saving("VirtualFree", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    /** Where the error is in a {@link CallState}. */
    private static final long LAST_ERROR =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("GetLastError"));

    private static final int ERROR_NOT_ENOUGH_MEMORY = 8;

    /** What each of these functions has for a call that failed. */
    private static final int FAILED = 0;

    /** Asked once: it takes room on Java's heap. */
    private static final long PAGE_BYTES = systemInfo(PAGE_SIZE);

    private static final long GRANULARITY_BYTES = systemInfo(ALLOCATION_GRANULARITY);

    /** A downcall whose first parameter is where to leave the error. */
    private static MethodHandle saving(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        LIBRARY.findOrThrow(name),
                        FunctionDescriptor.of(result, parameters),
                        Linker.Option.captureCallState("GetLastError"));
    }

    private static int systemInfo(long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SYSTEM_INFO_BYTES, Long.BYTES);
            GET_SYSTEM_INFO.invokeExact(info);
            return info.get(JAVA_INT, offset);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static long pageSize() {
        return PAGE_BYTES;
    }

    static long allocationGranularity() {
        return GRANULARITY_BYTES;
    }

    static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        Reserve.hold();
        return allocate(address, sizeBytes, type, protection);
    }

    private static long allocate(long address, long sizeBytes, int type, int protection) {
        try {
            return (long) VIRTUAL_ALLOC.invokeExact(CallState.get(), address, sizeBytes, type, protection);
        } catch (OutOfMemoryError noRoom) {
            if (!Reserve.release()) return failed();
            try {
                return allocate(address, sizeBytes, type, protection);
            } finally {
                Reserve.restore();
            }
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int virtualFree(long address, long sizeBytes, int type) {
        Reserve.hold();
        return free(address, sizeBytes, type);
    }

    private static int free(long address, long sizeBytes, int type) {
        try {
            return (int) VIRTUAL_FREE.invokeExact(CallState.get(), address, sizeBytes, type);
        } catch (OutOfMemoryError noRoom) {
            if (!Reserve.release()) return failed();
            try {
                return free(address, sizeBytes, type);
            } finally {
                Reserve.restore();
            }
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    /** As in {@link Libc}: nothing was done. */
    private static int failed() {
        Mem.putInt(CallState.get().address() + LAST_ERROR, ERROR_NOT_ENOUGH_MEMORY);
        return FAILED;
    }

    static int lastError() {
        return Mem.getInt(CallState.get().address() + LAST_ERROR);
    }
}
