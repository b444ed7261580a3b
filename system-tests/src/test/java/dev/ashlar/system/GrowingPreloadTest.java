package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One-purpose C programs on the pools that grow. */
final class GrowingPreloadTest {
    static final Path LIBRARY = Run.ROOT.resolve("build/libashlar-tlsf.so").toAbsolutePath();

    private static final int SIGABRT = 134;

    private static Outcome preloaded(String... command) {
        return preloaded(Map.of(), command);
    }

    private static Outcome preloaded(Map<String, String> environment, String... command) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LD_PRELOAD", LIBRARY.toString());
        return Run.run(Run.WORK, all, command);
    }

    @Test
    void theFamilyKeepsTheRulesOfCAndPosix() {
        Run.plain(Run.compiled("family", LIBRARY.toString())).succeeded();
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
        assertTrue(used.contains("mmap"), used::toString);
        used.removeAll(Set.of("mmap", "munmap", "mprotect", "madvise", "sysconf", "write"));
        used.removeAll(Set.of("memmove", "memset", "__errno_location", "__register_atfork", "pthread_kill"));
        used.removeAll(Set.of("pthread_self", "pthread_mutex_lock", "pthread_mutex_unlock"));
        assertEquals(Set.of(), used);
    }

    @Test
    void mallocWorksInConstructorsDestructorsAndSmallStacks() {
        preloaded(Run.compiled("early")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as", "data", "machine"})
    void requestsBeyondTheLimitsOfTheProcessOrOfTheMachineFail(String limit) {
        preloaded(Run.compiled("limits"), limit).succeeded();
    }

    @ParameterizedTest
    @CsvSource({
        "0, free, interior-pointer",
        "1, free, foreign-pointer",
        "2, realloc, interior-pointer",
        "3, free, foreign-pointer",
        "4, free, interior-pointer",
        "5, free, double-free",
        "6, free, interior-pointer",
        "7, free, double-free",
        "8, free, foreign-pointer",
        "9, realloc, foreign-pointer"
    })
    void misuseEndsTheProgramOrIsReportedOrIgnored(String which, String function, String rule) {
        String line = "ashlar: " + function + "\\(0x[0-9a-f]+\\): " + rule + "(, inside the block at 0x[0-9a-f]+)?\n";
        String program = Run.compiled("misuse");
        Outcome aborted = preloaded(program, which);
        assertEquals(SIGABRT, aborted.status());
        assertTrue(aborted.err().matches(line), aborted.err());
        Outcome reported =
                preloaded(Map.of("ASHLAR_ON_ERROR", "report"), program, which).succeeded();
        assertTrue(reported.err().matches(line), reported.err());
        String said = preloaded(Map.of("ASHLAR_ON_ERROR", "ignore"), program, which)
                .succeeded()
                .err();
        assertEquals("", said);
    }

    @Test
    void anOptionOfAnotherHeapIsRefused() {
        String said = preloaded(Map.of("ASHLAR_HISTORY", "10"), "/bin/true")
                .succeeded()
                .err();
        assertEquals("ashlar: ASHLAR_HISTORY=10: no such option; ignored\n", said);
    }

    @Test
    void theLimitOptionHolds() {
        String program = Run.compiled("many");
        preloaded(Map.of("ASHLAR_LIMIT", "64M"), program, "10000").succeeded();
        Outcome outcome = preloaded(Map.of("ASHLAR_LIMIT", "4M"), program, "100000");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("malloc("), outcome.err());
    }

    @Test
    void statisticsAddUp() {
        String table = preloaded(Map.of("ASHLAR_STATS", "1"), Run.compiled("pairs"), "100", "1000")
                .succeeded()
                .err();
        assertTrue(table.matches("""
                        ashlar: tlsf heap of \\S+
                          live            blocks +8  bytes +896  free +1047632  certain +\\d+
                          pools           count +1  bytes +1048576  peak +1048576
                          system calls    reserve +1  commit +0  decommi +0  protect +0  release +0
                        """), table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "stdio"})
    void aThousandForksOfAThreadedProcessAllEnd(String mode) {
        preloaded(Run.compiled("forks"), mode, "1000").succeeded();
    }

    @Test
    void threadsExchangeBlocksUnderStress() {
        preloaded(Run.compiled("stress"), "8", "300000").succeeded();
    }

    @Test
    void scribbledMemoryHurtsNobody() {
        preloaded(Map.of("ASHLAR_SCRIBBLE", "1"), Run.compiled("stress"), "2", "100000")
                .succeeded();
    }

    @Test
    void runUsesIt() {
        Outcome outcome = Run.ashlar("run", "--heap", "tlsf", "--stats", "--", "ls", Run.ROOT.toString())
                .succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), outcome.out());
        assertTrue(outcome.err().contains("ashlar: tlsf heap of ls"), outcome.err());
    }
}
