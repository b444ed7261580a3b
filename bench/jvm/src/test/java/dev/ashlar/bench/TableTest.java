package dev.ashlar.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table makes of figures; nothing is measured here. */
final class TableTest {
    private final Results results = new Results();

    private void measured(Row row, Column column, double garbageBytes, double... times) {
        Samples samples = results.of(row.cases().get(column));
        for (double time : times) samples.addTime(time);
        samples.addGarbage(garbageBytes);
    }

    /** The row's words. */
    private List<String> line(Row row) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Table("ns", results, List.of(row)).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        String line =
                out.toString(StandardCharsets.UTF_8).lines().skip(2).findFirst().orElseThrow();
        return List.of(line.split(" +"));
    }

    private static Row row(String name) {
        return Rows.named(List.of(name)).getFirst();
    }

    @Test
    void aCellIsTheMedianHalfOfTheMiddleHalfAndGarbage() {
        Row row = row("segment-32");
        measured(row, Column.ASHLAR, 0.4, 9, 1, 2, 4, 3); // 2 to 4 is the middle half
        measured(row, Column.JDK, 384.1, 201, 199);
        assertEquals(List.of("segment-32", "yes", "≤200", "3.0", "±1.0", "200", "±0.5", "384B"), line(row));
    }

    @Test
    void aGoalMayBeANumber() {
        Row row = row("confined-16");
        measured(row, Column.ASHLAR, 0, 3.1);
        assertEquals(List.of("no", "≤3.0", "3.1"), line(row).subList(1, 4));
    }

    @Test
    void aGoalMayBeSoManyTimesTheFastestPeers() {
        Row row = row("remote-64");
        measured(row, Column.ASHLAR, 0, 50);
        measured(row, Column.MIMALLOC, 0, 30);
        measured(row, Column.NETTY_POOLED, 0, 26);
        measured(row, Column.MALLOC, 0, 1); // not one of those that the goal is about
        assertEquals(List.of("yes", "≤52.0", "50.0"), line(row).subList(1, 4));
    }

    @Test
    void whoWasNotMeasuredFailed() {
        Row row = row("segment-32");
        measured(row, Column.ASHLAR, 0, 3);
        assertEquals(List.of("segment-32", "-", "3.0", "±0.0", "FAIL"), line(row));
    }

    @Test
    void rowsAreFoundByNameAndByGroup() {
        List<String> names = Rows.named(List.of("shared-16", "cold", "shared-16")).stream()
                .map(Row::name)
                .toList();
        assertEquals(List.of("shared-16", "cold"), names);
        assertEquals(5, Rows.named(List.of("arena", "arena-1x32")).size());
        assertEquals(Rows.all(), Rows.named(List.of()));
        assertThrows(Complaint.class, () -> Rows.named(List.of("cold", "quake")));
    }
}
