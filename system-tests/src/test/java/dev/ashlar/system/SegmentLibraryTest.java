package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libashlar.so is made of: its symbols, and what its fast paths cost. */
final class SegmentLibraryTest {
    private static final Path LIBRARY =
            Run.ROOT.resolve("build/libashlar.so").toAbsolutePath().normalize();

    /** 64 KiB. */
    private static final long MOST_BYTES = 65_536;

    @BeforeEach
    void requireLibrary() {
        assertTrue(Files.exists(LIBRARY), () -> LIBRARY + " is missing");
    }

    private static Set<String> symbols(String option) {
        Set<String> names = new TreeSet<>();
        for (String line : Run.plain("nm", "-D", option, LIBRARY.toString())
                .succeeded()
                .out()
                .lines()
                .toList()) {
            String[] words = line.strip().split("\\s+");
            if (!words[words.length - 2].equals("w")) names.add(words[words.length - 1]);
        }
        return names;
    }

    @Test
    void onlyLibcIsNeeded() {
        String needed =
                Run.plain("objdump", "-p", LIBRARY.toString()).succeeded().out();
        List<String> libraries = new ArrayList<>();
        Matcher matcher = Pattern.compile("NEEDED +(\\S+)").matcher(needed);
        while (matcher.find()) libraries.add(matcher.group(1));
        assertEquals(List.of("libc.so.6"), libraries);
        for (String name : symbols("--undefined-only"))
            assertTrue(name.contains("@GLIBC_"), name + " is not one of libc's");
    }

    @Test
    void exactlyTheFamilyGlibcsFaceCppsOperatorsAndTheHeadersFunctionsAreExported() throws IOException {
        Set<String> expected = new TreeSet<>(Set.of(
                "malloc",
                "calloc",
                "realloc",
                "reallocarray",
                "free",
                "posix_memalign",
                "aligned_alloc",
                "memalign",
                "valloc",
                "pvalloc",
                "malloc_usable_size",
                "malloc_trim",
                "malloc_stats",
                "malloc_info",
                "mallinfo",
                "mallinfo2",
                "mallopt",
                "_Znwm",
                "_ZdlPv",
                "dlopen"));
        String header = Files.readString(Run.ROOT.resolve("native/src/main/include/ashlar.h"))
                .replaceAll("(?s)#ifdef _WIN32\\n.*?#else", "");
        Matcher matcher = Pattern.compile("(?m)^(?:ASHLAR_API )?[a-z].*?\\b(\\w+)\\([^*]?.*\\);$")
                .matcher(header);
        while (matcher.find()) expected.add(matcher.group(1));
        assertTrue(expected.contains("ashlar_heap_new") && expected.contains("ashlar_walk"), expected::toString);
        assertEquals(expected, symbols("--defined-only"));
    }

    @Test
    void theLibraryIsSmall() throws IOException {
        assertTrue(Files.size(LIBRARY) <= MOST_BYTES, () -> LIBRARY.toFile().length() + " bytes");
    }

    /** Read from the disassembly: the shortest way through a malloc of at most 1 KiB, and through the owner's free. */
    @ParameterizedTest
    @CsvSource({"malloc, 18, 3", "free, 22, 4", "_Znwm, 18, 3", "_ZdlPv, 22, 4"})
    void theFastPathIsShort(String function, int mostInstructions, int mostBranches) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "no budget for this processor");
        MachineCode.Path path = new MachineCode(LIBRARY.toString(), function).shortestPath();
        assertTrue(
                path.instructions() <= mostInstructions && path.branches() <= mostBranches,
                () -> function + ": " + path);
        assertTrue(path.instructions() > 8, () -> "that is not the fast path: " + path);
    }

    /** What a pair of malloc and free executes on the whole, eight blocks in turn; what the loop costs is taken off. */
    @ParameterizedTest
    @CsvSource({"32, 40", "2048, 60", "32768, 80"})
    void aPairIsCheap(String bytes, long most) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "no budget for this processor");
        Run.require("valgrind");
        long loop = perTurn(Run.compiled("nothing"), bytes);
        long pair = perTurn(Run.compiled("pairs"), bytes) - loop;
        assertTrue(
                pair <= most, () -> "%d instructions for a pair of %s bytes, at most %d".formatted(pair, bytes, most));
        assertTrue(pair > 20, () -> "%d instructions can't be all".formatted(pair));
    }

    private static long perTurn(String program, String bytes) {
        long few = 10_000;
        long many = 110_000;
        return (executed(program, bytes, few) - executed(program, bytes, many)) / (few - many);
    }

    private static long executed(String program, String bytes, long turns) {
        String said = Run.run(
                        Run.WORK,
                        Map.of("LD_PRELOAD", LIBRARY.toString()),
                        "valgrind",
                        "--tool=callgrind",
                        "--callgrind-out-file=/dev/null",
                        program,
                        bytes,
                        Long.toString(turns))
                .succeeded()
                .err();
        Matcher matcher = Pattern.compile("Collected : ([0-9]+)").matcher(said);
        assertTrue(matcher.find(), said);
        return Long.parseLong(matcher.group(1));
    }
}
