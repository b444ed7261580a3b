package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs programs: the C sources of this module, and those of the machine, with the library or without. */
final class Run {
    private Run() {}

    static final Path ROOT = Path.of(System.getProperty("ashlar.root"));
    static final String ASHLAR = ROOT.resolve("ashlar").toAbsolutePath().toString();
    static final Path LIBRARY = ROOT.resolve("build/libft_malloc.so").toAbsolutePath();

    /** What the tests write; those beside them, in another JVM, write elsewhere. */
    static final Path WORK = ROOT.resolve("system-tests/target/work" + Integer.getInteger("ashlar.fork"));

    private static final long PATIENCE_SECONDS = 600;

    /** How a program ended and what it wrote. */
    record Outcome(int status, String out, String err) {
        /** Asserts that it exited with 0. */
        Outcome succeeded() {
            assertEquals(0, status, () -> "exit status; it wrote\n" + tail(out) + tail(err));
            return this;
        }

        private static String tail(String text) {
            return text.substring(Math.max(0, text.length() - 2000));
        }
    }

    /** Skips the test, by name, where a program is missing. */
    static void require(String program) {
        boolean isThere = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(isThere, () -> program + " is not installed");
    }

    /** The command line. */
    static Outcome ashlar(String... arguments) {
        return ashlar(Map.of(), arguments);
    }

    static Outcome ashlar(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ASHLAR));
        command.addAll(List.of(arguments));
        return run(WORK, environment, command.toArray(String[]::new));
    }

    /** Asserts that the command line gave one line of explanation, and no result. */
    static void assertComplaint(int status, String expected, Outcome outcome) {
        assertEquals(status, outcome.status(), outcome.err());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().startsWith("ashlar: ") && outcome.err().contains(expected), outcome.err());
    }

    static Outcome plain(String... command) {
        return run(WORK, Map.of(), command);
    }

    /** With the zone heap preloaded. */
    static Outcome preloaded(String... command) {
        return preloaded(Map.of(), command);
    }

    static Outcome preloaded(Map<String, String> environment, String... command) {
        assertTrue(Files.exists(LIBRARY), () -> LIBRARY + " is missing");
        Map<String, String> all = new HashMap<>(environment);
        all.put("LD_PRELOAD", LIBRARY.toString());
        return run(WORK, all, command);
    }

    static Outcome run(Path folder, Map<String, String> environment, String... command) {
        try {
            Files.createDirectories(WORK);
            Path out = Files.createTempFile(WORK, "out", ".txt");
            Path err = Files.createTempFile(WORK, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " hangs");
            }
            Outcome outcome = new Outcome(process.exitValue(), read(out), read(err));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(String.join(" ", command), failure);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Compiles one of this module's C programs. */
    static String compiled(String name, String... flags) {
        try {
            Files.createDirectories(WORK);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        String program = WORK.resolve(name + String.join("", flags).hashCode()).toString();
        List<String> command = new ArrayList<>(List.of(
                "cc",
                "-std=gnu11",
                "-O1",
                "-g",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fno-builtin",
                "-pthread",
                "-I",
                ROOT.resolve("build/include").toString(),
                ROOT.resolve("system-tests/src/test/c/" + name + ".c").toString(),
                "-o",
                program));
        command.addAll(List.of(flags));
        plain(command.toArray(String[]::new)).succeeded();
        return program;
    }

    /** A variant of the library, by the script that makes the real one. */
    static Path library(String name, String shim, String... flags) {
        Path output = WORK.resolve(name);
        List<String> command = new ArrayList<>(List.of(
                ROOT.resolve("native/compile.sh").toString(),
                ROOT.resolve("native/src").resolve(shim).toString(),
                output.toString()));
        command.addAll(List.of(flags));
        plain(command.toArray(String[]::new)).succeeded();
        return output;
    }
}
