package dev.ashlar.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The menu, as a reader uses it. The experiments that it does here need no built library. */
final class MenuTest {
    private final Workshop workshop = new Workshop(Path.of(System.getProperty("ashlar.root")));

    @TempDir
    private Path folder;

    private int columns = 96;

    /** What the menu writes when it is given these answers. */
    private String said(boolean isColoured, String... answers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Paper paper = new Paper(new PrintStream(bytes, true, StandardCharsets.UTF_8), isColoured, columns);
        Progress progress = new Progress(folder.resolve("progress"));
        String lines = String.join("\n", answers) + (answers.length > 0 ? "\n" : "");
        new Menu(new Lab(workshop, paper, progress), paper, progress)
                .serve(new BufferedReader(new StringReader(lines)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void enterGoesOnAndProgressIsRemembered() throws IOException {
        String first = said(false, "", "q");
        assertTrue(first.contains("Enter goes on with 1, calls"), first);
        assertTrue(first.contains("── 1 of 15 · watch · "), first);
        assertTrue(first.contains("Enter goes on with 2, maps"), first);
        String later = said(false, "q");
        assertTrue(later.contains("✓  1  calls"), later);
        assertTrue(later.contains("Enter goes on with 2, maps"), later);
        assertEquals(List.of("calls"), Files.readAllLines(folder.resolve("progress")));
    }

    @Test
    void aNumberANameAndAStepAreUnderstood() throws IOException {
        assertTrue(said(false, "9").contains("── 9 of 15 · split"));
        assertTrue(said(false, "abc").contains("── 10 of 15 · merge"));
        String bins = said(false, "list");
        assertTrue(bins.contains("── 8 of 15 · list"), bins);
        assertTrue(said(false, "c break").contains("sbrk(0)"));
        assertTrue(said(false, "c abc").contains("has no C program"));
        assertTrue(said(false, "C Break").contains("sbrk(0)"));
        assertTrue(said(false, "c").contains("c of what?"));
        assertFalse(said(false, "Q", "cut").contains("── 9 of 15"));
    }

    @Test
    void whatIsNotUnderstoodIsALineAndNotTheEnd() throws IOException {
        String said = said(false, "nonsense", "99", "cut");
        assertTrue(said.contains("there is no step or experiment 'nonsense'; steps: watch bump header"), said);
        assertTrue(said.contains("there is no 99; there are 1 to 15"), said);
        assertTrue(said.contains("── 9 of 15 · split"), said);
    }

    @Test
    void whenAllIsDoneEnterLeaves() throws IOException {
        Files.write(
                folder.resolve("progress"),
                Experiments.ALL.stream().map(Experiment::name).toList());
        String said = said(false, "", "cut");
        assertTrue(said.contains("Enter leaves: you have done them all"), said);
        assertFalse(said.contains("── 9 of 15"), "it has left before");
    }

    @Test
    void coloursAreThereOnlyIfTheyAreWanted() throws IOException {
        assertFalse(said(false, "cut", "abc", "q").contains("\u001b"));
        String coloured = said(true, "cut", "q");
        assertTrue(coloured.contains("\u001b[34m░\u001b[0m"), "free blocks are blue");
    }

    @ParameterizedTest
    @CsvSource({"1, 40", "60, 60", "80, 80", "300, 96"})
    void textIsAsWideAsTheTerminalUpToALimit(int terminal, int limit) throws IOException {
        columns = terminal;
        List<String> text = said(false, "cut", "q")
                .lines()
                .dropWhile(line -> !line.equals("What it means"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
        int longest = text.stream().mapToInt(String::length).max().orElseThrow();
        assertTrue(longest <= limit && longest > limit - 12, longest + " of " + limit);
    }

    /** One sign for 16 bytes: a header and 480 bytes of payload. */
    @Test
    void drawingsAreToScale() throws IOException {
        assertTrue(said(false, "cut", "q").contains("▐█▐" + "░".repeat(480 / 16) + "▐" + "█".repeat(128 / 16) + "\n"));
    }
}
