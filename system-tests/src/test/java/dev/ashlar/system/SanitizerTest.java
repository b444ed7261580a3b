package dev.ashlar.system;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The generated C under AddressSanitizer and UndefinedBehaviorSanitizer, with the checks on, in one program with its test. */
final class SanitizerTest {
    private static Path program() {
        return Run.library(
                "stress-sanitized",
                "test/c/stress_core.c",
                "-O1",
                "-g",
                "-fno-sanitize-recover=all",
                "-fsanitize=address,undefined",
                "-DASHLAR_CHECKS=1",
                "-pthread",
                "-no-pie");
    }

    private static void stress(String threads, String operations) {
        Run.run(Run.WORK, Map.of("ASAN_OPTIONS", "detect_leaks=0"), program().toString(), threads, operations)
                .succeeded();
    }

    @Test
    void tenMillionOperations() {
        stress("1", "10000000");
    }

    @Test
    void eightThreadsOfAMillionEach() {
        stress("8", "1000000");
    }
}
