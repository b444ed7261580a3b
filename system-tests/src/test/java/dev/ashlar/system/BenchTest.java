package dev.ashlar.system;

import static dev.ashlar.system.Run.assertComplaint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ./ashlar bench native with lists of programs; most are shell scripts that say one thing on libc's malloc, another on ours. */
final class BenchTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeScript() throws IOException {
        script("says.sh", "echo start", "[ -z \"$LD_PRELOAD\" ] || shift", "echo \"time: $1\"");
    }

    private void script(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }

    /** In the list, ${FOLDER} is the test's, and there is one variable of two words. */
    private Outcome bench(String list, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("list"), list);
        List<String> arguments = new ArrayList<>(List.of("bench", "native", "--programs", file.toString()));
        arguments.addAll(List.of(options));
        return Run.ashlar(Map.of("FOLDER", folder.toString(), "WORDS", "one two"), arguments.toArray(String[]::new));
    }

    private Outcome benchOnce(String list) throws IOException {
        return bench(list, "--rounds", "1");
    }

    /** A row of the table: seconds and MiB on the base, two ratios for each other malloc. */
    private static List<String> row(String name, Outcome outcome) {
        String row = outcome.out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in\n" + outcome.out() + outcome.err()));
        return List.of(row.substring(name.length()).strip().split(" +"));
    }

    private static void assertTimes(String name, String seconds, String ratio, Outcome outcome) {
        List<String> row = row(name, outcome);
        assertEquals(List.of(4, seconds, ratio), List.of(row.size(), row.get(0), row.get(2)), row::toString);
    }

    private static void assertMean(String name, String ratio, Outcome outcome) {
        List<String> row = row(name, outcome);
        assertEquals(List.of(2, ratio), List.of(row.size(), row.get(0)), row::toString);
    }

    private static void assertSays(String line, Outcome outcome) {
        assertTrue(outcome.out().lines().anyMatch(line::equals), () -> line + "\nis no line of\n" + outcome.out());
    }

    @Test
    void aProgramsOwnTimeCountsInThePlaceOfTheClocks() throws IOException {
        Outcome outcome = benchOnce("""
                # a comment, and an empty line

                same   seconds=/^time: ([0-9.]+)$/ sh ${FOLDER}/says.sh 2.5 2.5
                twice  seconds=/^time: ([0-9.]+)$/ sh ${FOLDER}/says.sh 2.5 5
                rate   rate=/([0-9]+)\\/s/         sh ${FOLDER}/says.sh 4/s 8/s
                often  rate=/time: (.+)/           sh ${FOLDER}/says.sh 147958666 147958666
                """).succeeded();
        assertTimes("same", "2.500", "1.00", outcome);
        assertTimes("twice", "2.500", "2.00", outcome);
        assertTimes("rate", "0.250", "0.50", outcome);
        assertTimes("often", "6.76e-09", "1.00", outcome);
    }

    @Test
    void aProgramGetsItsInputAndVariables() throws IOException {
        script("input", "7.25");
        script("count.sh", "echo $#");
        Outcome outcome = benchOnce("""
                file      seconds=/([0-9.]+)/ stdin=${FOLDER}/input cat
                variable  THIS=3.5 seconds=/([0-9.]+)/ printenv THIS
                replaced  THIS=${WORDS} expect=/^one two$/ printenv THIS
                words     seconds=/([0-9]+)/ sh ${FOLDER}/count.sh ${WORDS} x=${WORDS}
                """).succeeded();
        assertTimes("file", "7.250", "1.00", outcome);
        assertTimes("variable", "3.500", "1.00", outcome);
        assertTimes("words", "2.000", "1.00", outcome);
    }

    @Test
    void everyGroupHasItsMean() throws IOException {
        Outcome outcome = benchOnce("""
                one    groups=odd,few  seconds=/: (.+)/ sh ${FOLDER}/says.sh 1 2
                two    groups=even,few seconds=/: (.+)/ sh ${FOLDER}/says.sh 1 8
                three  groups=odd      seconds=/: (.+)/ sh ${FOLDER}/says.sh 1 32
                """).succeeded();
        assertMean("all (3)", "8.00", outcome);
        assertMean("odd (2)", "8.00", outcome);
        assertMean("few (2)", "4.00", outcome);
        assertMean("even (1)", "8.00", outcome);
    }

    @Test
    void failedRunsAreNamedAndEndNothing() throws IOException {
        script("killed.sh", "kill -SEGV $$");
        script("exits.sh", "echo out", "echo first >&2", "echo oops >&2", "exit 3");
        Outcome outcome = benchOnce("""
                killed   sh ${FOLDER}/killed.sh
                exits    sh ${FOLDER}/exits.sh
                wrong    expect=/^right$/ echo wrong
                silent   seconds=/time: (.+)/ echo nothing
                zero     seconds=/([0-9]+)/ echo 0
                late     rate=/(.+)/ echo soon
                missing  no-such-program
                unread   stdin=${FOLDER}/no-such-file cat
                fine     seconds=/: (.+)/ sh ${FOLDER}/says.sh 1 2
                """);
        assertEquals(1, outcome.status(), outcome.err());
        assertSays("killed on libc, round 1: signal 11", outcome);
        assertSays("killed on segment, round 1: signal 11", outcome);
        assertSays("exits on libc, round 1: exit status 3: oops", outcome);
        assertSays("wrong on libc, round 1: wrong output: wrong", outcome);
        assertSays("silent on libc, round 1: no time in its output: nothing", outcome);
        assertSays("zero on libc, round 1: its own time is '0'", outcome);
        assertSays("late on libc, round 1: its own time is 'soon'", outcome);
        assertSays("missing on libc, round 1: exit status 127: no-such-program: No such file or directory", outcome);
        assertSays("unread on libc, round 1: there is no input " + folder.resolve("no-such-file"), outcome);
        assertEquals(List.of("FAIL", "1/1", "-", "FAIL", "1/1"), row("wrong", outcome));
        assertTimes("fine", "1.000", "2.00", outcome);
    }

    @Test
    void aMeanWithoutAFailedProgramIsMarked() throws IOException {
        script(
                "flaky.sh",
                "case $LD_PRELOAD in *libashlar*) [ -e $FOLDER/mark ] || { touch $FOLDER/mark; exit 3; } ;; esac",
                "echo time: 1");
        Outcome outcome = bench("""
                flaky   groups=odd      seconds=/: (.+)/ sh ${FOLDER}/flaky.sh
                steady  groups=odd,even seconds=/: (.+)/ sh ${FOLDER}/says.sh 1 3
                """, "--rounds", "2", "--against", Run.LIBRARY.toString());
        assertEquals(1, outcome.status(), outcome.err());
        assertSays("flaky on segment, round 1: exit status 3", outcome);
        List<String> flaky = row("flaky", outcome);
        assertEquals(
                List.of("1.000", "FAIL", "1/2", "1.00"),
                List.of(flaky.get(0), flaky.get(2), flaky.get(3), flaky.get(4)));
        for (String name : List.of("all (2)", "odd (2)")) {
            List<String> means = row(name, outcome);
            assertEquals(List.of("3.00", "1.73"), List.of(means.get(0), means.get(2)));
            assertTrue(means.get(1).endsWith("*") && !means.get(3).endsWith("*"), means::toString);
        }
        assertTrue(row("even (1)", outcome).stream().noneMatch(mean -> mean.endsWith("*")), outcome.out());
    }

    @Test
    void withoutTheBaseThereAreNoRatios() throws IOException {
        Outcome outcome =
                bench("one  expect=/: right/ sh ${FOLDER}/says.sh right wrong", "--rounds", "1", "--base", "segment");
        assertEquals(1, outcome.status(), outcome.err());
        assertEquals(List.of("FAIL", "1/1", "-", "-", "-"), row("one", outcome));
        assertEquals(List.of("-", "-*"), row("all (1)", outcome));
    }

    @Test
    void roundsAreOutsideAndMallocsTakeTurns() throws IOException {
        script("order.sh", "echo $1 ${LD_PRELOAD##*/} >>$FOLDER/order");
        bench("""
                        a sh ${FOLDER}/order.sh a
                        b sh ${FOLDER}/order.sh b
                        """, "--rounds", "2", "--against", Run.LIBRARY.toString()).succeeded();
        assertEquals(
                List.of(
                        "a",
                        "a libashlar.so",
                        "a libft_malloc.so",
                        "b libashlar.so",
                        "b libft_malloc.so",
                        "b",
                        "a libashlar.so",
                        "a libft_malloc.so",
                        "a",
                        "b libft_malloc.so",
                        "b",
                        "b libashlar.so"),
                Files.readAllLines(folder.resolve("order")));
    }

    /** Left alone, it would end well; whoever outlived the end of its time would hold the lock. */
    @Test
    void theTimeoutEndsAProgramAndWhatItStarted() throws IOException {
        script("stays.sh", "flock $FOLDER/lock sleep 30 &", "wait");
        Outcome outcome = bench("stays sh ${FOLDER}/stays.sh", "--rounds", "1", "--timeout", "1");
        assertEquals(1, outcome.status(), outcome.err());
        assertSays("stays on libc, round 1: it ran for more than 1 s", outcome);
        assertSays("stays on segment, round 1: it ran for more than 1 s", outcome);
        Run.plain("flock", "-w", "10", folder.resolve("lock").toString(), "true")
                .succeeded();
    }

    @Test
    void aLibraryThatIsNotPreloadedIsNotMeasured() throws IOException {
        script("libbroken.so", "this is no library");
        Outcome outcome = bench(
                "one  true",
                "--rounds",
                "1",
                "--against",
                folder.resolve("libbroken.so").toString());
        assertEquals(1, outcome.status(), outcome.err());
        assertTrue(outcome.out().contains("one on broken, round 1: it ran on another malloc: "), outcome.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "lonely; it is no name and command",
                "lonely groups=a; it is no name and command",
                "x grups=a true; there is no setting 'grups='",
                "x groups=a groups=b true; groups= is there twice",
                "x seconds=time true; seconds= needs a regular expression between slashes",
                "x expect=/a b true; expect= needs a regular expression between slashes",
                "x seconds=/[0-9]+/ true; seconds= needs a group around the number",
                "x expect=/(/ true; expect= is no regular expression: Unclosed group",
                "x seconds=/(a)/ rate=/(b)/ true; seconds= and rate= exclude each other",
                "x ${NO_SUCH}/true; the environment has no NO_SUCH",
                "fine true; this name is taken"
            })
    void aBadLineIsShown(String line, String why) throws IOException {
        assertComplaint(2, "list:2: %s: %s".formatted(why, line), benchOnce("fine true\n" + line + "\n"));
    }

    @Test
    void badOptionsGetOneLine() throws IOException {
        assertComplaint(2, "--timeout 0: at least 1 is needed", bench("fine true", "--timeout", "0"));
        assertComplaint(2, "--rounds 0: at least 1 is needed", bench("fine true", "--rounds", "0"));
        assertComplaint(2, "there is no program to measure", bench("# fine true"));
        assertComplaint(
                2,
                "--programs no-such-list: no such file",
                Run.ashlar("bench", "native", "--programs", "no-such-list"));
    }

    /** Of our own list, that is; after a run that had a C compiler. */
    @Test
    void whatTheMachineLacksIsLeftOut() throws IOException {
        benchOnce("fine true").succeeded();
        Map<String, String> poor = Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "PATH", CommandLineTest.tools().toString());
        Outcome outcome = Run.ashlar(poor, "bench", "native", "z3");
        assertEquals(
                new Outcome(
                        2, "", "ashlar: z3: not found on the PATH: left out\nashlar: there is no program to measure\n"),
                outcome);
    }

    /** The list of the table in docs/measuring.md: that it can be read, and that its one script works. */
    @Test
    void redisOfThePeersList() {
        Run.require("redis-server");
        Run.require("redis-benchmark");
        String list =
                Run.ROOT.resolve("bench/native/peers.programs").toAbsolutePath().toString();
        Outcome outcome = Run.ashlar(
                        Map.of("BENCH", "/nowhere"), "bench", "native", "--programs", list, "--rounds", "1", "redis")
                .succeeded();
        assertTrue(row("redis", outcome).stream().allMatch(word -> word.matches("[0-9]+\\.[0-9]+")), outcome.out());
    }
}
