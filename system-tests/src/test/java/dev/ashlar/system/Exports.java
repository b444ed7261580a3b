package dev.ashlar.system;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The functions of the test library whose names begin with {@code prefix}; all that they take is of 64 bits. */
final class Exports {
    private final String prefix;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    Exports(String prefix) {
        this.prefix = prefix;
    }

    /** Calls the function, which has one parameter and as many as there are {@code arguments}. */
    long call(String name, long first, long... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = first;
        for (int i = 0; i < arguments.length; i++) all[i + 1] = arguments[i];
        try {
            return (long) functions
                    .computeIfAbsent(name, _ -> function(prefix + name, all.length))
                    .invokeWithArguments(all);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** As {@link #call}, of what returns an int, which is in the lower half. */
    int callInt(String name, long first, long... arguments) {
        return (int) call(name, first, arguments);
    }

    private static MethodHandle function(String name, int countParameters) {
        MemoryLayout[] parameters = new MemoryLayout[countParameters];
        Arrays.fill(parameters, JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(NativeSubject.LIBRARY.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, parameters));
    }
}
