package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One-purpose C programs on the library. */
final class PreloadTest {
    private static final int SIGABRT = 134;

    @Test
    void theFamilyKeepsTheRulesOfCAndPosix() {
        Run.plain(Run.compiled("family", Run.LIBRARY.toString())).succeeded();
    }

    @Test
    void theLibraryCanBeLinkedInsteadOfPreloaded() {
        String shown = Run.plain(Run.compiled("shows", Run.LIBRARY.toString()))
                .succeeded()
                .out();
        assertTrue(shown.matches("(?s).*TINY : 0x[0-9A-F]+\n0x[0-9A-F]+0 - 0x[0-9A-F]+A : 42 bytes\n.*"), shown);
        assertTrue(shown.endsWith("Total : 52614 bytes\n"), shown);
    }

    @Test
    void showAllocMemExDumps() {
        String shown = Run.run(
                        Run.WORK, Map.of("ASHLAR_HISTORY", "100"), Run.compiled("shows", Run.LIBRARY.toString()), "ex")
                .succeeded()
                .out();
        assertTrue(shown.contains("78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 |xxxxxxxxxxxxxxxx|"), shown);
        assertTrue(shown.contains("bytes free"), shown);
        assertTrue(shown.matches("(?s).*History : 5 of 5\n(malloc .*){4}free 0x[0-9A-F]+\n"), shown);
    }

    @Test
    void mallocWorksInConstructorsDestructorsAndSmallStacks() {
        Run.preloaded(Run.compiled("early")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as", "data", "machine"})
    void requestsBeyondTheLimitsOfTheProcessOrOfTheMachineFail(String limit) {
        Run.preloaded(Run.compiled("limits"), limit).succeeded();
    }

    @Test
    void misuseIsIgnoredByDefault() {
        assertEquals("", Run.preloaded(Run.compiled("misuse")).succeeded().err());
    }

    @ParameterizedTest
    @CsvSource({
        "0, free, interior-pointer", "1, free, foreign-pointer", "2, realloc, interior-pointer",
                "3, free, foreign-pointer",
        "4, free, interior-pointer", "5, free, double-free", "6, free, interior-pointer", "7, free, foreign-pointer",
        "8, free, foreign-pointer", "9, realloc, foreign-pointer"
    })
    void misuseIsReportedOrEndsTheProgram(String which, String function, String rule) {
        String line = "ashlar: " + function + "\\(0x[0-9a-f]+\\): " + rule + "(, inside the block at 0x[0-9a-f]+)?\n";
        Outcome reported = Run.preloaded(Map.of("ASHLAR_ON_ERROR", "report"), Run.compiled("misuse"), which)
                .succeeded();
        assertTrue(reported.err().matches(line), reported.err());
        assertEquals(rule.equals("interior-pointer"), reported.err().contains("inside"), reported.err());
        Outcome aborted = Run.preloaded(Map.of("ASHLAR_ON_ERROR", "abort"), Run.compiled("misuse"), which);
        assertEquals(SIGABRT, aborted.status());
        assertTrue(aborted.err().matches(line), aborted.err());
    }

    @Test
    void badOptionsAreReportedAndIgnored() {
        Outcome outcome = Run.preloaded(
                        Map.of(
                                "ASHLAR_LIMIT",
                                "12Q",
                                "ASHLAR_ON_ERROR",
                                "shrug",
                                "ASHLAR_SCRIBBLE",
                                "2",
                                "ASHLAR_NONE",
                                "1",
                                "ASHLAR_HISTORY",
                                "99999999999999999999",
                                "ASHLAR_STATS",
                                "x"),
                        "/bin/true")
                .succeeded();
        assertEquals(6, outcome.err().lines().count(), outcome.err());
        for (String entry : new String[] {
            "ASHLAR_LIMIT=12Q:",
            "ASHLAR_ON_ERROR=shrug:",
            "ASHLAR_SCRIBBLE=2:",
            "ASHLAR_NONE=1: no such option",
            "ASHLAR_HISTORY=99999999999999999999:",
            "ASHLAR_STATS=x:"
        }) assertTrue(outcome.err().contains("ashlar: " + entry), outcome.err());
    }

    @Test
    void theLimitOptionHolds() {
        String program = Run.compiled("many");
        Run.preloaded(Map.of("ASHLAR_LIMIT", "64M"), program, "10000").succeeded();
        Outcome outcome = Run.preloaded(Map.of("ASHLAR_LIMIT", "4M"), program, "100000");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("malloc("), outcome.err());
    }

    @Test
    void statisticsAddUp() {
        String table = Run.preloaded(Map.of("ASHLAR_STATS", "1"), Run.compiled("pairs"), "100", "1000")
                .succeeded()
                .err();
        assertTrue(table.startsWith("ashlar: zone heap of "), table);
        assertEquals(1000, number(table, "malloc"));
        assertEquals(1000 - 8, number(table, "free"));
        assertEquals(8, number(table, "blocks"));
        assertEquals(800, number(table, "bytes"));
        assertEquals(1, number(table, "mmap"));
    }

    private static long number(String table, String label) {
        Matcher matcher = Pattern.compile("  " + label + " +([0-9]+)").matcher(table);
        assertTrue(matcher.find(), () -> label + " is missing in\n" + table);
        return Long.parseLong(matcher.group(1));
    }

    /**
     * Medians of many runs, the three uses in turn: where the system puts a library decides how many of its file's pages
     * one fault brings in, and that moves each count by two either way.
     */
    @Test
    void aThousandBlocksOfAKibibyteCostFewPages() {
        String program = Run.compiled("pages");
        int runs = 61;
        long[] empty = new long[runs];
        long[] keep = new long[runs];
        long[] free = new long[runs];
        for (int i = 0; i < runs; i++) {
            empty[i] = pageFaults(program, "empty");
            keep[i] = pageFaults(program, "keep");
            free[i] = pageFaults(program, "free");
        }
        long kept = median(keep) - median(empty);
        long freed = median(free) - median(empty);
        assertTrue(kept <= 290, () -> kept + " pages for 1024 blocks of 1 KiB");
        assertTrue(kept >= 256, () -> kept + " pages can't hold 1024 blocks of 1 KiB");
        assertTrue(freed <= 3, () -> freed + " pages for 1024 blocks of 1 KiB, freed at once each time");
    }

    private static long pageFaults(String program, String use) {
        return Long.parseLong(Run.preloaded(program, use).succeeded().out());
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "stdio", "signals"})
    void aThousandForksOfAThreadedProcessAllEnd(String mode) {
        Run.preloaded(Run.compiled("forks"), mode, "1000").succeeded();
    }

    @Test
    void threadsExchangeBlocksUnderStress() {
        Run.preloaded(Run.compiled("stress"), "8", "1000000").succeeded();
    }

    @Test
    void scribbledMemoryHurtsNobody() {
        Run.preloaded(Map.of("ASHLAR_SCRIBBLE", "1", "ASHLAR_HISTORY", "50"), Run.compiled("stress"), "2", "100000")
                .succeeded();
    }
}
