package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, run as that says, killed and run again. */
final class ExampleTest {
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    private String kept(int status, String... lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("ashlar.classes"),
                Path.of(System.getProperty("ashlar.root"), "examples/Kept.java").toString(),
                folder.resolve("kept.pool").toString()));
        command.addAll(List.of(lines));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(status, process.waitFor(), said);
        return said;
    }

    @Test
    void aListOutlivesItsProcesses() throws Exception {
        assertEquals("two\none\n2 entries, 0 faults\n", kept(0, "one", "two"));
        assertEquals("", kept(KILLED, "three", "--die"));
        assertEquals("four\nthree\ntwo\none\n4 entries, 0 faults\n", kept(0, "four"));
    }
}
