package dev.ashlar.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs in the benchmark's folder, each under a little one, {@code measure}, that says what it cost. */
final class NativeRunner {
    private static final int SIGNAL = 128;

    private final Path folder;
    private final int timeoutSeconds;

    NativeRunner(Path folder, int timeoutSeconds) {
        this.folder = folder;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Whether the machine has the program; says so if it has not. */
    boolean has(NativeProgram program) {
        String name = program.command().getFirst();
        try {
            Program.find(name.contains("/") ? folder.resolve(name).toString() : name);
            return true;
        } catch (Ashlar.Complaint missing) {
            System.err.println("ashlar: " + missing.getMessage() + ": left out");
            return false;
        }
    }

    /** Runs a program once on a malloc, libc's if {@code preload} is empty. */
    NativeCost run(NativeProgram program, String preload) throws NativeFailure {
        Path input = folder.resolve(program.stdin());
        if (!Files.isReadable(input)) throw new NativeFailure("there is no input " + input);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec ./measure \"$@\" 3>cost", "sh"));
        command.addAll(program.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(program.environment());
        builder.environment().put("BENCH_PRELOAD", preload);
        try {
            if (!ends(builder.start())) throw new NativeFailure("it ran for more than %d s".formatted(timeoutSeconds));
            return cost(program, read("cost").strip().split(" "));
        } catch (IOException failure) {
            throw new NativeFailure(String.valueOf(failure.getMessage()));
        }
    }

    /** Waits for a process; false if it had to be killed, with all that it started, since its time was over. */
    private boolean ends(Process process) {
        try {
            if (process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) return true;
            List<ProcessHandle> started = process.descendants().toList();
            process.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
            process.waitFor();
            return false;
        } catch (InterruptedException interrupted) {
            process.destroy();
            throw new Ashlar.Complaint("interrupted");
        }
    }

    private NativeCost cost(NativeProgram program, String[] cost) throws IOException, NativeFailure {
        if (cost.length != 5) throw new NativeFailure("nothing was measured");
        String err = read("err");
        if (err.contains("cannot be preloaded")) throw new NativeFailure("it ran on another malloc", err);
        String out = read("out");
        int status = Integer.parseInt(cost[4]);
        if (status != 0)
            throw new NativeFailure(
                    status > SIGNAL ? "signal " + (status - SIGNAL) : "exit status " + status,
                    err.isBlank() ? out : err);
        return new NativeCost(program.seconds(out, Long.parseLong(cost[0]) / 1e6), Double.parseDouble(cost[3]));
    }

    private String read(String name) throws IOException {
        return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.UTF_8);
    }
}
