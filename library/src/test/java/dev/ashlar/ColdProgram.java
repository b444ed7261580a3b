package dev.ashlar;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.VarHandle;

/** A program that allocates one block; or, as "downcall", does by hand what every such program must: touches memory, and calls libc. */
final class ColdProgram {
    private ColdProgram() {}

    /** Loaded when all is done. */
    private static final class Done {
        static void happen() {}
    }

    public static void main(String[] arguments) throws Throwable {
        switch (arguments[0]) {
            case "confined" -> Heap.confined().malloc(16);
            case "shared" -> Heap.shared().malloc(16);
            default -> downcall();
        }
        Done.happen();
    }

    private static void downcall() throws Throwable {
        Linker linker = Linker.nativeLinker();
        var labs = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("labs"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        VarHandle handle = JAVA_LONG.varHandle().withInvokeExactBehavior();
        handle.setRelease(Arena.ofConfined().allocate(8, 8), 0L, (long) labs.invokeExact(-1L));
    }
}
