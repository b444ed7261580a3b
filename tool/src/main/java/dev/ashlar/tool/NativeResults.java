package dev.ashlar.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the runs cost and which of them failed, by program and malloc. */
final class NativeResults {
    private record Pair(NativeProgram program, String malloc) {}

    private final Map<Pair, List<NativeCost>> costs = new HashMap<>();
    private final Map<Pair, Integer> failed = new HashMap<>();
    private final List<String> reasons = new ArrayList<>();

    void add(NativeProgram program, String malloc, NativeCost cost) {
        costs.computeIfAbsent(new Pair(program, malloc), _ -> new ArrayList<>()).add(cost);
    }

    void addFailure(NativeProgram program, String malloc, int round, NativeFailure failure) {
        failed.merge(new Pair(program, malloc), 1, Integer::sum);
        reasons.add("%s on %s, round %d: %s".formatted(program.name(), malloc, round, failure.getMessage()));
    }

    /** The medians of the runs; none if one of them failed. */
    Optional<NativeCost> cost(NativeProgram program, String malloc) {
        return failed(program, malloc) > 0
                ? Optional.empty()
                : Optional.of(NativeCost.median(costs.getOrDefault(new Pair(program, malloc), List.of())));
    }

    /** How many runs of a program failed on a malloc. */
    int failed(NativeProgram program, String malloc) {
        return failed.getOrDefault(new Pair(program, malloc), 0);
    }

    /** Why runs failed, in the order in which they did. */
    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
