package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs on each step of the ladder. */
final class LadderPreloadTest {
    static final Path LIBRARY = Run.ROOT.resolve("build/libashlar-ladder.so").toAbsolutePath();

    private static final Path INPUTS =
            Run.ROOT.resolve("system-tests/src/test/inputs").toAbsolutePath();
    private static final int SIGABRT = 134;

    private static Outcome on(String step, String... command) {
        return on(step, Map.of(), command);
    }

    private static Outcome on(String step, Map<String, String> environment, String... command) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LD_PRELOAD", LIBRARY.toString());
        all.put("ASHLAR_HEAP", step);
        return Run.run(Run.WORK, all, command);
    }

    /** The limits of {@code bump} and {@code header}: every byte once. They have enough for these. */
    @ParameterizedTest
    @ValueSource(strings = {"bump", "header", "list", "split", "merge", "map", "bins", "arenas"})
    void everyStepRunsLsPythonAndGcc(String step, @TempDir Path folder) throws IOException {
        String[] ls = {"ls", "-lR", "/usr/share/doc"};
        Outcome listed = on(step, ls).succeeded();
        assertEquals(Run.plain(ls).out(), listed.out());
        assertTrue(listed.out().lines().count() > 1000);
        String[] python = {"/usr/bin/python3", INPUTS.resolve("work.py").toString()};
        Map<String, String> hash = Map.of("PYTHONHASHSEED", "0");
        assertEquals(
                Run.run(Run.WORK, hash, python).succeeded().out(),
                on(step, hash, python).succeeded().out());
        Path source = folder.resolve("large.c");
        Files.writeString(source, LargeSource.text(20));
        String[] gcc = {"gcc", "-O2", "-c", source.toString(), "-o"};
        Path plain = folder.resolve("plain.o");
        Path ours = folder.resolve("ours.o");
        Run.plain(with(gcc, plain.toString())).succeeded();
        on(step, with(gcc, ours.toString())).succeeded();
        assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(ours));
        String table =
                on(step, Map.of("ASHLAR_STATS", "2"), "/bin/true").succeeded().err();
        assertTrue(table.startsWith("ashlar: " + step + " heap of /bin/true\n"), table);
    }

    private static String[] with(String[] command, String last) {
        String[] longer = java.util.Arrays.copyOf(command, command.length + 1);
        longer[command.length] = last;
        return longer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "list", "merge", "map", "bins", "arenas"})
    void theFamilyKeepsTheRulesOfCAndPosix(String step) {
        Run.run(Run.WORK, Map.of("ASHLAR_HEAP", step), Run.compiled("family", LIBRARY.toString()))
                .succeeded();
    }

    @Test
    void onlyAFewFunctionsOfLibcAreUsed() {
        Set<String> used = new TreeSet<>();
        Run.plain("nm", "-D", "--undefined-only", LIBRARY.toString())
                .succeeded()
                .out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("U "))
                .forEach(line -> used.add(line.substring(2).replaceAll("@.*", "")));
        assertTrue(used.contains("sbrk"), used::toString);
        used.removeAll(Set.of("sbrk", "mmap", "munmap", "mprotect", "getrlimit", "sysconf", "write"));
        used.removeAll(Set.of("memmove", "memset", "__errno_location", "__register_atfork", "pthread_kill"));
        used.removeAll(Set.of("pthread_self", "pthread_mutex_lock", "pthread_mutex_unlock"));
        assertEquals(Set.of(), used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bump", "list", "bins", "arenas"})
    void mallocWorksInConstructorsDestructorsAndSmallStacks(String step) {
        on(step, Run.compiled("early")).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"merge, as", "merge, data", "merge, machine", "map, machine", "arenas, as", "arenas, data"})
    void requestsBeyondTheLimitsOfTheProcessOrOfTheMachineFail(String step, String limit) {
        on(step, Run.compiled("limits"), limit).succeeded();
    }

    @ParameterizedTest
    @CsvSource({
        "header, 0, free, interior-pointer",
        "list, 1, free, foreign-pointer",
        "split, 2, realloc, interior-pointer",
        "merge, 5, free, double-free",
        "map, 6, free, interior-pointer",
        "map, 8, free, foreign-pointer",
        "bins, 7, free, double-free",
        "arenas, 5, free, double-free",
        "arenas, 9, realloc, foreign-pointer"
    })
    void misuseEndsTheProgramOrIsReportedOrIgnored(String step, String which, String function, String rule) {
        String line = "ashlar: " + function + "\\(0x[0-9a-f]+\\): " + rule + "(, inside the block at 0x[0-9a-f]+)?\n";
        String program = Run.compiled("misuse");
        Outcome aborted = on(step, program, which);
        assertEquals(SIGABRT, aborted.status());
        assertTrue(aborted.err().matches(line), aborted.err());
        Outcome reported =
                on(step, Map.of("ASHLAR_ON_ERROR", "report"), program, which).succeeded();
        assertTrue(reported.err().matches(line), reported.err());
        assertEquals(
                "",
                on(step, Map.of("ASHLAR_ON_ERROR", "ignore"), program, which)
                        .succeeded()
                        .err());
    }

    @ParameterizedTest
    @CsvSource({
        "ASHLAR_HEAP, tree, ': bump, header, list, split, merge, map, bins or arenas is expected; ignored'",
        "ASHLAR_FIT, next, ': first or best is expected; ignored'",
        "ASHLAR_MAP_THRESHOLD, -1, ': a number of bytes is expected; ignored'",
        "ASHLAR_ARENAS, 0, ': a number from 1 to 8 is expected; ignored'",
        "ASHLAR_ARENAS, 9, ': a number from 1 to 8 is expected; ignored'",
        "ASHLAR_HISTORY, 10, ': no such option; ignored'"
    })
    void aBadOptionIsReportedAndIgnored(String name, String value, String complaint) {
        Map<String, String> environment = Map.of("LD_PRELOAD", LIBRARY.toString(), name, value, "ASHLAR_STATS", "1");
        String said = Run.run(Run.WORK, environment, "/bin/true").succeeded().err();
        assertTrue(said.startsWith("ashlar: " + name + "=" + value + complaint + "\nashlar: arenas heap"), said);
    }

    @Test
    void theFitIsAnOption() {
        String program = Run.compiled("stress");
        String first = on("merge", Map.of("ASHLAR_STATS", "2"), program, "1", "20000")
                .succeeded()
                .err();
        String best = on("merge", Map.of("ASHLAR_STATS", "2", "ASHLAR_FIT", "best"), program, "1", "20000")
                .succeeded()
                .err();
        assertTrue(visited(best) > visited(first), () -> first + best);
    }

    private static long visited(String table) {
        return Long.parseLong(table.replaceAll("(?s).*visited +(\\d+).*", "$1"));
    }

    /** What is mapped is no memory any more when it has been freed. */
    @ParameterizedTest
    @CsvSource({"merge, 0, true", "map, 0, false", "map, 16M, true", "arenas, 0, false"})
    void theThresholdSaysWhatGoesBack(String step, String threshold, boolean stays) {
        Map<String, String> environment = new HashMap<>(Map.of("ASHLAR_STATS", "2"));
        if (!threshold.equals("0")) environment.put("ASHLAR_MAP_THRESHOLD", threshold);
        String table = on(step, environment, "/usr/bin/python3", "-c", "a = bytearray(8 << 20); del a")
                .succeeded()
                .err();
        long bytes = Long.parseLong(table.replaceAll("(?s).*system +bytes +(\\d+).*", "$1"));
        assertEquals(stays, bytes > 8 << 20, table);
    }

    @Test
    void theLimitOptionHolds() {
        String program = Run.compiled("many");
        for (String step : new String[] {"list", "arenas"}) {
            on(step, Map.of("ASHLAR_LIMIT", "64M"), program, "10000").succeeded();
            Outcome outcome = on(step, Map.of("ASHLAR_LIMIT", "4M"), program, "100000");
            assertEquals(1, outcome.status());
            assertTrue(outcome.err().contains("malloc("), outcome.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"list, threads", "bins, stdio", "arenas, threads", "arenas, stdio"})
    void forksOfAThreadedProcessAllEnd(String step, String mode) {
        on(step, Run.compiled("forks"), mode, "300").succeeded();
    }

    @ParameterizedTest
    @CsvSource({"merge, 4, 20000", "map, 4, 20000", "bins, 8, 100000", "arenas, 8, 300000"})
    void threadsExchangeBlocksUnderStress(String step, String threads, String operations) {
        on(step, Run.compiled("stress"), threads, operations).succeeded();
    }

    @Test
    void scribbledMemoryHurtsNobody() {
        on("arenas", Map.of("ASHLAR_SCRIBBLE", "1"), Run.compiled("stress"), "2", "50000")
                .succeeded();
    }

    /** Who takes memory at the break beside us finds it untouched. */
    @ParameterizedTest
    @ValueSource(strings = {"bump", "header", "list", "split", "merge", "map", "bins", "arenas"})
    void othersMayMoveTheBreak(String step) {
        on(step, Run.compiled("breaks")).succeeded();
    }

    @Test
    void malloptSetsTheThreshold() {
        on("map", Run.compiled("threshold")).succeeded();
        assertNotEquals(0, on("merge", Run.compiled("threshold")).status(), "nothing is mapped there");
    }
}
