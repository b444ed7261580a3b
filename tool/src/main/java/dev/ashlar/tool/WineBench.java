package dev.ashlar.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs our small programs, compiled for Windows, on HeapAlloc and on a heap of ours, under Wine. */
@Command(
        name = "wine",
        mixinStandardHelpOptions = true,
        description = "Measure programs for Windows on a heap and on HeapAlloc, under Wine: time and peak memory.",
        footer = {
            "",
            "HeapAlloc is Wine's, on Linux's memory: what the table says of it is not",
            "said of Windows. A run includes the start of a program, some 0.05 s."
        })
final class WineBench implements Callable<Integer> {
    private static final String COMPILER = "x86_64-w64-mingw32-gcc";
    private static final String HEAP_ALLOC = "HeapAlloc";

    /** Where Debian has Wine's programs, which are not on its path. */
    private static final Path DEBIANS = Path.of("/usr/lib/wine");

    @Option(names = "--heap", paramLabel = "NAME", description = "The heap to measure. Default: segment.")
    private String heap = Heap.DEFAULT.id;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each program on each heap. Default: 3.")
    private int rounds = 3;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "When a run counts as failed. Default: 60.")
    private int timeoutSeconds = 60;

    @Parameters(arity = "0..*", paramLabel = "PROGRAM", description = "Which programs; all of them by default.")
    private List<String> names = List.of();

    private final Path sources = Workspace.root().resolve("bench/native").toAbsolutePath();
    private final Path libraries = Workspace.build().resolve("windows").toAbsolutePath();
    private final Path folder = Workspace.build().resolve("bench").toAbsolutePath();

    /** Returns the exit status: whether a run failed. */
    @Override
    public Integer call() {
        if (rounds < 1) throw new Ashlar.Complaint("--rounds %d: at least 1 is needed".formatted(rounds));
        if (timeoutSeconds < 1)
            throw new Ashlar.Complaint("--timeout %d: at least 1 is needed".formatted(timeoutSeconds));
        String name = Heap.named(heap).windowsLibrary;
        if (name.isEmpty()) throw new Ashlar.Complaint("there is no library of '%s' for Windows".formatted(heap));
        Path library = libraries.resolve(name);
        if (!Files.exists(library))
            throw new Ashlar.Complaint("%s is missing: install %s and run ./ashlar build".formatted(library, COMPILER));
        String wine = find("wine64");
        NativeInputs.prepare(sources, folder);
        List<NativeProgram> programs = NativePrograms.named(
                names,
                NativePrograms.read(sources.resolve("ours.programs")).stream()
                        .filter(program -> program.command().getFirst().equals("./work"))
                        .toList());
        Map<String, Path> mallocs = new LinkedHashMap<>();
        mallocs.put(HEAP_ALLOC, work(HEAP_ALLOC, "heapalloc.h", List.of()));
        mallocs.put(heap, work(heap, "ashlar_override.h", List.of("-L", libraries.toString(), "-lashlar")));
        copy(library, folder.resolve("wine").resolve(heap).resolve("ashlar.dll"));
        start(wine);
        NativeRunner runner = new NativeRunner(folder, timeoutSeconds);
        NativeResults results = NativeRounds.measure(
                rounds,
                programs,
                mallocs.keySet(),
                (program, malloc) -> runner.run(under(wine, program, mallocs.get(malloc)), ""));
        System.out.println("under Wine, whose HeapAlloc is not Windows's");
        new NativeTable(results, rounds, HEAP_ALLOC, List.of(heap)).print(programs);
        results.reasons().forEach(System.out::println);
        return results.reasons().isEmpty() ? 0 : 1;
    }

    private static String find(String program) {
        Path debians = DEBIANS.resolve(program);
        return Files.isExecutable(debians)
                ? debians.toString()
                : Program.find(program).toString();
    }

    private Map<String, String> environment() {
        return Map.of(
                "WINEPREFIX",
                folder.resolve("wine/prefix").toString(),
                "WINEDEBUG",
                "-all",
                "WINEDLLOVERRIDES",
                "mscoree,mshtml=");
    }

    private NativeProgram under(String wine, NativeProgram program, Path work) {
        List<String> command = new ArrayList<>(List.of(wine, work.toString()));
        command.addAll(program.command().subList(1, program.command().size()));
        return new NativeProgram(
                program.name(),
                program.groups(),
                environment(),
                program.stdin(),
                program.expected(),
                program.ownTime(),
                command);
    }

    /** Our program, in the folder of a malloc, where it finds its library. */
    private Path work(String malloc, String header, List<String> linkFlags) {
        Path program = folder.resolve("wine").resolve(malloc).resolve("work.exe");
        List<String> command = new ArrayList<>(List.of(
                COMPILER,
                "-O2",
                "-fno-builtin",
                "-I",
                sources.toString(),
                "-I",
                Workspace.build().resolve("include").toString()));
        command.addAll(List.of("-include", header, sources.resolve("work.c").toString(), "-o", program.toString()));
        command.addAll(linkFlags);
        command.add("-l:libwinpthread.a");
        create(program.getParent());
        if (NativeInputs.run(command) != 0) throw new Ashlar.Complaint("%s: it was not made".formatted(program));
        return program;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't copy %s to %s: %s".formatted(from, to, failure.getMessage()));
        }
    }

    /** Its server comes first, to stay between the runs: one that Wine starts itself ends seconds after its last client. */
    private void start(String wine) {
        System.err.print("starting Wine\r");
        create(folder.resolve("wine/prefix"));
        quietly(find(Files.isExecutable(DEBIANS.resolve("wineserver64")) ? "wineserver64" : "wineserver"), "-p60");
        if (quietly(wine, "wineboot", "--init") != 0) throw new Ashlar.Complaint("Wine does not start");
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new Ashlar.Complaint("can't make %s: %s".formatted(folder, failure.getMessage()));
        }
    }

    private int quietly(String... command) {
        List<String> all = new ArrayList<>(List.of("env"));
        environment().forEach((name, value) -> all.add(name + "=" + value));
        all.addAll(List.of("sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh"));
        all.addAll(List.of(command));
        return NativeInputs.run(all);
    }
}
