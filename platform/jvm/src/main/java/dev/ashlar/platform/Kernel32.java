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
import java.lang.invoke.VarHandle;

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

    private static final VarHandle LAST_ERROR =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("GetLastError"));

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
        return systemInfo(PAGE_SIZE);
    }

    static long allocationGranularity() {
        return systemInfo(ALLOCATION_GRANULARITY);
    }

    static long virtualAlloc(long address, long sizeBytes, int type, int protection) {
        try {
            return (long) VIRTUAL_ALLOC.invokeExact(CallState.get(), address, sizeBytes, type, protection);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int virtualFree(long address, long sizeBytes, int type) {
        try {
            return (int) VIRTUAL_FREE.invokeExact(CallState.get(), address, sizeBytes, type);
        } catch (Throwable thrown) {
            throw Os.unexpected(thrown);
        }
    }

    static int lastError() {
        return (int) LAST_ERROR.get(CallState.get(), 0L);
    }
}
