package dev.ashlar.system;

import static dev.ashlar.system.Run.ashlar;
import static dev.ashlar.system.Run.assertComplaint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** ./ashlar lab, as a newcomer uses it. */
final class LabCommandTest {
    private static final int EXPERIMENTS = 15;
    private static final Path PROGRESS = Run.ROOT.resolve("build/lab/terminal/progress");

    private final byte[] before = progress();

    private static byte[] progress() {
        try {
            return Files.exists(PROGRESS) ? Files.readAllBytes(PROGRESS) : new byte[0];
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** What the one who runs the tests has done is not ours to change. */
    @AfterEach
    void restoreProgress() throws IOException {
        Files.createDirectories(PROGRESS.getParent());
        Files.write(PROGRESS, before);
    }

    /** As {@link Run}'s, which reads output byte by byte. */
    private static String utf8(String out) {
        return new String(out.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Test
    void allRunsFromTheFirstStepToTheLastWithoutQuestions() {
        String out = utf8(ashlar("lab", "all").succeeded().out());
        int at = 0;
        for (int i = 1; i <= EXPERIMENTS; i++) {
            int next = out.indexOf("── %d of %d · ".formatted(i, EXPERIMENTS), at);
            assertTrue(next >= at, "experiment " + i + " is missing in\n" + out);
            at = next;
        }
        for (String part : List.of("What to look for", "On this machine", "What it means", "In glibc", "In the kernel"))
            assertEquals(EXPERIMENTS, out.lines().filter(part::equals).count(), part);
        assertFalse(out.contains("\u001b"), "no colours in a file");
    }

    /** Enter, and Enter again, and at the end one that leaves; there is no progress yet. */
    @Test
    void enterAloneLeadsToTheLastStep() throws IOException {
        Files.deleteIfExists(PROGRESS);
        String enters = "yes '' | head -n %d | '%s' lab".formatted(EXPERIMENTS + 1, Run.ASHLAR);
        String out = utf8(Run.plain("sh", "-c", enters).succeeded().out());
        assertTrue(out.contains("── %d of %d · compare".formatted(EXPERIMENTS, EXPERIMENTS)), out);
        assertTrue(out.contains("Enter leaves: you have done them all"), out);
        assertEquals(EXPERIMENTS, Files.readAllLines(PROGRESS).size());
    }

    @Test
    void aStepRunsItsExperiments() {
        String out = utf8(ashlar("lab", "header").succeeded().out());
        assertTrue(out.contains("── 6 of 15 · header") && out.contains("── 7 of 15 · header"), out);
        assertFalse(out.contains("── 8 of"), out);
    }

    /** A terminal of its own, 60 columns wide. */
    @Test
    void textIsAsWideAsTheTerminal() {
        String command = "stty cols 60; '%s' lab cut".formatted(Run.ASHLAR);
        String out = utf8(
                Run.plain("script", "-qec", command, "/dev/null").succeeded().out());
        List<String> text = out.lines()
                .dropWhile(line -> !line.contains("What it means"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .toList();
        int longest = text.stream().mapToInt(String::length).max().orElse(0);
        assertTrue(longest > 48 && longest <= 60, longest + " in\n" + out);
    }

    @Test
    void badInputGetsOneLine() throws IOException {
        Files.createDirectories(Run.WORK);
        assertComplaint(2, "no step or experiment 'quake'; steps: watch bump header", ashlar("lab", "quake"));
        Outcome second = ashlar("lab", "cut", "quake");
        assertComplaint(2, "no step or experiment 'quake'", second);
        assertEquals("", second.out(), "and the first was not run");
        Outcome nowhere = ashlar("lab", "record", "no/such/folder/x.rep", "--", "echo", "hello");
        assertComplaint(2, "there is no folder", nowhere);
        assertEquals("", nowhere.out(), "and the program was not run");
        assertComplaint(2, "none.rep: no such file", ashlar("lab", "trace", "none.rep"));
        Path malformed = Files.writeString(Run.WORK.resolve("malformed.rep"), "1\n1\n1\n1\na 0 many\n");
        assertComplaint(2, "malformed.rep:5: expected operation 1 of 1", ashlar("lab", "trace", malformed.toString()));
        Path huge = Files.writeString(Run.WORK.resolve("huge.rep"), "1\n1\n2\na 0 70368744177664\nf 0\n");
        assertComplaint(2, "65536.0 GiB live at its peak; this machine has ", ashlar("lab", "trace", huge.toString()));
        assertComplaint(127, "no-such-program: not found", ashlar("lab", "record", "x.rep", "--", "no-such-program"));
    }

    /** Its program is compiled when it is wanted, and no file is left where it can't be. */
    @Test
    void aMissingCompilerIsNamed() throws IOException {
        Path folder = Run.ROOT.resolve("build/lab/terminal");
        Files.deleteIfExists(folder.resolve("break"));
        Map<String, String> environment = Map.of("CC", "no-such-compiler");
        Outcome outcome = Run.run(Run.WORK, environment, Run.ASHLAR, "lab", "break");
        assertEquals(2, outcome.status());
        assertEquals(
                "ashlar: there is no C compiler 'no-such-compiler': install gcc or clang, or set CC\n", outcome.err());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith("break"))
                            .toList());
        }
    }

    @Test
    void whatIsRecordedCanBePlayed() throws IOException {
        Files.createDirectories(Run.WORK);
        Path trace = Run.WORK.resolve("ls.rep");
        Outcome recorded = ashlar("lab", "record", trace.toString(), "--", "ls", Run.ROOT.toString())
                .succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), recorded.out(), "output is the program's alone");
        Outcome failed = ashlar("lab", "record", Run.WORK.resolve("x.rep").toString(), "--", "sh", "-c", "exit 7");
        assertEquals(7, failed.status());
        String table = ashlar("lab", "trace", trace.toString()).succeeded().out();
        List<String> names = new ArrayList<>();
        table.lines()
                .filter(line -> line.matches("  [a-z]+ +[0-9]+\\.[0-9]{2} .*%.*"))
                .forEach(line -> names.add(line.strip().split(" ")[0]));
        assertTrue(names.containsAll(List.of("bump", "arenas", "zone", "tlsf", "segment", "system")), table);
    }

    /** The address of the page, or one line that says what is missing; both are right, as it is built by another module. */
    @Test
    void webNamesThePage() {
        Outcome outcome = ashlar("lab", "--web");
        Path page = Run.ROOT.resolve("build/lab/index.html").toAbsolutePath();
        if (Files.exists(page))
            assertEquals(page.toUri() + "\n", outcome.succeeded().out());
        else assertComplaint(2, page + " is not built", outcome);
    }
}
