package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the documentation, run as that says. */
final class ExampleTest {
    private static final int KILLED = 137;
    private static final Path EXAMPLES = Path.of(System.getProperty("ashlar.root"), "examples");

    @TempDir
    Path folder;

    private String kept(int status, String... lines) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of(folder.resolve("kept.pool").toString()));
        arguments.addAll(List.of(lines));
        return run(status, List.of(), "Kept.java", arguments);
    }

    /** What an example writes, to either stream. */
    private static String run(int status, List<String> options, String example, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("ashlar.classes"),
                EXAMPLES.resolve(example).toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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

    @Test
    void aMistakeIsRefusedAndInADebuggedHeapItsCulpritsAreNamed() throws Exception {
        String plain = run(1, List.of(), "Heaps.java", List.of());
        assertTrue(plain.startsWith("here until the arena is closed\n"), plain);
        assertTrue(plain.contains("dev.ashlar.MisuseException: free: double-free at 0x"), plain);
        String debugged = run(1, List.of("-Dashlar.debug=true"), "Heaps.java", List.of());
        assertTrue(debugged.contains("dev.ashlar.MisuseException: free: double-free at 0x"), debugged);
        assertTrue(debugged.contains(", at the start of the block of 1000 bytes at 0x"), debugged);
        assertEquals(lineOf("heap.malloc"), lineAfter("allocated by", debugged));
        assertEquals(lineOf("heap.free(block);\n"), lineAfter("freed by", debugged));
    }

    /** The line of the example that has a text first. */
    private static int lineOf(String text) throws IOException {
        String example = Files.readString(EXAMPLES.resolve("Heaps.java"));
        return (int) example.substring(0, example.indexOf(text)).lines().count();
    }

    /** The line of the example in the first frame of a trace. */
    private static int lineAfter(String trace, String said) {
        Matcher frame =
                Pattern.compile(trace + "\\s+at .*\\(Heaps\\.java:(\\d+)\\)").matcher(said);
        assertTrue(frame.find(), said);
        return Integer.parseInt(frame.group(1));
    }

    /** What a newcomer copies is what runs here. */
    @Test
    void theReadmeHasTheExample() throws IOException {
        String readme = Files.readString(EXAMPLES.resolve("../README.md"));
        assertTrue(readme.contains("```java\n" + Files.readString(EXAMPLES.resolve("Heaps.java")) + "```"));
    }
}
