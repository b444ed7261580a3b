package dev.ashlar.wine;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Remote;
import dev.ashlar.suites.Compiled;
import dev.ashlar.suites.SystemMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The heaps compiled for Windows, in a process under Wine. */
final class Wine implements Compiled {
    private static final Path ROOT = Path.of(System.getProperty("ashlar.root"));
    private static final Path WORK = ROOT.resolve("core-tests/wine/target/work").toAbsolutePath();
    private static final String COMPILER = "x86_64-w64-mingw32-gcc";
    private static final int STANDARD_OUTPUT = 1;
    private static final long MOST_OUTPUT_BYTES = 1 << 20;

    private static @Nullable Wine library;

    private Wine() {}

    /** Started by whoever asks first; without Wine, or a compiler for Windows, the test is skipped. */
    static synchronized Wine library() {
        if (library != null) return library;
        Assumptions.assumeTrue(program(COMPILER) != null, COMPILER + " is not installed");
        String wine = program("wine64");
        Assumptions.assumeTrue(wine != null, "wine64 is not installed");
        Path server = WORK.resolve("server.exe");
        run(
                Map.of("CC", COMPILER),
                ROOT.resolve("native/compile.sh").toString(),
                ROOT.resolve("native/src/test/c/server.c").toAbsolutePath().toString(),
                server.toString(),
                "-DASHLAR_CHECKS=1",
                "-ladvapi32",
                "-lntdll");
        Map<String, String> environment = Map.of(
                "WINEPREFIX", WORK.resolve("prefix").toString(), // where Wine keeps what a machine under Windows has
                "WINEDEBUG", "-all",
                "WINEDLLOVERRIDES", "mscoree,mshtml=");
        run(environment, wine, "wineboot", "--init");
        Remote.start(List.of(wine, server.toString()), environment);
        library = new Wine();
        return library;
    }

    /** Where a program is; Debian has Wine's beside the path. */
    private static @Nullable String program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/lib/wine"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static void run(Map<String, String> environment, String... command) {
        try {
            Files.createDirectories(WORK);
            Path log = WORK.resolve("log.txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            int status = builder.start().waitFor();
            if (status != 0) throw new AssertionError(String.join(" ", command) + "\n" + Files.readString(log));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public long call(String name, long... arguments) {
        return Remote.call(name, arguments);
    }

    @Override
    public void endThread() {
        Remote.call("end");
    }

    /** What a function of the library prints. */
    String captured(IntConsumer writer) {
        long memory = SystemMemory.map(MOST_OUTPUT_BYTES);
        call("capture");
        writer.accept(STANDARD_OUTPUT);
        int length = (int) call("end_capture", memory, MOST_OUTPUT_BYTES);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append((char) Mem.getByte(memory + i));
        SystemMemory.unmap(memory, MOST_OUTPUT_BYTES);
        return text.toString();
    }
}
