package dev.ashlar.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The table of a benchmark: costs on one malloc, the base, and ratios to them for the others. */
final class NativeTable {
    /** Below it, as seconds per operation, three decimals would show nothing. */
    private static final double LEAST_SECONDS = 0.0005;

    private final NativeResults results;
    private final int rounds;
    private final String base;
    private final List<String> others;

    NativeTable(NativeResults results, int rounds, String base, List<String> others) {
        this.results = results;
        this.rounds = rounds;
        this.base = base;
        this.others = others;
    }

    void print(List<NativeProgram> programs) {
        line("program", base + " s", "MiB", malloc -> malloc + " time   RSS ");
        for (NativeProgram program : programs) row(program);
        System.out.println("geometric means");
        mean("all", programs);
        groups(programs).forEach(this::mean);
    }

    private void row(NativeProgram program) {
        Optional<NativeCost> cost = results.cost(program, base);
        line(
                program.name(),
                cost.map(one -> seconds(one.seconds())).orElse(failed(program, base)),
                cost.map(one -> "%.1f".formatted(one.kibibytes() / 1024)).orElse("-"),
                malloc -> results.failed(program, malloc) > 0
                        ? failed(program, malloc) + " "
                        : ratio(program, malloc).map(ratio -> cell(ratio, " ")).orElse("-     - "));
    }

    private void mean(String name, List<NativeProgram> programs) {
        line(name + " (" + programs.size() + ")", "", "", malloc -> {
            List<NativeCost> ratios = programs.stream()
                    .flatMap(program -> ratio(program, malloc).stream())
                    .toList();
            if (ratios.isEmpty()) return "-     -*";
            return cell(NativeCost.geometricMean(ratios), ratios.size() < programs.size() ? "*" : " ");
        });
    }

    private Optional<NativeCost> ratio(NativeProgram program, String malloc) {
        return results.cost(program, base)
                .flatMap(one -> results.cost(program, malloc).map(cost -> cost.over(one)));
    }

    private static Map<String, List<NativeProgram>> groups(List<NativeProgram> programs) {
        Map<String, List<NativeProgram>> groups = new LinkedHashMap<>();
        for (NativeProgram program : programs)
            for (String group : program.groups())
                groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(program);
        return groups;
    }

    private void line(String name, String seconds, String mebibytes, Function<String, String> cell) {
        StringBuilder line = new StringBuilder("%-15s %12s %8s ".formatted(name, seconds, mebibytes));
        for (String malloc : others) line.append("%25s".formatted(cell.apply(malloc)));
        System.out.println(line.toString().stripTrailing());
    }

    private static String seconds(double seconds) {
        return (seconds < LEAST_SECONDS ? "%.2e" : "%.3f").formatted(seconds);
    }

    private static String cell(NativeCost ratio, String mark) {
        return "%.2f %5.2f%s".formatted(ratio.seconds(), ratio.kibibytes(), mark);
    }

    private String failed(NativeProgram program, String malloc) {
        return "FAIL %d/%d".formatted(results.failed(program, malloc), rounds);
    }
}
