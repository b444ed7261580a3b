package dev.ashlar.lab;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where experiments are made: compiles the lab's C programs and runs programs, in build/lab. Not for several threads. */
public final class Workshop {
    private static final long PATIENCE_SECONDS = 300;

    /** What {@link #runUpTo} gives for a program whose time was over. */
    static final int OUT_OF_TIME = -1;

    private final Path root;

    /** A workshop for the checkout at {@code root}, whose libraries have been built. */
    public Workshop(Path root) {
        this.root = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder());
        } catch (IOException failure) {
            throw new LabFailure("can't make the folder %s: %s".formatted(folder(), failure.getMessage()));
        }
    }

    Path root() {
        return root;
    }

    /** What the lab makes in the terminal; beside it lies the page. */
    Path folder() {
        return root.resolve("build/lab/terminal");
    }

    /** The page for the browser, which may be there or not. */
    Path page() {
        return root.resolve("build/lab/index.html");
    }

    /** An empty file of a name that nobody has; whoever asks for it deletes it. */
    Path freshFile(String name) {
        try {
            return Files.createTempFile(folder(), name, null);
        } catch (IOException failure) {
            throw new LabFailure("can't make a file in %s: %s".formatted(folder(), failure.getMessage()));
        }
    }

    /** All that such a file says; deletes it. */
    String contents(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            Files.delete(file);
            return text;
        } catch (IOException failure) {
            throw new LabFailure("can't read %s: %s".formatted(file, failure.getMessage()));
        }
    }

    Path source(String name) {
        return root.resolve("lab/terminal/src/main/c/" + name + ".c");
    }

    /** A library of the build's. */
    Path library(String name) {
        Path library = root.resolve("build").resolve(name);
        if (!Files.exists(library)) throw new LabFailure(library + " is missing: run ./ashlar build");
        return library;
    }

    /** The environment that has a program run on a step of the ladder. */
    Map<String, String> onStep(String step) {
        return Map.of("LD_PRELOAD", library("libashlar-ladder.so").toString(), "ASHLAR_HEAP", step);
    }

    /** A program of ours, compiled if its source is newer. */
    Path program(String name) {
        return compiled(name, name, List.of("-O1", "-pthread"));
    }

    /** A library of ours to be preloaded, compiled if its source is newer. */
    Path preload(String name) {
        return compiled(name, "lib" + name + ".so", List.of("-O2", "-pthread", "-shared", "-fPIC"));
    }

    private Path compiled(String name, String product, List<String> flags) {
        Path source = source(name);
        Path program = folder().resolve(product);
        try {
            if (Files.exists(program)
                    && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0)
                return program;
            requireCompiler();
            Path fresh = freshFile(product);
            List<String> command =
                    new ArrayList<>(List.of(compiler(), "-std=gnu11", "-Wall", "-Wextra", "-fno-builtin"));
            command.addAll(flags);
            command.addAll(List.of(source.toString(), "-o", fresh.toString()));
            try {
                run(command).succeeded(compiler());
                Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return program;
        } catch (IOException failure) {
            throw new LabFailure("can't compile %s: %s".formatted(source, failure.getMessage()));
        }
    }

    /** All that this machine has, or may be used of it. */
    static long memoryBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /** The C compiler's command. */
    static String compiler() {
        return System.getenv().getOrDefault("CC", "cc");
    }

    private static void requireCompiler() {
        if (find(compiler()).isEmpty())
            throw new LabFailure("there is no C compiler '%s': install gcc or clang, or set CC".formatted(compiler()));
    }

    /** Where a program lies on the PATH, if it does; an absolute path is itself. */
    static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .map(folder -> Path.of(folder.isEmpty() ? "." : folder).resolve(program))
                .filter(path -> Files.isExecutable(path) && !Files.isDirectory(path))
                .findFirst();
    }

    Outcome run(List<String> command) {
        return run(Map.of(), command);
    }

    /** Runs a program in an environment without what would change its malloc, but for {@code environment}. */
    Outcome run(Map<String, String> environment, List<String> command) {
        Outcome outcome = runUpTo(PATIENCE_SECONDS, environment, command);
        if (outcome.status() == OUT_OF_TIME)
            throw new LabFailure("%s did not end within %d s".formatted(command.getFirst(), PATIENCE_SECONDS));
        return outcome;
    }

    /** As {@link #run}, but a program that does not end within some seconds is killed: its status is {@link #OUT_OF_TIME}. */
    Outcome runUpTo(long seconds, Map<String, String> environment, List<String> command) {
        try {
            Path out = freshFile("out");
            Path err = freshFile("err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(Workshop::changesMalloc);
            builder.environment().putAll(environment);
            int status = statusOf(builder.start(), seconds);
            return new Outcome(status, contents(out), contents(err));
        } catch (IOException failure) {
            throw new LabFailure("can't run %s: %s".formatted(command.getFirst(), failure.getMessage()));
        }
    }

    private static boolean changesMalloc(String variable) {
        return variable.startsWith("ASHLAR_")
                || variable.startsWith("MALLOC_")
                || variable.equals("LD_PRELOAD")
                || variable.equals("GLIBC_TUNABLES");
    }

    private static int statusOf(Process process, long seconds) {
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) return process.exitValue();
            List<ProcessHandle> started = process.descendants().toList();
            process.destroyForcibly().waitFor();
            started.forEach(ProcessHandle::destroyForcibly);
            return OUT_OF_TIME;
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            throw new LabFailure("interrupted");
        }
    }
}
