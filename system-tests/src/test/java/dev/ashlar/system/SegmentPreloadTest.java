package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** One-purpose C programs on the segment heap. */
final class SegmentPreloadTest {
    private static final int SIGABRT = 134;
    private static final int[] SIZES = {16, 100, 1000, 5000, 40000, 70000, 300000, 5000000};

    // <ashlar.h>

    @ParameterizedTest
    @ValueSource(strings = {"rules", "threads", "destroy", "nomemory"})
    void heapsOfTheProgramsOwn(String mode) {
        Run.plain(Segment.linked("heaps"), mode).succeeded();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ashlar_heap_free, other-heap", "1, ashlar_heap_free, other-heap", "2, ashlar_heap_free, other-heap",
                "3, ashlar_heap_realloc, other-heap",
        "4, ashlar_heap_realloc, other-heap", "5, ashlar_heap_free, double-free",
                "6, ashlar_heap_free, interior-pointer", "7, ashlar_heap_free, foreign-pointer",
        "8, ashlar_heap_destroy, no-heap", "9, ashlar_heap_destroy, no-heap", "10, ashlar_heap_malloc, no-heap",
                "11, ashlar_heap_malloc, no-heap",
        "12, ashlar_heap_malloc, no-heap"
    })
    void misuseOfHeapsIsReportedOrEndsTheProgram(String which, String function, String rule) {
        String program = Segment.linked("heapmisuse");
        assertSays(line(function, rule), 1, 0, Run.run(Run.WORK, Map.of("ASHLAR_ON_ERROR", "report"), program, which));
        assertSays(line(function, rule), 1, SIGABRT, Run.plain(program, which));
        assertSays("", 0, 0, Run.run(Run.WORK, Map.of("ASHLAR_ON_ERROR", "ignore"), program, which));
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors", "shared", "exclusive"})
    void memoryOfTheProgramsOwn(String mode) {
        Run.plain(Segment.linked("manage"), mode).succeeded();
    }

    @Test
    void walksVisitTheLiveBlocks() {
        Run.plain(Segment.linked("walk")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sums", "sizes", "collect", "limit", "early"})
    void theNumbersAddUp(String mode) {
        Run.plain(Segment.linked("statistics"), mode).succeeded();
    }

    // C++ and glibc

    private static String compiledCpp(String name, String program, String... flags) {
        Run.require("c++");
        Path source = Run.ROOT.resolve("system-tests/src/test/c/" + name + ".cpp");
        String output = Run.WORK.resolve(program).toString();
        List<String> command = new ArrayList<>(List.of(
                "c++", "-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-pthread", source.toString()));
        command.addAll(List.of(flags));
        command.addAll(List.of("-o", output));
        Run.plain(command.toArray(String[]::new)).succeeded();
        return output;
    }

    @Test
    void newAndDelete() {
        Segment.preloaded(compiledCpp("cplusplus", "cplusplus")).succeeded();
    }

    @Test
    void newAsksTheHandlerAndThrows() {
        Segment.preloaded(Map.of("ASHLAR_LIMIT", "64M"), compiledCpp("operators", "operators"))
                .succeeded();
    }

    @Test
    void aProgramThatReplacesNewAndDeleteGetsAllItsNewsAndDeletes() {
        Segment.preloaded(compiledCpp("operators", "operators-replaced", "-DREPLACED", "-Wno-sized-deallocation"))
                .succeeded();
    }

    @Test
    void aPluginThatAloneHasACppLibraryThrowsItsException() {
        String plugin = compiledCpp("operators", "operators-plugin.so", "-DPLUGIN", "-shared", "-fPIC");
        Segment.preloaded(Run.compiled("loads"), plugin).succeeded();
    }

    @Test
    void withoutACppLibraryNewEndsInALine() {
        Outcome outcome = Segment.preloaded(Run.compiled("loads"));
        assertEquals(SIGABRT, outcome.status());
        assertEquals(
                "ashlar: operator new: there is no memory, and no C++ library that could throw bad_alloc\n",
                outcome.err());
    }

    @Test
    void theFamilyKeepsTheRulesOfCAndPosix() {
        Run.plain(Segment.linked("family")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "large", "trim"})
    void glibcsQuestionsAreAnswered(String mode) {
        Segment.preloaded(Run.compiled("glibc"), mode).succeeded();
    }

    @Test
    void mallocStatsPrintsTheTable() {
        Outcome outcome = Segment.preloaded(Run.compiled("glibc"), "stats").succeeded();
        assertEquals("", outcome.out());
        assertTrue(outcome.err().startsWith("ashlar: segment heap of "), outcome.err());
        assertTrue(number(outcome.err(), "live bytes") >= 10 * 300_100, outcome.err());
    }

    @Test
    void mallocInfoIsXml() throws Exception {
        String xml =
                Segment.preloaded(Run.compiled("glibc"), "info").succeeded().out();
        Element malloc = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
        assertEquals("malloc", malloc.getTagName());
        assertEquals("ashlar-1", malloc.getAttribute("version"));
        assertEquals("10", only(malloc, "large").getAttribute("live"), xml);
        NodeList sizes = malloc.getElementsByTagName("size");
        long live = 0;
        for (int i = 0; i < sizes.getLength(); i++) {
            Element size = (Element) sizes.item(i);
            if (size.getAttribute("slot").equals("112")) live = Long.parseLong(size.getAttribute("live"));
        }
        assertEquals(10, live, xml);
    }

    private static Element only(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        assertEquals(1, found.getLength(), name);
        return (Element) found.item(0);
    }

    // Misuse

    @ParameterizedTest
    @ValueSource(
            strings = {"at-once", "alone", "after-another", "after-reuse", "by-another-thread", "after-another-thread"})
    void doubleFrees(String way) {
        assertNoticed("double-free", SIZES.length, way, SIZES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", "+8", "+16", "50%", "99%"})
    void interiorPointers(String way) {
        assertNoticed("interior-pointer", SIZES.length - 1, way, 100, 1000, 5000, 40000, 70000, 300000, 5000000);
    }

    @Test
    void theUnusedTailOfAPage() {
        String program = Run.compiled("misfree");
        for (int size : new int[] {16, 100, 1000})
            assertSays(line("free", "interior-pointer"), 1, SIGABRT, Segment.preloaded(program, "+64000", "" + size));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stack",
                "static",
                "code",
                "mapped",
                "mapped-64K",
                "one",
                "last",
                "non-canonical",
                "unaligned",
                "terabyte-above",
                "terabyte-below",
                "never-used"
            })
    void foreignPointers(String way) {
        assertNoticed("foreign-pointer", SIZES.length, way, 100, 200000, 300000);
    }

    /** Addresses that differ from a live block's in one of the bits above the page table's window. */
    @Test
    void addressesThatDifferInTheirUpperBits() {
        assertNoticed("foreign-pointer", 7 * SIZES.length, "flipped", 100, 200000, 300000);
    }

    /** One line and SIGABRT for a block of each of the {@code sizes}; lines, or silence, for all sizes if so wished. */
    private static void assertNoticed(String rule, int lines, String way, int... sizes) {
        String program = Run.compiled("misfree");
        for (int size : sizes) assertSays(line("free", rule), 1, SIGABRT, Segment.preloaded(program, way, "" + size));
        assertSays(line("free", rule), lines, 0, Segment.preloaded(Map.of("ASHLAR_ON_ERROR", "report"), program, way));
        assertSays("", 0, 0, Segment.preloaded(Map.of("ASHLAR_ON_ERROR", "ignore"), program, way));
    }

    private static String line(String function, String rule) {
        String inside = rule.equals("interior-pointer") ? "(, inside the block at 0x[0-9a-f]+)?" : "";
        String address = "\\((0x[0-9a-f]+)\\)";
        return "ashlar: " + function + address + ": " + rule + inside + "\n";
    }

    private static void assertSays(String line, int lines, int status, Outcome outcome) {
        assertTrue(outcome.err().matches("(" + line + "){" + lines + "}"), outcome.err());
        assertEquals(status, outcome.status());
    }

    /** The program of the zone heap's test: also realloc, and blocks that stay whole. */
    @ParameterizedTest
    @CsvSource({
        "0, free, interior-pointer", "1, free, foreign-pointer", "2, realloc, interior-pointer",
                "3, free, foreign-pointer",
        "4, free, interior-pointer", "5, free, double-free", "6, free, interior-pointer", "7, free, double-free",
        "8, free, foreign-pointer", "9, realloc, foreign-pointer"
    })
    void misuseIsReportedOrEndsTheProgram(String which, String function, String rule) {
        String program = Run.compiled("misuse");
        assertSays(line(function, rule), 1, SIGABRT, Segment.preloaded(program, which));
        assertSays(line(function, rule), 1, 0, Segment.preloaded(Map.of("ASHLAR_ON_ERROR", "report"), program, which));
    }

    // Threads, forks, early and late calls

    @ParameterizedTest
    @ValueSource(strings = {"threads", "stdio"})
    void aThousandForksOfAThreadedProcessAllEnd(String mode) {
        Segment.preloaded(Run.compiled("forks"), mode, "1000").succeeded();
    }

    @Test
    void aThousandForksWhileThreadsComeAndGo() {
        Segment.preloaded(Run.compiled("churn"), "1000").succeeded();
    }

    @Test
    void aHundredThousandThreadsNeedNoMoreMemoryThanAThousand() {
        Run.plain(Segment.linked("manythreads"), "100000").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "destructors", "stack"})
    void threadsThatMallocsForget(String mode) {
        Run.plain(Segment.linked("ends"), mode).succeeded();
    }

    @Test
    void mallocWorksInConstructorsDestructorsAndSmallStacks() {
        Segment.preloaded(Run.compiled("early")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "free",
                "realloc",
                "calloc",
                "aligned_alloc",
                "large",
                "too-large",
                "usable_size",
                "walk",
                "stats",
                "collect",
                "good_size",
                "heap_new"
            })
    void anyCallMayBeTheFirst(String call) {
        Run.plain(Segment.linked("first"), call).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"free-foreign, free", "realloc-foreign, realloc"})
    void misuseMayBeTheFirstCall(String call, String function) {
        Outcome outcome = Run.run(Run.WORK, Map.of("ASHLAR_ON_ERROR", "report"), Segment.linked("first"), call);
        assertSays(line(function, "foreign-pointer"), 1, 0, outcome);
    }

    @Test
    void threadsExchangeBlocksUnderStress() {
        Segment.preloaded(Run.compiled("stress"), "8", "1000000").succeeded();
    }

    // Where memory is scarce or not the program's alone

    @Test
    void aSmallAddressSpaceIsUsedUpToItsEnd() {
        String script = "ulimit -v 65536; exec \"$@\"";
        Segment.preloaded("sh", "-c", script, "sh", Run.compiled("smallspace"), "64")
                .succeeded();
    }

    @Test
    void aPluginThatPrefersItsOwnNamesSharesTheHeap() {
        Segment.preloaded(Run.compiled("plugins"), Run.compiled("plugin", "-shared", "-fPIC"))
                .succeeded();
    }

    // Options

    @Test
    void badOptionsAreReportedAndIgnored() {
        Map<String, String> bad = Map.of(
                "ASHLAR_LIMIT",
                "12Q",
                "ASHLAR_ON_ERROR",
                "shrug",
                "ASHLAR_SCRIBBLE",
                "2",
                "ASHLAR_NONE",
                "1",
                "ASHLAR_HISTORY",
                "10",
                "ASHLAR_STATS",
                "x",
                "ASHLAR_HUGE_PAGES",
                "yes",
                "ASHLAR_PURGE_THREAD",
                "-1");
        String err = Segment.preloaded(bad, "/bin/true").succeeded().err();
        assertEquals(bad.size(), err.lines().count(), err);
        bad.forEach((name, value) -> assertTrue(err.contains("ashlar: " + name + "=" + value + ": "), err));
    }

    @Test
    void theLimitOptionHolds() {
        String program = Run.compiled("many");
        Segment.preloaded(Map.of("ASHLAR_LIMIT", "64M"), program, "10000").succeeded();
        Outcome outcome = Segment.preloaded(Map.of("ASHLAR_LIMIT", "4M"), program, "100000");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("malloc("), outcome.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "grown"})
    void scribbledMemoryShowsWhoReliesOnIt(String mode) {
        Segment.preloaded(Map.of("ASHLAR_SCRIBBLE", "1"), Run.compiled("scribbled"), mode)
                .succeeded();
    }

    @Test
    void scribbledMemoryHurtsNobody() {
        Segment.preloaded(Map.of("ASHLAR_SCRIBBLE", "1"), Run.compiled("stress"), "4", "100000")
                .succeeded();
    }

    @Test
    void thePurgeThreadIsOneMore() {
        assertEquals(1, tasks("0"));
        assertEquals(2, tasks("1"));
        Segment.preloaded(Map.of("ASHLAR_PURGE_THREAD", "1"), Run.compiled("stress"), "4", "100000")
                .succeeded();
    }

    private static long tasks(String purgeThread) {
        return Segment.preloaded(Map.of("ASHLAR_PURGE_THREAD", purgeThread), "ls", "/proc/self/task")
                .succeeded()
                .out()
                .lines()
                .count();
    }

    @Test
    void hugePagesAreAskedFor() {
        assumeTrue(Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage")), "no transparent huge pages");
        assertEquals("0\n", hugeMappings("0"));
        assertNotEquals("0\n", hugeMappings("1"));
        Segment.preloaded(Map.of("ASHLAR_HUGE_PAGES", "1"), Run.compiled("stress"), "4", "100000")
                .succeeded();
    }

    /** Counted by a program in itself. */
    private static String hugeMappings(String hugePages) {
        return Segment.preloaded(
                        Map.of("ASHLAR_HUGE_PAGES", hugePages), "grep", "-c", "^VmFlags:.* hg", "/proc/self/smaps")
                .out();
    }

    @Test
    void allLiesWhereTheAddressOptionSays() {
        Run.require("c++");
        String program = Run.WORK.resolve("where").toString();
        String source = Run.ROOT.resolve("system-tests/src/test/c/where.cpp").toString();
        Run.plain("c++", "-std=c++17", "-O1", "-fno-builtin", "-Wall", "-Wextra", "-Werror", source, "-o", program)
                .succeeded();
        Map<String, String> placed = Map.of("ASHLAR_ADDRESS", "0x210000000000");
        String addresses = Segment.preloaded(placed, program).succeeded().out();
        assertTrue(addresses.matches("(0x2100[0-9a-f]{8}\n){3}"), addresses);
        assertEquals(addresses, Segment.preloaded(placed, program).succeeded().out());
        String elsewhere = Segment.preloaded(program).succeeded().out();
        assertFalse(elsewhere.contains("0x2100"), elsewhere);
        Map<String, String> high = Map.of("ASHLAR_ADDRESS", "0x7fffffffffff"); // where nothing can be
        Segment.preloaded(high, program).succeeded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0x", "210000000000", "0x2100g", "0x800000000000", "0x10000210000000000", "-0x1", "0x1 "})
    void whatIsNoAddressIsReportedAndIgnored(String value) {
        String err = Segment.preloaded(Map.of("ASHLAR_ADDRESS", value), "/bin/true")
                .succeeded()
                .err();
        assertTrue(err.matches("ashlar: ASHLAR_ADDRESS=" + value + ": 0x and an address .*; ignored\n"), err);
    }

    // Statistics, and what they prove

    @Test
    void statisticsAddUp() {
        String table = statistics(Run.compiled("pairs"), "100", "1000");
        assertTrue(table.startsWith("ashlar: segment heap of "), table);
        assertTrue(
                table.contains(
                        "    slot       live    live bytes  peak of pages  slack   pages    opened      remote        purged\n"),
                table);
        assertTrue(table.matches("(?s).*\n +112 +8 +896 +65536 +11 +1 +1 +0 +0\n.*"), table);
        assertEquals(896, number(table, "live bytes"));
        assertEquals(65536, number(table, "committed"));
        assertEquals(65536, number(table, "peak committed"));
        assertEquals(0, number(table, "idle"));
        assertEquals(0, number(table, "purged"));
    }

    /** The consumer frees 500 times 10 000 blocks of the producer's, in all sizes. */
    @Test
    void everyFreeForAnotherThreadIsCounted() {
        String table = Run.run(Run.WORK, Map.of("ASHLAR_STATS", "1"), Segment.linked("ends"), "consumer")
                .succeeded()
                .err();
        assertEquals(5_000_000, sum(table, "remote"), table);
    }

    @Test
    void whatIsGivenBackIsSomeClasses() {
        String table = statistics(Run.compiled("givesback"));
        long purged = number(table, "purged");
        assertTrue(purged > 160 << 20, table);
        assertEquals(purged, sum(table, "purged"), table);
        assertTrue(table.matches("(?s).*\n +960( +[-0-9]+){7} +[1-9][0-9]+\n.*"), table);
    }

    /** Of a column of the table's rows, those of classes and that of large blocks. */
    private static long sum(String table, String column) {
        List<String> lines = table.lines().toList();
        int end = lines.get(1).indexOf(column) + column.length();
        long sum = 0;
        for (String line : lines.subList(2, lines.size())) {
            if (!line.matches(" +([0-9]+|large)( +[-0-9]+){8}")) break;
            sum += Long.parseLong(line.substring(0, end).replaceFirst(".* ", ""));
        }
        return sum;
    }

    private static String statistics(String... command) {
        return Segment.preloaded(Map.of("ASHLAR_STATS", "1"), command)
                .succeeded()
                .err();
    }

    private static long number(String table, String label) {
        Matcher matcher = Pattern.compile("  " + label + " +([0-9]+)").matcher(table);
        assertTrue(matcher.find(), () -> label + " is missing in\n" + table);
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void memoryIsGivenBack() {
        String[] resident = Segment.preloaded(Run.compiled("givesback"))
                .succeeded()
                .out()
                .strip()
                .split(" ");
        assertTrue(Long.parseLong(resident[0]) >= 190_000, () -> resident[0] + " KiB for 196 MB of blocks");
        assertTrue(Long.parseLong(resident[1]) <= 30 << 10, () -> resident[1] + " KiB are left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inorder", "scattered"})
    void aLoopDoesNotGiveBackWhatItWantsAgain(String order) {
        String table = statistics(Run.compiled("loop"), "100", order);
        assertTrue(number(table, "decommit") <= 50, table);
    }

    @Test
    void largeBlocksThatCannotGrowWhereTheyAreAreMoved() {
        String table = statistics(Run.compiled("grows"));
        assertTrue(number(table, "move") > 0, table);
    }

    /** Blocks that have moved and then grown where they are, so that the system knows them as several mappings. */
    @Test
    void largeBlocksMoveOrAreCopiedOnOlderSystemsToo() {
        String older = Run.compiled("olderlinux", "-shared", "-fPIC", "-D_GNU_SOURCE");
        Map<String, String> environment = Map.of("LD_PRELOAD", Segment.LIBRARY + ":" + older, "ASHLAR_STATS", "1");
        String table = Run.run(Run.WORK, environment, Run.compiled("grows"))
                .succeeded()
                .err();
        assertTrue(number(table, "move") > 0, table);
    }
}
