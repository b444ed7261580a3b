package dev.ashlar.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture for a terminal. */
public final class TextMap {
    private static final int BAR = 48;

    /** As many lines as somebody may want to look through. */
    private static final int MOST_LINES = 500;

    private static final String[] COLUMNS = {
        "size", "pages", "live", "held", "free", "not made", "live bytes", "fragm. %", "slack %"
    };

    private final Picture picture;
    private final boolean isColoured;
    private final StringBuilder text = new StringBuilder();

    private TextMap(Picture picture, boolean isColoured) {
        this.picture = picture;
        this.isColoured = isColoured;
    }

    /** The picture, with escape sequences for colours if these are wanted. */
    public static String of(Picture picture, boolean isColoured) {
        TextMap map = new TextMap(picture, isColoured);
        map.line("ashlar: %s, %s heap".formatted(picture.title(), picture.design()));
        map.areas();
        map.sizes();
        map.uses();
        return map.text.toString();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void areas() {
        long units = 1;
        while (lines(units) > MOST_LINES) units *= 2;
        boolean isWhole = units == 1 && picture.pieces() <= MOST_LINES;
        for (Area area : picture.areas()) {
            line("%s %s  %s".formatted(area.kind(), Units.address(area.address()), Units.bytes(area.bytes())));
            for (Row row : Row.of(area, units)) row(row, isWhole);
        }
    }

    private long lines(long units) {
        long lines = 0;
        for (Area area : picture.areas()) lines += Row.of(area, units).size();
        return lines;
    }

    private void row(Row row, boolean isWhole) {
        Tally tally = row.tally();
        String name = row.units() == 1 ? picture.unit() : Units.count(row.units(), picture.unit());
        String what = row.isPlain()
                ? words(row.pieces().getFirst())
                : "live %s of %s".formatted(Units.bytes(tally.bytes(Use.LIVE)), Units.bytes(tally.committedBytes()));
        if (row.isPlain() || isWhole) {
            line("  %s %s  %s  %s".formatted(name, Units.address(row.address()), Units.bytes(row.bytes()), what));
        } else {
            line("  %-12s %s  %-8s [%s] %s"
                    .formatted(name, Units.address(row.address()), Units.bytes(row.bytes()), bar(row), what));
        }
        if (!isWhole || row.isPlain()) return;
        for (Piece piece : row.pieces()) if (piece.address() >= row.address()) piece(piece);
    }

    private void piece(Piece piece) {
        line("    %s  %-8s %s"
                .formatted(
                        Units.address(piece.address()),
                        Units.bytes(piece.bytes()),
                        switch (piece) {
                            case Page page -> "[%s] %s".formatted(bar(page), words(page));
                            default -> words(piece);
                        }));
    }

    private String words(Piece piece) {
        return switch (piece) {
            case Run run -> painted(run.use(), run.use().words());
            case Block block -> words(block);
            case Page page -> words(page);
        };
    }

    private static String words(Page page) {
        List<String> parts = new ArrayList<>();
        parts.add("%s: %d of %d live".formatted(Units.bytes(page.slotBytes()), page.count(Use.LIVE), page.slots()));
        for (Use use : new Use[] {Use.KEPT, Use.FREE, Use.UNMADE})
            if (page.count(use) != 0) parts.add(page.count(use) + " " + use.words());
        if (page.underWay() != 0) parts.add(page.underWay() + " under way");
        return String.join(", ", parts) + (page.owner().isEmpty() ? "" : "; " + page.owner());
    }

    private String words(Block block) {
        String by = block.use() == Use.QUARANTINED ? block.freedBy() : block.allocatedBy();
        String what = "%s block of %d bytes at %s"
                .formatted(block.use().words(), block.payloadBytes(), Units.address(block.payload()));
        return painted(block.use(), what) + (by.isEmpty() ? "" : ", " + by);
    }

    private String painted(Use use, String words) {
        return isColoured ? "\u001b[%dm%s\u001b[0m".formatted(use.colour(), words) : words;
    }

    /** Each character is for as many slots: the sign of their use, + if only some are live, of others the most frequent's. */
    private String bar(Page page) {
        int columns = Math.min(BAR, page.slots());
        Bar bar = new Bar();
        for (int i = 0; i < columns; i++) {
            Tally tally = new Tally();
            int end = (int) ((long) page.slots() * (i + 1) / columns);
            for (int slot = (int) ((long) page.slots() * i / columns); slot < end; slot++)
                tally.add(page.use(slot), 0, page.slotBytes());
            bar.add(tally);
        }
        return bar.ended() + " ".repeat(BAR - columns);
    }

    private String bar(Row row) {
        Bar bar = new Bar();
        for (int i = 0; i < BAR; i++) {
            long from = row.address() + row.bytes() * i / BAR;
            long to = row.address() + row.bytes() * (i + 1) / BAR;
            bar.add(row.tally(from, to));
        }
        return bar.ended();
    }

    /** Signs side by side; those of one colour are painted together. */
    private final class Bar {
        private final StringBuilder done = new StringBuilder();
        private final StringBuilder signs = new StringBuilder();
        private Use colour = Use.LIVE;

        void add(Tally tally) {
            Use most = Use.LIVE;
            for (Use use : Use.values()) if (tally.bytes(use) > tally.bytes(most)) most = use;
            long live = tally.bytes(Use.LIVE);
            boolean isMixed = live != 0 && live != tally.reservedBytes() - tally.bytes(Use.REST);
            Use use = isMixed ? Use.LIVE : most;
            if (use != colour) ended();
            colour = use;
            signs.append(isMixed ? '+' : most.sign());
        }

        String ended() {
            if (!signs.isEmpty()) done.append(painted(colour, signs.toString()));
            signs.setLength(0);
            return done.toString();
        }
    }

    private void sizes() {
        List<String[]> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (Size size : picture.sizes()) rows.add(cells(size.name(), size.pages(), size.tally(), size.slack()));
        long pages = picture.sizes().stream().mapToLong(Size::pages).sum();
        rows.add(cells("total", pages, picture.tally(), Double.NaN));
        for (String[] cells : rows) {
            StringBuilder line = new StringBuilder();
            for (String cell : cells) line.append(String.format(Locale.ROOT, "%11s", cell));
            line(line.toString());
        }
    }

    private static String[] cells(String name, long pages, Tally tally, double slack) {
        return new String[] {
            name,
            pages == 0 ? "-" : "" + pages,
            "" + tally.blocks(Use.LIVE),
            "" + (tally.blocks(Use.KEPT) + tally.blocks(Use.QUARANTINED)),
            "" + tally.blocks(Use.FREE),
            "" + tally.blocks(Use.UNMADE),
            "" + tally.bytes(Use.LIVE),
            Units.percent(tally.fragmentation()),
            Units.percent(slack)
        };
    }

    private void uses() {
        Tally tally = picture.tally();
        for (Use use : Use.values()) {
            if (tally.bytes(use) == 0 && tally.blocks(use) == 0) continue;
            String what = "%s %-12s %14d  %s".formatted(use.sign(), use.words(), tally.bytes(use), use.meaning());
            line("  " + painted(use, what));
        }
        if (tally.underWay() != 0)
            line("    %-12s %14d  free, and not yet back from another thread"
                    .formatted("under way", tally.underWayBytes()));
        line("    %-12s %14d".formatted("committed", tally.committedBytes()));
        line("    %-12s %14d".formatted("in all", tally.reservedBytes()));
    }
}
