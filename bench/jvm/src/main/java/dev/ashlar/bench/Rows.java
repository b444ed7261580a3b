package dev.ashlar.bench;

import dev.ashlar.bench.allocators.AshlarArena;
import dev.ashlar.bench.allocators.AshlarBuffers;
import dev.ashlar.bench.allocators.AshlarConfined;
import dev.ashlar.bench.allocators.AshlarSegments;
import dev.ashlar.bench.allocators.AshlarShared;
import dev.ashlar.bench.allocators.JdkSharedArena;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All rows of the table, and what is to be reached in each. */
final class Rows {
    private static final int[] SIZES = {16, 256, 1024};
    private static final int[] BUFFER_SIZES = {256, 1024, 4096, 16384, 65536};
    private static final Set<Column> BY_ADDRESS =
            EnumSet.of(Column.MALLOC, Column.UNSAFE, Column.MIMALLOC, Column.JEMALLOC);

    private static final List<Column> FIRST_IN_HANDOFF =
            List.of(Column.NETTY_POOLED, Column.NETTY_ADAPTIVE, Column.MIMALLOC);

    private static final Set<Column> MEASURED_COLD =
            EnumSet.of(Column.JDK, Column.MALLOC, Column.NETTY_POOLED, Column.NETTY_ADAPTIVE, Column.MIMALLOC);

    private final List<Row> rows = new ArrayList<>();

    private Rows() {}

    static List<Row> all() {
        Rows all = new Rows();
        for (int bytes : SIZES) all.confined(bytes);
        for (int bytes : SIZES) all.shared(bytes);
        for (int bytes : SIZES) all.virtual(bytes);
        all.mixed(100, 256);
        all.mixed(1000, 8192);
        all.remote(64);
        all.arena(32, 8);
        all.arena(512, 10);
        all.arena(65536, 25);
        all.arenaOfMany(8);
        all.arenaOfMany(64);
        all.segment(32);
        for (int bytes : BUFFER_SIZES) all.netty(bytes);
        all.cold();
        return List.copyOf(all.rows);
    }

    /** The rows, or groups of them, with these names; all if there is none. The first name that nothing has is complained of. */
    static List<Row> named(List<String> names) {
        if (names.isEmpty()) return all();
        Set<Row> found = new LinkedHashSet<>();
        for (String name : names)
            if (!found.addAll(all().stream().filter(row -> row.isNamed(name)).toList()) && !isName(name))
                throw new Complaint("no row '%s'; there is %s".formatted(name, String.join(", ", names())));
        return all().stream().filter(found::contains).toList();
    }

    static boolean isName(String word) {
        return all().stream().anyMatch(row -> row.isNamed(word));
    }

    /** What a row may be called: groups first. */
    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Row row : all()) names.add(row.group().id());
        for (Row row : all()) names.add(row.name());
        return names;
    }

    private void confined(int bytes) {
        Case ours = new Case(AshlarConfined.class, "one", bytes, 1, false);
        add(Group.CONFINED, "" + bytes, new Goal.AtMost(3), peers(ours, EnumSet.allOf(Column.class)));
    }

    private void shared(int bytes) {
        Case ours = new Case(AshlarShared.class, "one", bytes, 1, false);
        Map<Column, Case> cases = peers(ours, EnumSet.complementOf(EnumSet.of(Column.STACK)));
        cases.put(Column.JDK, ours.by(JdkSharedArena.class));
        add(Group.SHARED, "" + bytes, new Goal.AtMost(6), cases);
    }

    private void virtual(int bytes) {
        Case ours = new Case(AshlarShared.class, "one", bytes, 1, true);
        add(
                Group.VIRTUAL,
                "" + bytes,
                new Goal.AtMost(10),
                peers(ours, EnumSet.complementOf(EnumSet.of(Column.STACK))));
    }

    private void mixed(int blocks, int mostBytes) {
        Case ours = new Case(AshlarConfined.class, "replaced", mostBytes, blocks, false);
        Goal goal = new Goal.Times(1, List.copyOf(BY_ADDRESS));
        add(Group.MIXED, blocks + "x" + mostBytes, goal, peers(ours, BY_ADDRESS));
    }

    private void netty(int bytes) {
        Case ours = new Case(AshlarBuffers.class, "one", bytes, 1, false);
        Goal goal = new Goal.Times(0.6, List.of(Column.NETTY_ADAPTIVE));
        Set<Column> peers = EnumSet.of(Column.NETTY_POOLED, Column.NETTY_ADAPTIVE);
        add(Group.NETTY, "" + bytes, goal, peers(ours, peers));
    }

    private void remote(int bytes) {
        Case ours = new Case(AshlarShared.class, "freedByAnother", bytes, 1, false);
        Set<Column> peers = EnumSet.complementOf(EnumSet.of(Column.JDK, Column.STACK));
        add(Group.REMOTE, "" + bytes, new Goal.Times(2, FIRST_IN_HANDOFF), peers(ours, peers));
    }

    private void arena(int bytes, double goal) {
        Case ours = new Case(AshlarArena.class, "one", bytes, 1, false);
        add(Group.ARENA, "1x" + bytes, new Goal.AtMost(goal), peers(ours, EnumSet.allOf(Column.class)));
    }

    private void arenaOfMany(int blocks) {
        Case ours = new Case(AshlarArena.class, "many", 32, blocks, false);
        Goal goal = new Goal.Times(1.0 / 5, List.of(Column.JDK));
        add(Group.ARENA, blocks + "x32", goal, peers(ours, EnumSet.allOf(Column.class)));
    }

    private void segment(int bytes) {
        Case ours = new Case(AshlarSegments.class, "one", bytes, 1, false);
        add(Group.SEGMENT, "" + bytes, new Goal.Times(1, List.of(Column.JDK)), peers(ours, EnumSet.of(Column.JDK)));
    }

    private void cold() {
        Case ours = new Case(AshlarShared.class, "cold", 64, 1, false);
        rows.add(new Row(Group.COLD, Group.COLD.id(), new Goal.AtMost(80), peers(ours, MEASURED_COLD)));
    }

    private void add(Group group, String size, Goal goal, Map<Column, Case> cases) {
        rows.add(new Row(group, group.id() + "-" + size, goal, cases));
    }

    private static Map<Column, Case> peers(Case ours, Set<Column> columns) {
        Map<Column, Case> cases = new EnumMap<>(Column.class);
        for (Column column : columns) cases.put(column, ours.by(column.allocator));
        cases.put(Column.ASHLAR, ours);
        return cases;
    }
}
