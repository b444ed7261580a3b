package dev.ashlar.system;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The generated C under the compiler's sanitizers, in one program with its test. {@code -Dashlar.nightly=true} makes each
 * run ten times as long.
 */
final class SanitizerTest {
    private static final int TIMES = Boolean.getBoolean("ashlar.nightly") ? 10 : 1;

    private static Path program(String stress, String sanitizers, String... more) {
        String[] flags = {"-O1", "-g", "-fno-sanitize-recover=all", "-fsanitize=" + sanitizers, "-pthread", "-no-pie"};
        String[] all = new String[flags.length + more.length];
        System.arraycopy(flags, 0, all, 0, flags.length);
        System.arraycopy(more, 0, all, flags.length, more.length);
        return Run.library(stress + "-" + sanitizers, "test/c/" + stress + ".c", all);
    }

    private static void stress(Path program, int threads, int operations) {
        Run.run(
                        Run.WORK,
                        Map.of("ASAN_OPTIONS", "detect_leaks=0"),
                        program.toString(),
                        Integer.toString(threads),
                        Long.toString((long) operations * TIMES))
                .succeeded();
    }

    /** Ten million operations with the zone heap's checks on; each verifies the heap at its end. */
    @ParameterizedTest
    @CsvSource({"1, 10000000", "8, 1000000"})
    void theZoneHeapUnderAddressAndUndefinedBehaviourSanitizers(int threads, int operations) {
        stress(program("stress_core", "address,undefined", "-DASHLAR_CHECKS=1"), threads, operations);
    }

    @ParameterizedTest
    @CsvSource({"1, 10000000", "8, 1250000"})
    void theSegmentHeapUnderAddressAndUndefinedBehaviourSanitizers(int threads, int operations) {
        stress(program("stress_segment", "address,undefined", "-DASHLAR_SEGMENT"), threads, operations);
    }

    @ParameterizedTest
    @CsvSource({"1, 10000000", "8, 1250000"})
    void thePoolsUnderAddressAndUndefinedBehaviourSanitizers(int threads, int operations) {
        stress(program("stress_growing", "address,undefined", "-DASHLAR_GROWING"), threads, operations);
    }

    @Test
    void thePoolsUnderThreadSanitizer() {
        stress(program("stress_growing", "thread", "-DASHLAR_GROWING"), 8, 300_000);
    }

    @ParameterizedTest
    @CsvSource({"1, 3000000", "8, 500000"})
    void theGuardedHeapUnderAddressAndUndefinedBehaviourSanitizers(int threads, int operations) {
        stress(program("stress_guarded", "address,undefined", "-DASHLAR_GUARDED"), threads, operations);
    }

    @Test
    void theGuardedHeapUnderThreadSanitizer() {
        stress(program("stress_guarded", "thread", "-DASHLAR_GUARDED"), 8, 50_000);
    }

    @ParameterizedTest
    @CsvSource({"1, 3000000", "8, 500000"})
    void theLadderUnderAddressAndUndefinedBehaviourSanitizers(int threads, int operations) {
        stress(program("stress_ladder", "address,undefined", "-DASHLAR_LADDER"), threads, operations);
    }

    @Test
    void theLadderUnderThreadSanitizer() {
        stress(program("stress_ladder", "thread", "-DASHLAR_LADDER"), 8, 100_000);
    }

    /** Without a single suppression. */
    @Test
    void theSegmentHeapUnderThreadSanitizer() {
        stress(program("stress_segment", "thread", "-DASHLAR_SEGMENT"), 8, 300_000);
    }

    /** What threads do that begin all at once: again and again from the beginning. */
    @Test
    void theFirstMomentsOfTheSegmentHeapUnderThreadSanitizer() {
        Path program = program("stress_segment", "thread", "-DASHLAR_SEGMENT");
        for (int i = 0; i < 30; i++) stress(program, 8, 2000);
    }
}
