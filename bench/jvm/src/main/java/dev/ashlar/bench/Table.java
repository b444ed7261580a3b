package dev.ashlar.bench;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table: a row's goal and whether it is reached, what we take, what our peers take. */
final class Table {
    private static final String NAME = "%-14s";
    private static final String GOAL = "%11s";
    private static final String CELL = " %15s";

    private final String unit;
    private final Results results;
    private final List<Row> rows;
    private final Set<Column> columns = EnumSet.noneOf(Column.class);

    /**
     * @param unit of all rows whose heading has no other
     */
    Table(String unit, Results results, List<Row> rows) {
        this.unit = unit;
        this.results = results;
        this.rows = rows;
        for (Row row : rows) columns.addAll(row.cases().keySet());
    }

    void print(PrintStream out) {
        StringBuilder head = new StringBuilder(NAME.formatted(unit) + GOAL.formatted("goal"));
        for (Column column : columns) head.append(CELL.formatted(column.title));
        out.println(head);
        for (int i = 0; i < rows.size(); i++) {
            Group group = rows.get(i).group();
            if (i == 0 || group != rows.get(i - 1).group()) out.println(group.heading);
            out.println(line(rows.get(i)));
        }
    }

    private String line(Row row) {
        Map<Column, Figure> figures = results.of(row);
        StringBuilder line = new StringBuilder(NAME.formatted(row.name()) + GOAL.formatted(goal(row, figures)));
        for (Column column : columns) line.append(CELL.formatted(cell(row, column, figures)));
        return line.toString().stripTrailing();
    }

    private static String goal(Row row, Map<Column, Figure> figures) {
        if (!figures.containsKey(Column.ASHLAR)) return "-";
        double ours = figures.get(Column.ASHLAR).time();
        return row.goal()
                .limit(figures)
                .map(limit -> (ours <= limit ? "yes" : "no") + " ≤" + Figure.number(limit))
                .orElse("-");
    }

    private static String cell(Row row, Column column, Map<Column, Figure> figures) {
        if (!row.cases().containsKey(column)) return "";
        return figures.containsKey(column) ? figures.get(column).toString() : "FAIL";
    }
}
