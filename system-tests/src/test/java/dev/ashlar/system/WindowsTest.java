package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import dev.ashlar.system.Windows.Heap;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The libraries for Windows under the C programs of the other suites, in Wine. */
final class WindowsTest {
    private static final Set<String> SYSTEMS = Set.of("KERNEL32.dll", "ntdll.dll", "ADVAPI32.dll", "msvcrt.dll");

    @BeforeAll
    static void haveWine() {
        Windows.require();
    }

    @AfterAll
    static void endWine() {
        Windows.end();
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryNeedsTheSystemAlone(Heap heap) {
        Set<String> needed = matches(dump(heap), "DLL Name: (\\S+)");
        assertTrue(needed.contains("KERNEL32.dll") && SYSTEMS.containsAll(needed), needed::toString);
    }

    @Test
    void ashlarDllExportsWhatItsHeaderDeclares() throws IOException {
        String header = Files.readString(Run.ROOT.resolve("build/include/ashlar.h"));
        Set<String> declared = matches(header, "(?m)^ASHLAR_API [^(]*?(\\w+)\\(");
        assertTrue(declared.contains("ashlar_malloc") && declared.contains("ashlar_heap_new"), declared::toString);
        assertEquals(declared, matches(dump(Heap.SEGMENT), "(?m)^\\s*\\[ *\\d+\\] (ashlar_\\w+)$"));
    }

    private static String dump(Heap heap) {
        return Run.plain(
                        "x86_64-w64-mingw32-objdump",
                        "-p",
                        Windows.LIBRARIES.resolve(heap.library).toString())
                .succeeded()
                .out();
    }

    private static Set<String> matches(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource
    void programsRunOnEveryHeap(Heap heap) {
        for (String line : List.of("early", "family", "many 20000", "stress 4 20000", "grows")) assertEnds(heap, line);
    }

    @Test
    void theSegmentHeapsOwnFunctionsWork() {
        for (String line : Programs.OF_THE_SEGMENT_HEAP) assertEnds(Heap.SEGMENT, line);
    }

    @Test
    void threadsAllocateAfterTheLibraryKnowsOfTheirEnd() {
        assertEnds(Heap.SEGMENT, "windows/late");
    }

    /** What is said at the end needs locks that threads may have held when they were stopped. */
    @ParameterizedTest
    @EnumSource
    void aProcessEndsAmongItsThreads(Heap heap) {
        Map<String, String> options =
                heap == Heap.GUARDED ? Map.of("ASHLAR_STATS", "1", "ASHLAR_LEAKS", "1") : Map.of("ASHLAR_STATS", "1");
        for (int i = 0; i < 20; i++) {
            Outcome outcome = Windows.run(heap, options, "windows/exits");
            assertEquals(0, outcome.status(), outcome::toString);
            assertTrue(outcome.err().contains(" heap of "), outcome::toString);
        }
    }

    private static void assertEnds(Heap heap, String line, String... flags) {
        Outcome outcome = Windows.run(heap, Map.of(), line, flags);
        assertEquals(0, outcome.status(), () -> "%s on %s: %s".formatted(line, heap, outcome));
    }

    /** Committed, decommitted or reset, and released, as the system counts it. */
    @Test
    void whatIsFreedGoesBackToTheSystem() {
        assertEnds(Heap.SEGMENT, "windows/numbers decommit", "-DHAS_STATISTICS");
        assertEnds(Heap.ZONE, "windows/numbers release");
        assertEnds(Heap.TLSF, "windows/numbers reset");
        assertEnds(Heap.GUARDED, "windows/numbers reset");
    }

    @ParameterizedTest
    @EnumSource
    void misuseIsNoticed(Heap heap) {
        assertSays(heap, "twice", "double-free");
        assertSays(heap, "inside", "interior-pointer");
        assertSays(heap, "foreign", "foreign-pointer");
    }

    @Test
    void theGuardedHeapFindsDamage() {
        assertSays(Heap.GUARDED, "string", "overflow");
        assertSays(Heap.GUARDED, "before", "underflow");
        assertSays(Heap.GUARDED, "tag", "header");
        assertSays(Heap.GUARDED, "after-free", "write-after-free");
        assertSays(Heap.GUARDED, "at-exit", "overflow");
    }

    private static void assertSays(Heap heap, String mistake, String rule) {
        Outcome outcome = Windows.run(heap, Map.of("ASHLAR_ON_ERROR", "report"), "damages " + mistake);
        String where = "%s on %s: %s".formatted(mistake, heap, outcome);
        assertEquals(0, outcome.status(), where);
        String first = outcome.err().lines().findFirst().orElse("");
        assertTrue(first.startsWith("ashlar: ") && first.contains(rule), where);
    }

    @Test
    void aMisuseEndsTheProgramAndSaysWhose() {
        Outcome outcome = Windows.run(Heap.GUARDED, Map.of(), "damages string");
        assertNotEquals(0, outcome.status(), outcome::toString);
        assertTrue(outcome.err().matches("(?s)ashlar: free: overflow at 0x[0-9a-f]+\n.*"), outcome::toString);
        assertTrue(outcome.err().contains("  right behind the block of 100 bytes at 0x"), outcome::toString);
        assertTrue(
                outcome.err().matches("(?s).*  allocated by \\(.*damages[^\n]*\\.exe\\+0x[0-9a-f]+\\)\n.*"),
                outcome::toString);
    }

    @Test
    void aFenceStopsTheProgramWhereItOverflows() {
        Outcome outcome = Windows.run(Heap.GUARDED, Map.of("ASHLAR_GUARD", "1"), "damages fence");
        assertNotEquals(0, outcome.status(), outcome::toString);
        assertTrue(outcome.err().startsWith("ashlar: fault: overflow at 0x"), outcome::toString);
        assertTrue(outcome.err().contains("  touched by ("), outcome::toString);
    }

    @Test
    void reportsHaveStacks() {
        Outcome outcome = Windows.run(Heap.GUARDED, Map.of("ASHLAR_STACKS", "3"), "damages string");
        String block = outcome.err().substring(outcome.err().indexOf("  allocated by "));
        assertEquals(
                2,
                Pattern.compile("(?m)^    from \\(.*\\.exe\\+0x")
                        .matcher(block.split("found by")[0])
                        .results()
                        .count(),
                outcome::toString);
    }

    @Test
    void optionsComeFromTheEnvironment() {
        Outcome table = Windows.run(Heap.SEGMENT, Map.of("ASHLAR_STATS", "1"), "many 20000");
        assertTrue(table.err().startsWith("ashlar: segment heap of "), table::toString);
        Outcome unknown = Windows.run(Heap.SEGMENT, Map.of("ASHLAR_STATISTICS", "1"), "walk");
        assertEquals("ashlar: ASHLAR_STATISTICS=1: no such option; ignored\n", unknown.err());
    }

    @Test
    void theBenchmarkSaysWhoseHeapItMeasures() {
        Outcome outcome = Run.ashlar("bench", "wine", "--rounds", "1", "medium").succeeded();
        List<String> lines = outcome.out().lines().toList();
        assertEquals("under Wine, whose HeapAlloc is not Windows's", lines.get(0), outcome::toString);
        assertTrue(lines.get(1).matches("program +HeapAlloc s +MiB +segment time +RSS"), outcome::toString);
        assertTrue(
                lines.get(2).matches("medium +\\d+\\.\\d+ +\\d+\\.\\d +\\d+\\.\\d+ +\\d+\\.\\d+"), outcome::toString);
        Run.assertComplaint(2, "there is no heap 'none'", Run.ashlar("bench", "wine", "--heap", "none"));
    }
}
