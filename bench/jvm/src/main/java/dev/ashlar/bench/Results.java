package dev.ashlar.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was measured of each case, and what failed. */
final class Results {
    private final Map<Case, Samples> samples = new HashMap<>();
    private final List<String> reasons = new ArrayList<>();

    Samples of(Case one) {
        return samples.computeIfAbsent(one, _ -> new Samples());
    }

    void addFailure(Row row, Column column, int round, CaseFailure failure) {
        reasons.add("%s on %s, round %d: %s".formatted(row.name(), column.title, round, failure.getMessage()));
    }

    /** Of those that were measured at all. */
    Map<Column, Figure> of(Row row) {
        Map<Column, Figure> figures = new EnumMap<>(Column.class);
        row.cases().forEach((column, one) -> {
            if (!of(one).isEmpty()) figures.put(column, of(one).figure());
        });
        return figures;
    }

    List<String> reasons() {
        return reasons;
    }
}
