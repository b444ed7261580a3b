package dev.ashlar.remote;

import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Remote;
import dev.ashlar.suites.Compiled;
import dev.ashlar.suites.SystemMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The heaps compiled for a machine, in a process that runs on it. */
final class Server implements Compiled {
    private static final Path ROOT = Path.of(System.getProperty("ashlar.root")).toAbsolutePath();
    private static final Path WORK = ROOT.resolve("core-tests/remote/target/work");
    private static final int STANDARD_OUTPUT = 1;
    private static final long MOST_OUTPUT_BYTES = 1 << 20;

    private static @Nullable Server library;

    private Server() {}

    /** Started by whoever asks first; without what it takes, the test is skipped. */
    static synchronized Server library() {
        if (library != null) return library;
        Machine machine = Machine.chosen();
        String server =
                WORK.resolve("server-" + machine.name().toLowerCase() + ".exe").toString();
        List<String> command = machine.command(server);
        List<String> compile = new ArrayList<>(List.of(
                ROOT.resolve("native/compile.sh").toString(),
                ROOT.resolve("native/src/test/c/server.c").toString(),
                server,
                "-DASHLAR_CHECKS=1"));
        compile.addAll(machine.flags);
        run(Map.of("CC", machine.compiler), compile);
        Map<String, String> environment = Map.of(
                "WINEPREFIX", WORK.resolve("prefix").toString(), // where Wine keeps what a machine under Windows has
                "WINEDEBUG", "-all",
                "WINEDLLOVERRIDES", "mscoree,mshtml=");
        if (machine == Machine.WINDOWS) run(environment, machine.command("wineboot", "--init"));
        Remote.start(command, environment);
        library = new Server();
        return library;
    }

    private static void run(Map<String, String> environment, List<String> command) {
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
        if (callInt("capture") == 0) throw new IllegalStateException("no file there to write to");
        writer.accept(STANDARD_OUTPUT);
        int length = (int) call("end_capture", memory, MOST_OUTPUT_BYTES);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append((char) Mem.getByte(memory + i));
        SystemMemory.unmap(memory, MOST_OUTPUT_BYTES);
        return text.toString();
    }
}
