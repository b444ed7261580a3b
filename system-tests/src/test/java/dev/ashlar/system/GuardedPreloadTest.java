package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One-purpose C programs on the guarded heap: each misuse ends with its report. */
final class GuardedPreloadTest {
    static final Path LIBRARY = Run.ROOT.resolve("build/libashlar-guarded.so").toAbsolutePath();

    private static final int SIGABRT = 134;
    private static final int SIGSEGV = 139;

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
        used.removeAll(Set.of("dladdr", "getentropy", "getrlimit", "clock_gettime", "sigaction"));
        used.removeAll(
                Set.of("_dl_find_object", "pthread_once", "__pthread_key_create", "strlen", "abort")); // libgcc_eh
        assertEquals(Set.of(), used);
    }

    @Test
    void mallocWorksInConstructorsDestructorsAndSmallStacks() {
        preloaded(Run.compiled("early")).succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as", "data"})
    void requestsBeyondTheLimitsOfTheProcessFail(String limit) {
        preloaded(Run.compiled("limits"), limit).succeeded();
    }

    private static final String BLOCK = "the block of 100 bytes at 0xX\n";
    private static final String ALLOCATED = "  allocated by make+0xX (PROGRAM+0xX)\n";
    private static final String FREED = "  freed by drop+0xX (PROGRAM+0xX)\n";
    private static final String FOUND = "  found by a call from drop+0xX (PROGRAM+0xX)\n";

    /** The report with addresses and distances in code, which differ from run to run and compiler to compiler, as X. */
    private static String normal(Outcome outcome, String program) {
        return outcome.err().replace(program, "PROGRAM").replaceAll("0x[0-9a-f]+", "0xX");
    }

    private static void assertReported(String which, String report) {
        String program = Run.compiled("damages", "-rdynamic");
        Outcome aborted = preloaded(program, which);
        assertEquals(SIGABRT, aborted.status(), which);
        assertEquals(report, normal(aborted, program), which);
        Outcome reported =
                preloaded(Map.of("ASHLAR_ON_ERROR", "report"), program, which).succeeded();
        assertEquals(report, normal(reported, program), "the program goes on, and nothing is told twice");
        Outcome ignored =
                preloaded(Map.of("ASHLAR_ON_ERROR", "ignore"), program, which).succeeded();
        assertEquals("", ignored.err());
    }

    @Test
    void aStringThatIsOneTooLong() {
        assertReported("string", "ashlar: free: overflow at 0xX\n  right behind " + BLOCK + ALLOCATED + FOUND);
    }

    @Test
    void aByteFurtherBehind() {
        assertReported("third-byte", "ashlar: free: overflow at 0xX\n  2 bytes behind " + BLOCK + ALLOCATED + FOUND);
    }

    @Test
    void aByteBefore() {
        assertReported("before", "ashlar: free: underflow at 0xX\n  1 byte before " + BLOCK + ALLOCATED + FOUND);
    }

    @Test
    void damageThatReallocMeets() {
        assertReported(
                "resized",
                "ashlar: realloc: overflow at 0xX\n  right behind " + BLOCK + ALLOCATED
                        + "  found by a call from main+0xX (PROGRAM+0xX)\n");
    }

    @Test
    void damageThatNobodyMeets() {
        assertReported("at-exit", "ashlar: exit: overflow at 0xX\n  right behind " + BLOCK + ALLOCATED);
    }

    @Test
    void damageThatTheProgramAsksFor() {
        assertReported(
                "asked",
                "ashlar: ashlar_check_all: overflow at 0xX\n  right behind " + BLOCK + ALLOCATED
                        + "  found by a call from main+0xX (PROGRAM+0xX)\n");
    }

    @Test
    void aWriteAfterFree() {
        assertReported(
                "after-free", "ashlar: exit: write-after-free at 0xX\n  50 bytes inside " + BLOCK + ALLOCATED + FREED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"twice", "twice-there"})
    void aDoubleFree(String which) {
        assertReported(which, "ashlar: free: double-free at 0xX\n  " + BLOCK + ALLOCATED + FREED + FOUND);
    }

    @Test
    void aDoubleFreeOfABlockThatTheQuarantineHasNoRoomFor() {
        assertReported("twice-large", "ashlar: free: double-free at 0xX\n" + FOUND);
    }

    @ParameterizedTest
    @CsvSource({"inside, 16", "misaligned, 5"})
    void anInteriorPointer(String which, int distance) {
        assertReported(
                which,
                "ashlar: free: interior-pointer at 0xX\n  " + distance + " bytes inside " + BLOCK + ALLOCATED + FOUND);
    }

    @Test
    void aForeignPointer() {
        assertReported("foreign", "ashlar: free: foreign-pointer at 0xX\n" + FOUND);
    }

    @Test
    void aSizeThatIsNotTheBlocks() {
        assertReported(
                "sized",
                "ashlar: free_sized: wrong-size at 0xX, said to be 99\n  " + BLOCK + ALLOCATED
                        + "  found by a call from main+0xX (PROGRAM+0xX)\n");
    }

    @Test
    void aDamagedTag() {
        assertReported("tag", "ashlar: free: header at 0xX\n  16 bytes before " + BLOCK + ALLOCATED + FOUND);
    }

    private static void assertFault(String which, String report) {
        String program = Run.compiled("damages", "-rdynamic");
        Outcome outcome = preloaded(Map.of("ASHLAR_GUARD", "1"), program, which);
        assertEquals(SIGSEGV, outcome.status(), which);
        assertEquals(report, normal(outcome, program), which);
    }

    @Test
    void aWriteOverAFence() {
        assertFault(
                "fence",
                "ashlar: fault: overflow at 0xX\n  right behind the block of 112 bytes at 0xX\n" + ALLOCATED
                        + "  touched by main+0xX (PROGRAM+0xX)\n");
    }

    @Test
    void aReadOfAFencedBlockAfterItsFree() {
        assertFault(
                "read",
                "ashlar: fault: use-after-free at 0xX\n  5 bytes inside " + BLOCK + ALLOCATED + FREED
                        + "  touched by main+0xX (PROGRAM+0xX)\n");
    }

    @Test
    void withFencesAllElseIsFoundAsWithout() {
        String program = Run.compiled("damages", "-rdynamic");
        for (String which : List.of("string", "before", "twice", "inside", "misaligned", "foreign", "sized", "tag")) {
            Outcome without = preloaded(program, which);
            Outcome with = preloaded(Map.of("ASHLAR_GUARD", "1"), program, which);
            assertEquals(SIGABRT, with.status(), which);
            assertEquals(normal(without, program), normal(with, program));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1/7"})
    void threadsExchangeFencedBlocksUnderStress(String guard) {
        Outcome outcome = preloaded(Map.of("ASHLAR_GUARD", guard), Run.compiled("stress"), "4", "20000");
        assertEquals("", outcome.succeeded().err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1/0", "1/x", "x", "1/-1"})
    void anotherShareIsRefused(String guard) {
        Outcome outcome = preloaded(Map.of("ASHLAR_GUARD", guard), "/bin/true").succeeded();
        assertEquals("ashlar: ASHLAR_GUARD=" + guard + ": 0, 1 or 1/N is expected; ignored\n", outcome.err());
    }

    @Test
    void whatIsNotFreedIsToldIfAskedFor() {
        String program = Run.compiled("damages", "-rdynamic");
        Outcome outcome =
                preloaded(Map.of("ASHLAR_LEAKS", "1"), program, "leak").succeeded();
        assertEquals("""
                ashlar: exit: 9100 bytes in 10 blocks were not freed, allocated in 1 place
                       9100 bytes in 10 blocks, one at 0xX
                              allocated by make+0xX (PROGRAM+0xX)
                """, normal(outcome, program));
        assertEquals("", preloaded(program, "leak").succeeded().err());
        assertEquals("", preloaded(program).succeeded().err());
    }

    @Test
    void stacksAreAsDeepAsIsAskedFor() {
        String program = Run.compiled("damages", "-rdynamic");
        assertEquals("""
                ashlar: free: overflow at 0xX
                  right behind the block of 100 bytes at 0xX
                  allocated by make+0xX (PROGRAM+0xX)
                    from main+0xX (PROGRAM+0xX)
                  found by a call from drop+0xX (PROGRAM+0xX)
                    from main+0xX (PROGRAM+0xX)
                """, normal(preloaded(Map.of("ASHLAR_STACKS", "2"), program, "string"), program));
        String deep =
                preloaded(Map.of("ASHLAR_STACKS", "64"), program, "string").err();
        assertTrue(deep.contains("    from _start+0x"), deep);
        assertEquals(0, deep.lines().filter(line -> line.endsWith(" 0x0")).count(), deep);
    }

    /** Whatever reads stacks is there before libc is. */
    @Test
    void stacksLeaveTheEnvironmentAlone() {
        Outcome outcome =
                preloaded(Map.of("ASHLAR_STACKS", "8"), "sh", "-c", "sh -c 'echo $ASHLAR_STACKS $LD_PRELOAD'");
        assertEquals("8 " + LIBRARY + "\n", outcome.succeeded().out());
    }

    /** Two calls of the same function are two places. */
    @Test
    void leaksAreToldByStack() {
        String program = Run.compiled("damages", "-rdynamic");
        Map<String, String> environment = Map.of("ASHLAR_LEAKS", "1", "ASHLAR_STACKS", "2");
        assertEquals("""
                ashlar: exit: 9100 bytes in 10 blocks were not freed, allocated in 2 places
                       9000 bytes in 9 blocks, one at 0xX
                              allocated by make+0xX (PROGRAM+0xX)
                                from main+0xX (PROGRAM+0xX)
                        100 bytes in 1 block, at 0xX
                              allocated by make+0xX (PROGRAM+0xX)
                                from main+0xX (PROGRAM+0xX)
                """, normal(preloaded(environment, program, "leak").succeeded(), program));
    }

    @Test
    void stacksOfManyThreadsDoNotGetIntoEachOthersWay() {
        preloaded(Map.of("ASHLAR_STACKS", "16"), Run.compiled("stress"), "8", "100000")
                .succeeded();
        preloaded(Map.of("ASHLAR_STACKS", "16"), Run.compiled("early")).succeeded();
    }

    private static final String LIVE = """
              live are 100 bytes in 1 block, in quarantine 0 bytes
                        100 bytes in 1 of up to 128
            """;

    /** The report of a shortage, without what the heap has: that differs with the size of an OS page. */
    private static String shortage(Map<String, String> environment, String which) {
        String program = Run.compiled("damages", "-rdynamic");
        String said = normal(preloaded(environment, program, which).succeeded(), program);
        return said.replaceAll("heap has \\d+", "heap has N");
    }

    @Test
    void whoeverHasNoMemoryIsToldWhoHasIt() {
        assertEquals(
                "ashlar: malloc: out of memory, 10000000 bytes were asked for\n"
                        + "  by a call from try_to_make+0xX (PROGRAM+0xX)\n"
                        + "  the heap has N bytes and may have 8388608: ASHLAR_LIMIT\n" + LIVE,
                shortage(Map.of("ASHLAR_LIMIT", "8M"), "short"));
        assertEquals(
                "ashlar: calloc: out of memory\n  by a call from main+0xX (PROGRAM+0xX)\n  no block is as large\n",
                shortage(Map.of(), "too-large"));
        assertEquals("", shortage(Map.of("ASHLAR_LIMIT", "8M", "ASHLAR_ON_ERROR", "ignore"), "short"));
    }

    @Test
    void aLimitOfTheProcessIsNamed() {
        String program = Run.compiled("damages", "-rdynamic");
        String limited = "ulimit -v 200000; LD_PRELOAD=%s exec %s all-of-it".formatted(LIBRARY, program);
        List<String> said =
                Run.plain("sh", "-c", limited).succeeded().err().lines().toList();
        assertEquals("ashlar: malloc: out of memory, 30000 bytes were asked for", said.get(0));
        assertTrue(said.get(2).endsWith(" bytes, and the system refuses more"), said.get(2));
        assertEquals("  the process may have 204800000 bytes of addresses: RLIMIT_AS, ulimit -v", said.get(3));
        assertTrue(said.get(5).matches(" +\\d+ bytes in \\d+ of up to 32768"), said.get(5));
        assertEquals(6, said.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void misusesAreSurvived(int which) {
        String program = Run.compiled("misuse");
        assertEquals(SIGABRT, preloaded(program, "" + which).status());
        preloaded(Map.of("ASHLAR_ON_ERROR", "report"), program, "" + which).succeeded();
    }

    @Test
    void theLimitOptionHolds() {
        String program = Run.compiled("many");
        preloaded(Map.of("ASHLAR_LIMIT", "64M"), program, "10000").succeeded();
        Outcome outcome = preloaded(Map.of("ASHLAR_LIMIT", "4M"), program, "100000");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("malloc("), outcome.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "stdio"})
    void aThousandForksOfAThreadedProcessAllEnd(String mode) {
        preloaded(Run.compiled("forks"), mode, "1000").succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1M", "64M"})
    void threadsExchangeBlocksUnderStress(String quarantine) {
        Outcome outcome = preloaded(Map.of("ASHLAR_QUARANTINE", quarantine), Run.compiled("stress"), "8", "200000");
        assertEquals("", outcome.succeeded().err());
    }

    @Test
    void scribbledMemoryHurtsNobody() {
        preloaded(Map.of("ASHLAR_SCRIBBLE", "1"), Run.compiled("stress"), "2", "100000")
                .succeeded();
    }

    @Test
    void runUsesIt() {
        Outcome outcome = Run.ashlar("run", "--heap", "guarded", "--stats", "--", "ls", Run.ROOT.toString())
                .succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), outcome.out());
        assertTrue(outcome.err().contains("ashlar: guarded heap of ls"), outcome.err());
    }
}
