package dev.ashlar.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Set;

/** What the JDK can't do for us: become another program, and say which descriptors that inherits. */
final class Posix {
    private Posix() {}

    private static final int F_DUPFD = 0;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final long TIOCGWINSZ = 0x5413;

    /** Out of the way of a program that uses low descriptors by number. */
    private static final int LOWEST_DUPLICATE = 100;

    private static MethodHandle function(String name, Linker.Option[] options, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters), options);
    }

    private static int fcntl(int descriptor, int command, int argument) {
        Linker.Option[] variadic = {Linker.Option.firstVariadicArg(2)};
        try {
            return (int) function("fcntl", variadic, JAVA_INT, JAVA_INT, JAVA_INT)
                    .invokeExact(descriptor, command, argument);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** A copy of {@code descriptor} that programs started from here inherit. */
    static int duplicate(int descriptor) {
        int copy = fcntl(descriptor, F_DUPFD, LOWEST_DUPLICATE);
        if (copy < 0) throw new Ashlar.Complaint("no descriptor is left for --stats");
        return copy;
    }

    /** Whether a descriptor is a terminal's. */
    static boolean isTerminal(int descriptor) {
        try {
            return (int) function("isatty", new Linker.Option[0], JAVA_INT).invokeExact(descriptor) == 1;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** How many characters a line of the terminal at a descriptor has, or {@code otherwise} if there is none or it does not say. */
    static int columns(int descriptor, int otherwise) {
        Linker.Option[] variadic = {Linker.Option.firstVariadicArg(2)};
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment windowSize = arena.allocate(JAVA_SHORT, 4); // rows, columns, and both in pixels
            int failure = (int) function("ioctl", variadic, JAVA_INT, JAVA_LONG, ADDRESS)
                    .invokeExact(descriptor, TIOCGWINSZ, windowSize);
            int columns = Short.toUnsignedInt(windowSize.getAtIndex(JAVA_SHORT, 1));
            return failure != 0 || columns == 0 ? otherwise : columns;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** Hides from programs started from here what the JVM opened: all but {@code kept}. */
    static void closeOnExecuteAllBut(Set<Integer> kept) {
        String[] open = new File("/proc/self/fd").list();
        if (open == null) return;
        for (String name : open) {
            int descriptor = Integer.parseInt(name);
            if (!kept.contains(descriptor)) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        }
    }

    /** Replaces this process by a program; returns only if that fails, with the reason. */
    static String execute(String path, List<String> arguments, List<String> environment) {
        Linker.Option[] captures = {Linker.Option.captureCallState("errno")};
        MethodHandle execve = function("execve", captures, ADDRESS, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int ignored = (int) execve.invokeExact(
                    state, arena.allocateFrom(path), strings(arena, arguments), strings(arena, environment));
            int error = state.get(JAVA_INT, 0);
            return error == 8 ? "it is no executable format" : error == 13 ? "permission denied" : "errno " + error;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** A C array of strings that ends in NULL. */
    private static MemorySegment strings(Arena arena, List<String> values) {
        MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) array.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
        return array;
    }
}
