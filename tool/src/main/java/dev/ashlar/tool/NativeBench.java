package dev.ashlar.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs each program on each malloc, in turn within a round, and shows medians beside those of libc's malloc. */
@Command(
        name = "native",
        mixinStandardHelpOptions = true,
        description = "Measure programs on a heap, on libc's malloc and on others: time and peak memory.",
        footer = {
            "",
            "Every round runs a program once on each malloc, one after the other; the table shows medians,",
            "for all but the base as ratios to it (below 1: faster, smaller). Compare within a table, not between tables.",
            "A file of programs has one in each line: its name and its command."
        })
final class NativeBench implements Runnable {
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

    @Parameters(arity = "0..*", paramLabel = "PROGRAM", description = "Which programs; all of them by default.")
    private List<String> names = List.of();

    private record Cost(double seconds, double kibibytes) {}

    private static final String LIBC = "libc";

    @Override
    public void run() {
        if (rounds < 1) throw new Ashlar.Complaint("--rounds %d: at least 1 is needed".formatted(rounds));
        Map<String, String> mallocs = mallocs();
        if (!mallocs.containsKey(base))
            throw new Ashlar.Complaint(
                    "--base %s: it is none of %s".formatted(base, String.join(", ", mallocs.keySet())));
        Path folder = Workspace.build().resolve("bench");
        NativePrograms programs = list == null ? NativePrograms.prepare(folder) : NativePrograms.listed(folder, list);
        Map<String, List<String>> commands = programs.named(names);
        System.out.printf("%-14s %10s %10s", "program", base + " s", "MiB");
        mallocs.keySet().stream()
                .filter(name -> !name.equals(base))
                .forEach(name -> System.out.printf("   %14s time  RSS", name));
        System.out.println();
        Map<String, double[]> logarithms = new LinkedHashMap<>();
        commands.forEach((name, command) -> row(name, costs(programs, name, command, mallocs), logarithms));
        System.out.printf("%-14s %10s %10s", "geometric", "mean", "");
        logarithms
                .values()
                .forEach(sums -> System.out.printf(
                        "        %11.2f %5.2f",
                        Math.exp(sums[0] / commands.size()), Math.exp(sums[1] / commands.size())));
        System.out.println();
    }

    /** What to preload by name, libc first: it preloads nothing. */
    private Map<String, String> mallocs() {
        Map<String, String> mallocs = new LinkedHashMap<>();
        mallocs.put(LIBC, "");
        mallocs.put(heap, Heap.named(heap).builtLibrary().toString());
        for (Path library : against) {
            if (!Files.isReadable(library)) throw new Ashlar.Complaint("--against %s: no such file".formatted(library));
            String name = library.getFileName().toString().replaceAll("^lib|\\.so.*$", "");
            mallocs.put(name, library.toAbsolutePath().toString());
        }
        return mallocs;
    }

    private Map<String, Cost> costs(
            NativePrograms programs, String name, List<String> command, Map<String, String> mallocs) {
        Map<String, List<Cost>> all = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, String> malloc : mallocs.entrySet()) {
                System.err.printf("\r%-10s round %d of %d on %-20s", name, round, rounds, malloc.getKey());
                double[] measured = programs.measure(command, malloc.getValue());
                all.computeIfAbsent(malloc.getKey(), _ -> new ArrayList<>()).add(new Cost(measured[0], measured[1]));
            }
        }
        System.err.print("\r" + " ".repeat(60) + "\r");
        Map<String, Cost> medians = new LinkedHashMap<>();
        all.forEach((malloc, costs) -> medians.put(
                malloc,
                new Cost(
                        median(costs.stream().mapToDouble(Cost::seconds).toArray()),
                        median(costs.stream().mapToDouble(Cost::kibibytes).toArray()))));
        return medians;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private void row(String name, Map<String, Cost> costs, Map<String, double[]> logarithms) {
        Cost one = costs.get(base);
        System.out.printf("%-14s %10.3f %10.1f", name, one.seconds, one.kibibytes / 1024);
        costs.forEach((malloc, cost) -> {
            if (malloc.equals(base)) return;
            double time = cost.seconds / one.seconds;
            double memory = cost.kibibytes / one.kibibytes;
            double[] sums = logarithms.computeIfAbsent(malloc, _ -> new double[2]);
            sums[0] += Math.log(time);
            sums[1] += Math.log(memory);
            System.out.printf("        %11.2f %5.2f", time, memory);
        });
        System.out.println();
    }
}
