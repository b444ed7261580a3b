package dev.ashlar.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs all programs on all mallocs, round by round, and shows medians beside those of libc's malloc. */
@Command(
        name = "native",
        mixinStandardHelpOptions = true,
        description = "Measure programs on a heap, on libc's malloc and on others: time and peak memory.",
        footer = {
            "",
            "Every round runs each program once on each malloc. The table shows medians,",
            "for all but the base as ratios to it (below 1: faster, smaller), and their",
            "geometric means. Compare within a table, not between tables.",
            "",
            "A run that crashes, says something wrong or takes too long fails: that malloc's",
            "means leave the program out and get a *; the exit status is 1.",
            "",
            "A file of programs has one in each line: a name, settings, a command. Settings:",
            "  groups=A,B       groups of programs, each with a mean of its own",
            "  stdin=FILE       what it reads; nothing otherwise",
            "  expect=/REGEX/   what its output has to contain",
            "  seconds=/REGEX/  where its output tells its time: the number in the first ()",
            "  rate=/REGEX/     where it tells how often in a second: its time is the inverse",
            "  NAME=VALUE       an environment variable, in capitals",
            "$${NAME} is replaced by a variable of your environment. Commands run in",
            "build/bench, where our inputs are. See bench/native/*.programs."
        })
final class NativeBench implements Callable<Integer> {
    private static final String LIBC = "libc";

    @Option(names = "--heap", paramLabel = "NAME", description = "The heap to measure. Default: segment.")
    private String heap = Heap.DEFAULT.id;

    @Option(names = "--against", paramLabel = "LIB.so", description = "Another malloc to measure; may be repeated.")
    private List<Path> against = new ArrayList<>();

    @Option(
            names = "--base",
            paramLabel = "NAME",
            description = "Whom to compare with: libc, a heap, or a library's name without lib and .so. Default: libc.")
    private String base = LIBC;

    @Option(names = "--programs", paramLabel = "FILE", description = "Programs to measure in the place of ours.")
    private @Nullable Path list;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each program on each malloc. Default: 3.")
    private int rounds = 3;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "When a run counts as failed. Default: 60.")
    private int timeoutSeconds = 60;

    @Option(
            names = "--wcet",
            description = {
                "Instead, the worst case of pools: libmemoman, and what --against names with Conte's functions. Instructions",
                "and nanoseconds of each malloc and free in histories made to be bad."
            })
    private boolean isWorstCase;

    @Parameters(arity = "0..*", paramLabel = "PROGRAM", description = "Which programs; all of them by default.")
    private List<String> names = List.of();

    /** Returns the exit status: whether a run failed. */
    @Override
    public Integer call() {
        if (isWorstCase) return worstCase();
        if (rounds < 1) throw new Ashlar.Complaint("--rounds %d: at least 1 is needed".formatted(rounds));
        if (timeoutSeconds < 1)
            throw new Ashlar.Complaint("--timeout %d: at least 1 is needed".formatted(timeoutSeconds));
        if (list != null && !Files.isReadable(list))
            throw new Ashlar.Complaint("--programs %s: no such file".formatted(list));
        Map<String, String> mallocs = mallocs();
        if (!mallocs.containsKey(base))
            throw new Ashlar.Complaint(
                    "--base %s: it is none of %s".formatted(base, String.join(", ", mallocs.keySet())));
        Path sources = Workspace.root().resolve("bench/native").toAbsolutePath();
        Path folder = Workspace.build().resolve("bench");
        NativeRunner runner = new NativeRunner(folder, timeoutSeconds);
        List<NativeProgram> programs = NativePrograms.named(
                names, NativePrograms.read(list == null ? sources.resolve("ours.programs") : list));
        NativeInputs.prepare(sources, folder);
        if (list == null) programs = programs.stream().filter(runner::has).toList();
        if (programs.isEmpty()) throw new Ashlar.Complaint("there is no program to measure");
        NativeResults results = NativeRounds.measure(
                rounds, programs, mallocs.keySet(), (program, malloc) -> runner.run(program, mallocs.get(malloc)));
        List<String> others =
                mallocs.keySet().stream().filter(name -> !name.equals(base)).toList();
        new NativeTable(results, rounds, base, others).print(programs);
        results.reasons().forEach(System.out::println);
        return results.reasons().isEmpty() ? 0 : 1;
    }

    private int worstCase() {
        Path program = NativeInputs.worstCase(
                Workspace.root().resolve("bench/native").toAbsolutePath(),
                Workspace.build().resolve("bench"));
        List<Path> libraries = new ArrayList<>(List.of(Workspace.build().resolve("libmemoman.so")));
        libraries.addAll(against);
        for (Path library : libraries) {
            if (!Files.isReadable(library)) throw new Ashlar.Complaint("--against %s: no such file".formatted(library));
            System.out.println(library.getFileName());
            int status = NativeInputs.run(
                    List.of(program.toString(), library.toAbsolutePath().toString()));
            if (status != 0) return status;
        }
        return 0;
    }

    /** What to preload by name, libc first: it preloads nothing. */
    private Map<String, String> mallocs() {
        Map<String, String> mallocs = new LinkedHashMap<>();
        mallocs.put(LIBC, "");
        Heap measured = Heap.named(heap);
        if (!measured.environment.isEmpty())
            throw new Ashlar.Complaint(
                    "'%s' is a step of the ladder: ./ashlar lab table compares those".formatted(heap));
        mallocs.put(heap, measured.builtLibrary().toString());
        for (Path library : against) {
            if (!Files.isReadable(library)) throw new Ashlar.Complaint("--against %s: no such file".formatted(library));
            String name = library.getFileName().toString().replaceAll("^lib|\\.so.*$", "");
            mallocs.put(name, library.toAbsolutePath().toString());
        }
        return mallocs;
    }
}
