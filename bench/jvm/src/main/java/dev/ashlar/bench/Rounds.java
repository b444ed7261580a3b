package dev.ashlar.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rounds outside, allocators inside, with another one first each time: so noise spreads over all. */
final class Rounds {
    private final CaseRunner runner;
    private final int coldStarts;
    private final Results results = new Results();

    /**
     * @param coldStarts JVMs to start in a round for each allocator in the row of cold starts
     */
    Rounds(CaseRunner runner, int coldStarts) {
        this.runner = runner;
        this.coldStarts = coldStarts;
    }

    Results measure(int rounds, List<Row> rows) {
        for (int round = 1; round <= rounds; round++) measureOnce(round, "round " + round + " of " + rounds, rows);
        System.err.print("\r" + " ".repeat(70) + "\r");
        return results;
    }

    /** A case that is in two rows is measured once. */
    private void measureOnce(int round, String progress, List<Row> rows) {
        Set<Case> done = new HashSet<>();
        int turn = round - 1;
        for (Row row : rows) {
            int times = row.group() == Group.COLD ? coldStarts : 1;
            for (int i = 0; i < times; i++) {
                List<Column> order = new ArrayList<>(row.cases().keySet());
                Collections.rotate(order, -turn++);
                if (i == 0) order.removeIf(column -> !done.add(row.cases().get(column)));
                for (Column column : order) {
                    System.err.printf("\r%s: %-15s on %-20s", progress, row.name(), column.title);
                    run(round, row, column);
                }
            }
        }
    }

    private void run(int round, Row row, Column column) {
        Case one = row.cases().get(column);
        try {
            if (row.group() == Group.COLD) ColdRunner.run(one, results.of(one));
            else runner.run(one, results.of(one));
        } catch (CaseFailure failure) {
            results.addFailure(row, column, round, failure);
        }
    }
}
