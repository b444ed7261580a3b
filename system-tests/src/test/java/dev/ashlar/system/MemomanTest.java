package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libmemoman as C programs see it: what it needs, where it runs, what it is called. */
final class MemomanTest {
    private static final Path BUILD = Run.ROOT.resolve("build").toAbsolutePath();
    private static final String ARCHIVE = BUILD.resolve("libmemoman.a").toString();
    private static final String CLASSES = "/(core/(tlsf|size|rule)/|entry/TlsfEntry|platform/(Mem|Bits|Check)\\.)";

    @Test
    void nothingIsAskedOfTheSystem() {
        String symbols = Run.plain("nm", "-u", ARCHIVE).succeeded().out();
        Set<String> undefined = new TreeSet<>();
        Matcher matcher = Pattern.compile("(?m)^ +[Uwv] (\\S+)$").matcher(symbols);
        while (matcher.find()) undefined.add(matcher.group(1));
        undefined.remove("_GLOBAL_OFFSET_TABLE_");
        assertEquals(Set.of("printf", "mm_default_memory", "mm_default_bytes"), undefined);
        for (String name : undefined)
            assertTrue(
                    symbols.matches("(?s).* [wv] " + name + "\n.*"),
                    name + " is used if the program has it\n" + symbols);
        String needed = Run.plain(
                        "objdump", "-p", BUILD.resolve("libmemoman.so").toString())
                .succeeded()
                .out();
        assertTrue(!needed.contains("NEEDED"), needed);
    }

    @Test
    void aProgramWrittenForContesTlsfRelinks() {
        Outcome outcome = Run.plain(Run.compiled("tlsfnames", ARCHIVE)).succeeded();
        assertEquals(
                1,
                outcome.out()
                        .lines()
                        .filter(line -> line.contains(" free size: "))
                        .count(),
                outcome.out());
    }

    @Test
    void aProgramWithoutLibc() {
        String program = Run.compiled("freestanding", "-O2", "-ffreestanding", "-nostdlib", "-static", ARCHIVE);
        Run.plain(program).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"aarch64-linux-gnu, qemu-aarch64", "arm-linux-gnueabihf, qemu-arm"})
    void otherProcessors(String target, String emulator) {
        Run.require(target + "-gcc");
        Run.require(emulator);
        String object = Run.WORK.resolve("memoman-" + target + ".o").toString();
        compiled(Map.of("CC", target + "-gcc"), object, "-ffreestanding");
        String program = Run.WORK.resolve("freestanding-" + target).toString();
        Run.plain(
                        target + "-gcc",
                        "-O2",
                        "-ffreestanding",
                        "-nostdlib",
                        "-static",
                        "-I" + BUILD.resolve("include"),
                        Run.ROOT
                                .resolve("system-tests/src/test/c/freestanding.c")
                                .toString(),
                        object,
                        "-lgcc",
                        "-o",
                        program)
                .succeeded();
        Run.plain(emulator, program).succeeded();
    }

    private static void compiled(Map<String, String> environment, String object, String... flags) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("CLASSES", CLASSES);
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                Run.ROOT.resolve("native/compile.sh").toString(),
                Run.ROOT.resolve("native/src/main/c/memoman/memoman.c").toString(),
                object,
                "-c"));
        command.addAll(java.util.List.of(flags));
        Run.run(Run.WORK, all, command.toArray(String[]::new)).succeeded();
    }

    /** What a build with MM_DEBUG says; the distances are from the start of the memory. */
    @ParameterizedTest
    @CsvSource({"n, 0, ''", "i, 3, rule 3", "f, 3, rule 2", "g, 3, rule 13", "l, 3, rule 20", "o, 3, rule 2"})
    void aDebugBuildNoticesDamage(String how, int status, String what) {
        String object = Run.WORK.resolve("memoman-debug.o").toString();
        compiled(Map.of(), object, "-DASHLAR_CHECKS=1");
        Outcome outcome = Run.plain(Run.compiled("corrupts", object), how);
        assertEquals(status, outcome.status(), outcome.toString());
        assertTrue(outcome.out().startsWith(what), outcome.out());
    }

    @Test
    void theExampleRuns() {
        String program = Run.WORK.resolve("sensor").toString();
        Run.plain(
                        "cc",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-I" + BUILD.resolve("include"),
                        Run.ROOT.resolve("examples/sensor.c").toString(),
                        ARCHIVE,
                        "-o",
                        program)
                .succeeded();
        String said = Run.plain(program).succeeded().out();
        assertTrue(
                Pattern.matches("reading 1000: \\.{10}\n1000 received, \\d+ dropped, \\d+ held in \\d+ bytes\n", said),
                said);
    }
}
