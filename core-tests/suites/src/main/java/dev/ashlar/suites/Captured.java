package dev.ashlar.suites;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** What code that writes to a file descriptor writes. */
public final class Captured {
    private Captured() {}

    private static final int O_WRONLY = 1;

    public static String output(IntConsumer writer) {
        try {
            Path file = Files.createTempFile("ashlar", ".txt");
            try (Arena arena = Arena.ofConfined()) {
                int descriptor = (int)
                        function("open", ADDRESS, JAVA_INT).invokeExact(arena.allocateFrom(file.toString()), O_WRONLY);
                writer.accept(descriptor);
                int failed = (int) function("close", JAVA_INT).invokeExact(descriptor);
                if (failed != 0) throw new IOException("close failed");
                return Files.readString(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
    }
}
