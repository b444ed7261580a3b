package dev.ashlar.system;

import static dev.ashlar.system.Run.ashlar;
import static dev.ashlar.system.Run.assertComplaint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ./ashlar and make, as a user runs them. */
final class CommandLineTest {
    @Test
    void runPassesOutputAndStatusThrough() {
        assertEquals(
                new Outcome(37, "hello\n", "oops\n"),
                ashlar("run", "--", "sh", "-c", "echo hello; echo oops >&2; exit 37"));
        assertEquals(new Outcome(0, "", ""), ashlar("run", "true"));
        assertEquals(137, ashlar("run", "--", "sh", "-c", "kill -9 $$").status());
    }

    @Test
    void runPreloadsTheHeapIntoTheProgramAndItsChildren() {
        String maps = ashlar("run", "--", "sh", "-c", "cat /proc/self/maps")
                .succeeded()
                .out();
        assertTrue(maps.contains("libashlar.so"), maps);
        assertTrue(ashlar("run", "--heap", "zone", "--", "cat", "/proc/self/maps")
                .succeeded()
                .out()
                .contains("libft_malloc"));
    }

    /** The steps of the ladder are one library: its table says which of them ran. */
    @ParameterizedTest
    @ValueSource(strings = {"bump", "header", "list", "split", "merge", "map", "bins", "arenas"})
    void runKnowsTheStepsOfTheLadder(String step) {
        Outcome outcome = ashlar("run", "--stats", "--heap", step, "--", "ls", Run.ROOT.toString())
                .succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), outcome.out());
        assertTrue(outcome.err().startsWith("ashlar: " + step + " heap of ls\n"), outcome.err());
    }

    /** ls closes stderr before it ends. */
    @ParameterizedTest
    @ValueSource(strings = {"segment", "zone", "tlsf", "guarded", "header", "arenas"})
    void runWritesTheBlocksOfAnyHeap(String heap) {
        Outcome outcome = ashlar("run", "--dump", "json", "--heap", heap, "--", "ls", Run.ROOT.toString())
                .succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), outcome.out());
        assertTrue(outcome.err().startsWith("{\"heap\":\"" + heap + "\",\"pieces\":[\n"), outcome.err());
        assertTrue(outcome.err().contains("\"state\":\"live\"") && outcome.err().endsWith("\n]}\n"), outcome.err());
    }

    @Test
    void runKnowsNoOtherFormats() {
        assertComplaint(
                2, "there is no format 'xml'; there is text, color, json, svg", ashlar("run", "--dump=xml", "ls"));
    }

    /** Limits, signals 1 to 31 (libc and the JVM that runs this test meddle with higher ones) and descriptors. */
    @Test
    void theProgramInheritsWhatItWouldWithoutUs() {
        String look = "ulimit -n; for i in Blk Ign Cgt; do s=$(sed -n \"s/^Sig$i:.//p\" /proc/$$/status);"
                + " echo $i $((0x$s & 0x7fffffff)); done; ls /proc/$$/fd";
        assertEquals(
                Run.plain("sh", "-c", look).out(),
                ashlar("run", "--", "sh", "-c", look).out());
    }

    /** ls closes stderr before it ends; the table appears nevertheless, and only there. */
    @Test
    void statsPrintATableAfterwards() {
        Outcome outcome =
                ashlar("run", "--stats", "--", "ls", Run.ROOT.toString()).succeeded();
        assertEquals(Run.plain("ls", Run.ROOT.toString()).out(), outcome.out());
        for (String word :
                List.of("ashlar: segment heap of ls", "live", "peak", "slack", "pages", "remote", "purged", "decommit"))
            assertTrue(outcome.err().contains(word), () -> word + " is missing in\n" + outcome.err());
    }

    @Test
    void heapsAndBuildListWhatThereIs() {
        assertTrue(
                ashlar("heaps")
                        .succeeded()
                        .out()
                        .matches(
                                "segment +libashlar\\.so .*\\(default\\)\nzone +libft_malloc\\.so .*\ntlsf +libashlar-tlsf\\.so .*\nguarded +libashlar-guarded\\.so .*\n([a-z]+ +libashlar-ladder\\.so .*\n){8}"));
        String built = ashlar("build").succeeded().out();
        for (String name : List.of(
                "libashlar.so",
                "include/ashlar.h",
                "libft_malloc_",
                "libft_malloc.so",
                "include/ft_malloc.h",
                "libashlar-ladder.so")) assertTrue(built.contains(name), built);
    }

    /** That it measures, and whom; never how fast anyone is. */
    @Test
    void benchComparesMallocsInATable() {
        String table = ashlar("bench", "native", "--rounds", "1", "--against", Run.LIBRARY.toString(), "grow")
                .succeeded()
                .out();
        assertTrue(table.startsWith("program "), table);
        assertTrue(
                table.lines()
                        .findFirst()
                        .orElseThrow()
                        .matches(".* libc s .* segment time +RSS .* ft_malloc time +RSS"),
                table);
        assertTrue(table.matches("(?s).*\ngrow( +[0-9]+\\.[0-9]+){6}\ngeometric .*"), table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "heaps",
                "build",
                "bench",
                "bench native",
                "bench jvm",
                "lab",
                "lab trace",
                "lab record",
                "test",
                "docs"
            })
    void everyCommandHasHelp(String command) {
        List<String> words =
                new ArrayList<>(List.of((command + " --help").strip().split(" ")));
        String help = ashlar(words.toArray(String[]::new)).succeeded().out();
        assertTrue(help.startsWith("Usage: ashlar" + (command.isEmpty() ? "" : " " + command)), help);
    }

    @Test
    void badInputGetsOneLine() throws IOException {
        assertComplaint(2, "no heap 'arena'; there is segment, zone", ashlar("run", "--heap", "arena", "--", "ls"));
        assertComplaint(127, "no-such-program: not found", ashlar("run", "--", "no-such-program"));
        assertComplaint(127, "./no/such: no such file", ashlar("run", "--", "./no/such"));
        assertComplaint(2, "is a directory", ashlar("run", "--", "/usr"));
        assertComplaint(2, "is not executable", ashlar("run", "--", "/etc/passwd"));
        assertComplaint(2, "PROGRAM", ashlar("run"));
        assertComplaint(2, "frobnicate", ashlar("frobnicate"));
        assertComplaint(2, "which command?", ashlar());
        assertComplaint(2, "no such file", ashlar("bench", "native", "--against", "/no/such.so"));
        assertComplaint(2, "no program 'quake'", ashlar("bench", "native", "quake"));
    }

    @Test
    void programsThatPreloadingCantReachAreNamed() throws IOException {
        Path source = Run.WORK.resolve("static.c");
        Files.createDirectories(Run.WORK);
        Files.writeString(source, "int main(void) { return 0; }\n");
        Path program = Run.WORK.resolve("static");
        for (String flag : List.of("-static", "-static-pie")) {
            Run.plain("cc", flag, source.toString(), "-o", program.toString()).succeeded();
            assertComplaint(2, "is statically linked", ashlar("run", "--", program.toString()));
        }
        Run.plain("cc", source.toString(), "-o", program.toString()).succeeded();
        ashlar("run", "--", program.toString()).succeeded();
        Run.plain("chmod", "u+s", program.toString()).succeeded();
        assertComplaint(2, "is setuid or setgid", ashlar("run", "--", program.toString()));
        Path script = Run.WORK.resolve("script");
        Files.writeString(script, "#!" + program + "\n");
        Run.plain("chmod", "+x", script.toString()).succeeded();
        assertComplaint(2, "is setuid or setgid", ashlar("run", "--", script.toString()));
    }

    @Test
    void aMissingJdkIsNamed() throws IOException {
        Path copy = Run.WORK.resolve("ashlar-without-jdk");
        Files.writeString(
                copy, Files.readString(Path.of(Run.ASHLAR)).replaceAll("/usr/lib/jvm|/opt|/Library", "/nowhere"));
        Run.plain("chmod", "+x", copy.toString()).succeeded();
        Outcome outcome = Run.run(
                Run.WORK,
                Map.of("JAVA_HOME", "/nowhere", "HOME", "/nowhere", "PATH", tools().toString()),
                copy.toString(),
                "heaps");
        assertComplaint(2, "no JDK 25 or newer", outcome);
    }

    /** A folder with the few tools that the script needs, and no mvn, cc or java. */
    static Path tools() throws IOException {
        Path folder = Run.WORK.resolve("tools");
        Files.createDirectories(folder);
        for (String name : List.of(
                "sh",
                "dirname",
                "readlink",
                "sed",
                "uname",
                "find",
                "mkdir",
                "touch",
                "tee",
                "tail",
                "grep",
                "head",
                "rm",
                "mv",
                "flock")) {
            Path link = folder.resolve(name);
            if (!Files.isSymbolicLink(link))
                Files.createSymbolicLink(
                        link,
                        Path.of(Run.plain("sh", "-c", "command -v " + name)
                                .succeeded()
                                .out()
                                .strip()));
        }
        return folder;
    }

    private static Path copyOfTheSources() {
        Path copy = Run.WORK.resolve("copy");
        Run.run(
                        Run.ROOT,
                        Map.of(),
                        "sh",
                        "-c",
                        "rm -rf '" + copy + "' && mkdir -p '" + copy
                                + "' && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t '" + copy
                                + "'")
                .succeeded();
        return copy;
    }

    /** One copy for all of it: each build takes a quarter of a minute. */
    @Test
    void buildsAreCompleteOnceOnlyAndNeverHalfDone() throws IOException {
        Path copy = copyOfTheSources();
        String jdk = System.getProperty("java.home");
        Path tools = tools();
        assertComplaint(
                2,
                "Maven (mvn) is not on the PATH",
                Run.run(copy, Map.of("JAVA_HOME", jdk, "PATH", tools.toString()), "./ashlar", "build"));
        assertComplaint(
                2, "no C compiler 'no-such-cc'", Run.run(copy, Map.of("CC", "no-such-cc"), "./ashlar", "build"));

        String typed = "echo typed | { make re && cat; }";
        Outcome made =
                Run.run(copy, Map.of("HOSTTYPE", "Testing"), "sh", "-c", typed).succeeded();
        assertTrue(made.out().endsWith("typed\n"), "a build leaves the program's input alone");
        assertTrue(made.err().contains("Java to C\n"), made.err());
        assertTrue(made.err().contains("Java to JavaScript"), made.err());
        assertEquals(
                "libft_malloc_Testing.so",
                Files.readSymbolicLink(copy.resolve("build/libft_malloc.so")).toString());
        assertTrue(Files.exists(copy.resolve("build/include/ft_malloc.h")));
        assertTrue(Files.exists(copy.resolve("build/libashlar.so")));
        Path library = copy.resolve("build/libft_malloc_Testing.so");
        FileTime linked = Files.getLastModifiedTime(library);

        Outcome again = Run.run(copy, Map.of("HOSTTYPE", "Testing"), "make").succeeded();
        assertEquals("", again.err(), "a second make has nothing to do");
        assertEquals(linked, Files.getLastModifiedTime(library));
        assertEquals(
                "hello\n",
                Run.run(copy, Map.of("HOSTTYPE", "Testing"), "./ashlar", "run", "--", "echo", "hello")
                        .succeeded()
                        .out());

        Run.run(copy, Map.of(), "make", "docs").succeeded();
        assertTrue(Files.exists(copy.resolve("build/docs/dev.ashlar/dev/ashlar/core/zone/ZoneRoot.html")));
        String page = Files.readString(copy.resolve("build/docs/dev.ashlar/dev/ashlar/Heap.html"));
        assertTrue(page.contains("until the arena is closed"), "the example is a test's, read by javadoc");

        byte[] before = Files.readAllBytes(library);
        Files.writeString(copy.resolve("native/src/main/c/ft_malloc.c"), "this is no C\n");
        Outcome broken = Run.run(copy, Map.of("HOSTTYPE", "Testing"), "./ashlar", "build");
        assertEquals(2, broken.status());
        assertTrue(broken.err().contains("the build failed"), broken.err());
        assertTrue(Arrays.equals(before, Files.readAllBytes(library)), "the old library is still there");
        FileTime changed = Files.getLastModifiedTime(copy.resolve("native/src/main/c/ft_malloc.c"));
        FileTime complete = Files.getLastModifiedTime(copy.resolve("build/.built-Testing"));
        assertTrue(changed.compareTo(complete) > 0, "the next one will build");

        Run.run(copy, Map.of(), "make", "fclean").succeeded();
        assertFalse(Files.exists(copy.resolve("build")));
    }
}
