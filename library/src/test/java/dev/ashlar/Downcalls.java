package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A native function that calls back while it holds a segment. */
final class Downcalls {
    private Downcalls() {}

    private static final Linker LINKER = Linker.nativeLinker();

    /** Sorts ints by libc's qsort, and does {@code meanwhile} at each comparison. */
    static void sort(MemorySegment numbers, Runnable meanwhile) throws Throwable {
        MethodHandle compare = MethodHandles.insertArguments(
                MethodHandles.lookup()
                        .findStatic(
                                Downcalls.class,
                                "compare",
                                MethodType.methodType(
                                        int.class, Runnable.class, MemorySegment.class, MemorySegment.class)),
                0,
                meanwhile);
        MethodHandle sort = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("qsort"),
                FunctionDescriptor.ofVoid(
                        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        var pointer = ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stub =
                    LINKER.upcallStub(compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, pointer, pointer), arena);
            sort.invokeExact(numbers, numbers.byteSize() / 4, 4L, stub);
        }
    }

    static int compare(Runnable meanwhile, MemorySegment left, MemorySegment right) {
        meanwhile.run();
        return Integer.compare(left.get(ValueLayout.JAVA_INT, 0), right.get(ValueLayout.JAVA_INT, 0));
    }
}
