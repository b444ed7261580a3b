package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program is told that was not started with the option that it needs. */
final class NativeAccessTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("ashlar.root"), "examples");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Heaps.java", "Kept.java"})
    void theMessageSaysTheOption(String example) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--illegal-native-access=deny",
                "-cp",
                System.getProperty("ashlar.classes"),
                EXAMPLES.resolve(example).toString()));
        if (example.equals("Kept.java"))
            command.addAll(List.of(folder.resolve("kept.pool").toString(), "one"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.contains("run java with --enable-native-access=ALL-UNNAMED"), said);
        assertFalse(Files.exists(folder.resolve("kept.pool")), "nothing was begun");
    }
}
