package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Heaps while Java's own heap is full, in processes of their own. In the interpreter the JDK takes from it whatever it takes; compiled code
 * takes less.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // only where it hangs
final class FullJavaHeapTest {
    private static final String SEED = System.getProperty("ashlar.seed", "1");
    private static final String ROUNDS = Boolean.getBoolean("ashlar.nightly") ? "20" : "1";

    @ParameterizedTest
    @CsvSource({
        "SHARED, -Xint",
        "SHARED, -Xmixed",
        "CONFINED, -Xint",
        "CONFINED, -Xmixed",
        "SAMPLED_SHARED, -Xint",
        "DEBUG_SHARED, -Xint"
    })
    void whatWasUsedBeforeStaysSound(HeapKind kind, String compiler) throws Exception {
        assertErrors(said(kind, compiler, true, ROUNDS));
    }

    /** Nothing but the heap has been made: what code looks up when it first runs it has looked up. */
    @ParameterizedTest
    @CsvSource({"SHARED", "CONFINED"})
    void whatIsUsedForTheFirstTimeStaysSound(HeapKind kind) throws Exception {
        assertErrors(said(kind, "-Xint", false, ROUNDS));
    }

    /** The same by its cause: no class of the core is missing where the first heap is made. */
    @ParameterizedTest
    @CsvSource({"SHARED", "CONFINED", "DEBUG_SHARED", "DEBUG_CONFINED"})
    void theCoreIsLoadedBeforeAHeapIsMade(HeapKind kind) throws Exception {
        String said = said(kind, "-Xlog:class+load", true, "0");
        String made = said.substring(0, said.indexOf("made\n"));
        String used = said.substring(made.length(), said.indexOf("used\n"));
        assertTrue(made.contains(" dev.ashlar.core."), made);
        assertFalse(used.contains(" dev.ashlar.core."), used);
        assertFalse(used.contains(" dev.ashlar.platform."), used);
    }

    private static void assertErrors(String said) {
        assertTrue(said.matches("(?s).*[1-9][0-9]* errors\\R"), said);
    }

    private static String said(HeapKind kind, String option, boolean isUsed, String rounds) throws Exception {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                option,
                "-XX:+UseSerialGC",
                rounds.equals("0") ? "-Xmx64m" : "-Xmx8m",
                "-cp",
                System.getProperty("ashlar.classes"),
                FullJavaHeap.class.getName(),
                kind.name(),
                Boolean.toString(isUsed),
                rounds,
                SEED);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
