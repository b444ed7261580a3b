package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the library is made of, read from its symbols and its machine code. */
final class LibraryTest {
    /** The functions that a zone library may use, and what the compiler and libc need to call and report by. */
    private static final Set<String> ALLOWED = Set.of(
            "mmap",
            "munmap",
            "mremap",
            "sysconf",
            "getrlimit",
            "write",
            "pthread_mutex_lock",
            "pthread_mutex_unlock",
            "pthread_self",
            "pthread_kill",
            "__register_atfork",
            "memmove",
            "memset",
            "__errno_location");

    private static final Set<String> EXPORTED = Set.of(
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
            "free_sized",
            "free_aligned_sized",
            "ashlar_heap_dump",
            "show_alloc_mem",
            "show_alloc_mem_ex");

    private static Set<String> symbols(String... options) {
        List<String> command = new ArrayList<>(List.of("nm"));
        command.addAll(List.of(options));
        command.add(Run.LIBRARY.toString());
        Set<String> names = new TreeSet<>();
        for (String line : Run.plain(command.toArray(String[]::new))
                .succeeded()
                .out()
                .lines()
                .toList()) {
            String[] words = line.strip().split("\\s+");
            if (!words[words.length - 2].equals("w")) names.add(words[words.length - 1].replaceAll("@.*", ""));
        }
        return names;
    }

    @Test
    void onlyAFewFunctionsOfLibcAreUsed() {
        Set<String> others = symbols("-D", "--undefined-only");
        assertTrue(others.contains("mmap"));
        others.removeAll(ALLOWED);
        assertEquals(Set.of(), others);
    }

    @Test
    void exactlyTheFamilyIsExported() {
        assertEquals(new TreeSet<>(EXPORTED), symbols("-D", "--defined-only"));
    }

    /** TeaVM's allocation, class initialisation and shadow stack would show as symbols: there are none. */
    @Test
    void nothingOfAManagedRuntimeIsLinkedIn() {
        Set<String> symbols = symbols();
        assertTrue(symbols.contains("malloc"));
        List<String> managed = symbols.stream()
                .filter(name ->
                        name.matches("(?i).*(teavm|initclass|sysinitclass|stackframe|gc_|_alloc_array|fiber).*"))
                .toList();
        assertEquals(List.of(), managed);
    }

    @Test
    void theLibraryIsSmall() throws IOException {
        assertTrue(Files.size(Run.LIBRARY) < 100_000);
    }

    /** Every function of the core that malloc and free reach, by following the calls. */
    private static Set<String> reached(String... functions) {
        Set<String> reached = new TreeSet<>();
        List<String> open = new ArrayList<>(List.of(functions));
        while (!open.isEmpty()) {
            String function = open.removeLast();
            String text = Run.plain(
                            "objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function, Run.LIBRARY.toString())
                    .succeeded()
                    .out();
            Matcher matcher = Pattern.compile("\\s(?:call|j[a-z]+)\\s+[0-9a-f]+ <([^+>]*)>")
                    .matcher(text);
            while (matcher.find()) {
                if (reached.add(matcher.group(1)) && !matcher.group(1).endsWith("@plt")) open.add(matcher.group(1));
            }
        }
        return reached;
    }

    /** By whatever path: the core, the shim's report of misuse, and of libc only what the first test allows. */
    @Test
    void mallocAndFreeReachNothingUnexpected() {
        Set<String> reached = reached("malloc", "free");
        assertTrue(reached.stream().anyMatch(name -> name.contains("ZoneHeap")), reached::toString);
        assertTrue(reached.contains("mmap@plt"), reached::toString);
        List<String> unexpected = reached.stream()
                .map(name -> name.replaceAll("\\.(part|constprop|isra|cold)\\..*|\\.cold$|@plt$", ""))
                .filter(name -> !name.matches("meth_dac[a-z]*_.*|ashlar_.*|malloc|free|misused|null_with|die|line_.*")
                        && !ALLOWED.contains(name))
                .toList();
        assertEquals(List.of(), unexpected);
    }

    /** Budgets by name, from golden.txt beside this class. */
    private static Map<String, Long> budgets() throws IOException {
        Map<String, Long> budgets = new TreeMap<>();
        for (String line : Files.readAllLines(Run.ROOT.resolve("system-tests/src/test/resources/golden.txt"))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] words = line.split("\\s+");
            budgets.put(words[0], Long.parseLong(words[1]));
        }
        return budgets;
    }

    private static void assertWithin(Map<String, Long> budgets, String name, long value) {
        long budget = budgets.get(name);
        assertTrue(value <= budget, () -> "%s: %d, the budget is %d".formatted(name, value, budget));
        assertTrue(value >= budget / 2, () -> "%s: %d, far below its budget of %d: lower that"
                .formatted(name, value, budget));
    }

    /** Instructions and conditional branches of a function, slow paths that were inlined included. */
    private static long[] code(String function) {
        String text = Run.plain(
                        "objdump", "-d", "--no-show-raw-insn", "--disassemble=" + function, Run.LIBRARY.toString())
                .succeeded()
                .out();
        Matcher matcher = Pattern.compile("(?m)^ +[0-9a-f]+:\\s+(?!nop|cs nop|data16|xchg +%ax)(\\S+)")
                .matcher(text);
        long instructions = 0;
        long branches = 0;
        while (matcher.find()) {
            instructions++;
            if (matcher.group(1).matches("j(?!mp).*")) branches++;
        }
        return new long[] {instructions, branches};
    }

    /** The machine code itself, of the two functions and of the two that they spend most of their time in. */
    @Test
    void theCodeOfMallocAndFreeStaysWithinItsBudget() throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "no budget for this processor");
        for (String function : List.of("malloc", "free", "meth_dacz_ZoneHeap_take", "meth_dacz_ZoneHeap_release")) {
            long[] code = code(function);
            assertWithin(budgets(), function + ".instructions", code[0]);
            assertWithin(budgets(), function + ".branches", code[1]);
        }
    }

    /** What a malloc and a free execute; the budget is for x86-64 code of gcc. */
    @Test
    void aPairOfMallocAndFreeStaysWithinItsBudget() throws IOException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "no budget for this processor");
        Run.require("valgrind");
        String program = Run.compiled("pairs");
        for (String bytes : List.of("32", "2048")) {
            long[] few = executed(program, bytes, "10000");
            long[] many = executed(program, bytes, "110000");
            assertWithin(budgets(), "pair." + bytes + ".instructions", (many[0] - few[0]) / 100_000);
            assertWithin(budgets(), "pair." + bytes + ".branches", (many[1] - few[1]) / 100_000);
        }
    }

    /** Ten times the blocks take at most some fifteen times the instructions: trees are in it, squares are not. */
    @Test
    void aMillionLiveBlocksAreNotQuadratic() {
        Run.require("valgrind");
        String program = Run.compiled("many");
        long few = executed(program, "100000")[0];
        long many = executed(program, "1000000")[0];
        assertTrue(many < 15 * few, () -> "%d instructions for 10^5 blocks, %d for 10^6".formatted(few, many));
    }

    /** Instructions and conditional branches that a program executes on the library, counted by valgrind. */
    private static long[] executed(String... command) {
        List<String> all = new ArrayList<>(
                List.of("valgrind", "--tool=callgrind", "--branch-sim=yes", "--callgrind-out-file=/dev/null"));
        all.addAll(List.of(command));
        String said = Run.preloaded(all.toArray(String[]::new)).succeeded().err();
        Matcher matcher = Pattern.compile("Collected : ([0-9]+) ([0-9]+)").matcher(said);
        assertTrue(matcher.find(), said);
        return new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))};
    }

    @Test
    void aBrokenCompilerLeavesTheOldLibrary() throws IOException {
        Path output = Run.library("libkept.so", "main/c/ft_malloc.c", "-shared");
        byte[] before = Files.readAllBytes(output);
        Run.Outcome failed = Run.run(
                Run.WORK,
                Map.of("CC", "false"),
                Run.ROOT.resolve("native/compile.sh").toString(),
                Run.ROOT.resolve("native/src/main/c/ft_malloc.c").toString(),
                output.toString(),
                "-shared");
        assertTrue(failed.status() != 0);
        assertTrue(Arrays.equals(before, Files.readAllBytes(output)));
        try (var left = Files.list(Run.WORK)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.toString().startsWith(output + "."))
                            .toList());
        }
    }
}
