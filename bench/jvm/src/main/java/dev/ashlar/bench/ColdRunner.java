package dev.ashlar.bench;

import dev.ashlar.bench.allocators.Cold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Starts a JVM that allocates one block. */
final class ColdRunner {
    private static final double NANOS_PER_MILLI = 1e6;

    private ColdRunner() {}

    /** Adds how long it took, ms. */
    static void run(Case one, Samples samples) throws CaseFailure {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Cold.class.getName(),
                one.allocator().getSimpleName());
        String out = output(command);
        try {
            samples.addTime(Long.parseLong(out.strip()) / NANOS_PER_MILLI);
        } catch (NumberFormatException _) {
            throw new CaseFailure(String.join(" ", command) + " said: " + out.strip());
        }
    }

    private static String output(List<String> command) throws CaseFailure {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var out = process.getInputStream()) {
                return new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException failure) {
            throw new CaseFailure(failure.getMessage());
        }
    }
}
