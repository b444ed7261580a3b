package dev.ashlar.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a row of ours should not take longer than. */
sealed interface Goal {
    /** In the row's unit; empty if those that it refers to were not measured. */
    Optional<Double> limit(Map<Column, Figure> row);

    record AtMost(double time) implements Goal {
        @Override
        public Optional<Double> limit(Map<Column, Figure> row) {
            return Optional.of(time);
        }
    }

    /** So many times what the fastest of the peers takes, in the same run. */
    record Times(double factor, List<Column> peers) implements Goal {
        @Override
        public Optional<Double> limit(Map<Column, Figure> row) {
            return peers.stream()
                    .filter(row::containsKey)
                    .map(peer -> factor * row.get(peer).time())
                    .min(Double::compare);
        }
    }
}
