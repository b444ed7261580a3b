package dev.ashlar.system;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ashlar.suites.Compiled;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The test library, with the checks on, in this process, called through java.lang.foreign. */
final class Exports implements Compiled {
    static final Exports LIBRARY = new Exports();

    private final SymbolLookup symbols = SymbolLookup.libraryLookup(
            Run.library("libashlar-test.so", "test/c/test_library.c", "-shared", "-DASHLAR_CHECKS=1"), Arena.global());
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    private Exports() {}

    @Override
    public long call(String name, long... arguments) {
        Object[] all = new Object[arguments.length];
        for (int i = 0; i < all.length; i++) all[i] = arguments[i];
        try {
            return (long) functions
                    .computeIfAbsent(name, _ -> function(name, all.length))
                    .invokeWithArguments(all);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    private MethodHandle function(String name, int countParameters) {
        MemoryLayout[] parameters = new MemoryLayout[countParameters];
        Arrays.fill(parameters, JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, parameters));
    }
}
