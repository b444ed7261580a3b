package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The libraries on another processor and with another libc: the C programs of the other suites, compiled for those. */
final class TargetsTest {
    /** What programs are compiled for, and how they are run here. */
    private enum Target {
        AARCH64("aarch64-linux-gnu-gcc", "qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"),
        AARCH64_64K("aarch64-linux-gnu-gcc", "qemu-aarch64", "-p", "65536", "-L", "/usr/aarch64-linux-gnu"),
        MUSL("musl-gcc");

        private final String compiler;
        private final List<String> emulator;
        private final Path folder = Run.WORK.resolve(name().toLowerCase()).toAbsolutePath();
        private final Map<String, String> made = new ConcurrentHashMap<>();

        Target(String compiler, String... emulator) {
            this.compiler = compiler;
            this.emulator = List.of(emulator);
        }

        private void require() {
            Run.require(compiler);
            if (!emulator.isEmpty()) Run.require(emulator.getFirst());
        }

        private String library(Heap heap) {
            return made.computeIfAbsent(heap.library, name -> {
                String output = folder.resolve(name).toString();
                List<String> command = new ArrayList<>(List.of(
                        Run.ROOT.resolve("native/compile.sh").toString(),
                        Run.ROOT
                                .resolve("native/src/main/c")
                                .resolve(heap.source)
                                .toAbsolutePath()
                                .toString(),
                        output,
                        "-shared",
                        "-Wl,-z,initfirst"));
                if (!heap.define.isEmpty()) command.add("-D" + heap.define);
                if (heap == Heap.GUARDED && this != MUSL) command.add("-lgcc_eh");
                Run.run(Run.WORK, Map.of("CC", compiler), command.toArray(String[]::new))
                        .succeeded();
                return output;
            });
        }

        private String program(String name) {
            return made.computeIfAbsent(name, ignored -> {
                String output = folder.resolve(name).toString();
                Run.plain(
                                compiler,
                                "-std=gnu11",
                                "-O1",
                                "-Wall",
                                "-Wextra",
                                "-fno-builtin",
                                "-pthread",
                                "-rdynamic",
                                "-I",
                                Run.ROOT.resolve("build/include").toString(),
                                Run.ROOT
                                        .resolve("system-tests/src/test/c/" + name + ".c")
                                        .toString(),
                                "-Wl,--unresolved-symbols=ignore-all", // the heap's own functions are preloaded
                                "-o",
                                output)
                        .succeeded();
                return output;
            });
        }

        /** Runs a program of this module, "name arguments", on a heap. */
        Outcome run(Heap heap, Map<String, String> environment, String line) {
            String[] words = line.split(" ");
            List<String> command = new ArrayList<>(emulator);
            Map<String, String> all = new HashMap<>(environment);
            all.put("LD_PRELOAD", library(heap));
            if (!emulator.isEmpty()) {
                all.forEach((name, value) -> command.addAll(List.of("-E", name + "=" + value)));
                all.clear();
            }
            command.add(program(words[0]));
            command.addAll(List.of(words).subList(1, words.length));
            return Run.run(Run.WORK, all, command.toArray(String[]::new));
        }
    }

    private enum Heap {
        ZONE("libft_malloc.so", "ft_malloc.c", ""),
        TLSF("libashlar-tlsf.so", "growing.c", "ASHLAR_GROWING"),
        SEGMENT("libashlar.so", "ashlar.c", "ASHLAR_SEGMENT"),
        GUARDED("libashlar-guarded.so", "guarded.c", "ASHLAR_GUARDED"),
        LADDER("libashlar-ladder.so", "ladder.c", "ASHLAR_LADDER");

        private final String library;
        private final String source;
        private final String define;

        Heap(String library, String source, String define) {
            this.library = library;
            this.source = source;
            this.define = define;
        }
    }

    private static final List<String> FORKS = List.of("forks threads 20", "forks stdio 20");

    @ParameterizedTest
    @EnumSource
    void programsRunOnEveryHeap(Target target) {
        target.require();
        for (Heap heap : Heap.values()) {
            for (String line : Programs.OF_EVERY_HEAP) assertEnds(target, heap, line);
            for (String line : FORKS) assertEnds(target, heap, line);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSegmentHeapsOwnFunctionsWork(Target target) {
        target.require();
        for (String line : Programs.OF_THE_SEGMENT_HEAP) assertEnds(target, Heap.SEGMENT, line);
    }

    private static void assertEnds(Target target, Heap heap, String line) {
        Outcome outcome = target.run(heap, Map.of(), line);
        assertEquals(0, outcome.status(), () -> "%s on %s, %s: %s".formatted(line, heap, target, outcome));
    }

    @ParameterizedTest
    @EnumSource
    void misuseIsNoticed(Target target) {
        target.require();
        for (Heap heap : Heap.values()) {
            assertSays(target, heap, "twice", "double-free");
            assertSays(target, heap, "inside", "interior-pointer");
            assertSays(target, heap, "foreign", "foreign-pointer");
        }
        assertSays(target, Heap.GUARDED, "string", "overflow");
        assertSays(target, Heap.GUARDED, "before", "underflow");
        assertSays(target, Heap.GUARDED, "tag", "header");
        assertSays(target, Heap.GUARDED, "after-free", "write-after-free");
        assertSays(target, Heap.GUARDED, "sized", "wrong-size");
        assertSays(target, Heap.GUARDED, "fence", "overflow");
    }

    private static void assertSays(Target target, Heap heap, String mistake, String rule) {
        Outcome outcome = target.run(heap, Map.of("ASHLAR_ON_ERROR", "report"), "damages " + mistake);
        String where = "%s on %s, %s: %s".formatted(mistake, heap, target, outcome);
        assertEquals(0, outcome.status(), where);
        String first = outcome.err().lines().findFirst().orElse("");
        assertTrue(first.startsWith("ashlar: ") && first.contains(rule), where);
    }

    /** By the register that a fault comes with, and by the tables that exceptions are unwound with. */
    @ParameterizedTest
    @EnumSource
    void reportsSayWhereTheProgramWas(Target target) {
        target.require();
        Outcome outcome = target.run(Heap.GUARDED, Map.of("ASHLAR_GUARD", "1"), "damages fence");
        assertTrue(outcome.status() != 0, outcome::toString);
        assertTrue(outcome.err().startsWith("ashlar: fault: overflow at 0x"), outcome::toString);
        assertTrue(outcome.err().contains("  touched by main+0x"), outcome::toString);
        Outcome deep = target.run(Heap.GUARDED, Map.of("ASHLAR_STACKS", "2"), "damages string");
        if (target == Target.MUSL) { // there stacks can't be read
            assertTrue(deep.err().startsWith("ashlar: ASHLAR_STACKS=2: no such option; ignored\n"), deep::toString);
            return;
        }
        assertTrue(deep.err().contains("  allocated by make+0x"), deep::toString);
        assertTrue(deep.err().contains("    from main+0x"), deep::toString);
    }
}
