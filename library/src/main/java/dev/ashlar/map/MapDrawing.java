package dev.ashlar.map;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The map as SVG: a row for each part of an area, in which everything lies to scale, and what a script says of each piece. All of one
 * use in a row is one path, so that a page with thousands of pieces opens at once.
 */
final class MapDrawing {
    /** How much is said of each page: each slot; how many are live in each 64th; how many are live; of pieces nothing, of each row sums. */
    enum Detail {
        SLOTS,
        DENSITIES,
        PAGES,
        SUMS
    }

    private static final int LEFT = 118;
    private static final int WIDTH = 1152;
    private static final int RIGHT = 122;
    private static final int ROW_HEIGHT = 28;
    private static final int PLAIN_HEIGHT = 10;
    private static final int ROW_GAP = 5;
    private static final int AREA_HEIGHT = 34;

    /** Where pieces are not drawn by themselves: of so many, each has what lies there as levels. */
    private static final int COLUMNS = 96;

    /** Levels that differ by less are drawn as one. */
    private static final int STEPS = 14;

    /** Narrower slots are shown as how many of each use there are. */
    private static final double LEAST_SLOT_WIDTH = 2;

    private final Picture picture;
    private final Detail detail;
    private final StringBuilder svg = new StringBuilder();
    private final Json rows = new Json().open('[');
    private final Json pieces = new Json().open('[');
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int countRows;
    private int y;

    private MapDrawing(Picture picture, Detail detail) {
        this.picture = picture;
        this.detail = detail;
    }

    static MapDrawing of(Picture picture, Detail detail, long units) {
        MapDrawing drawing = new MapDrawing(picture, detail);
        drawing.number("");
        for (Area area : picture.areas()) {
            drawing.y += AREA_HEIGHT;
            drawing.text(
                    0,
                    drawing.y - 9,
                    "class=\"area\" ",
                    "%s %s, %s".formatted(area.kind(), Units.address(area.address()), Units.bytes(area.bytes())));
            for (Row row : Row.of(area, units)) drawing.row(row, area.unitBytes() * units);
        }
        return drawing;
    }

    /** Whether a row is a whole area, so that with more units there would not be less to draw. */
    static boolean isCoarsest(Picture picture, long units) {
        return picture.areas().stream().allMatch(area -> area.unitBytes() * units >= area.bytes());
    }

    String svg() {
        return "<svg class=\"map\" viewBox=\"0 0 %d %d\" tabindex=\"0\" role=\"img\" aria-label=\"map of the heap; the arrow keys go from piece to piece\">%n%s<rect class=\"mark\" width=\"0\" height=\"0\"/>%n</svg>%n"
                .formatted(LEFT + WIDTH + RIGHT, y + ROW_GAP, svg);
    }

    String data() {
        Json json = new Json().open('{').field("left", LEFT).field("width", WIDTH);
        json.name("uses").open('[');
        for (Use use : Use.values())
            json.open('[')
                    .string(use.id())
                    .string(use.words())
                    .string(use.meaning())
                    .close(']');
        json.close(']').name("names").open('[');
        for (String name : names.keySet()) json.string(name);
        json.close(']');
        return "%s,\"rows\":%s],\"pieces\":%s]}".formatted(json, rows, pieces);
    }

    private int number(String name) {
        return names.computeIfAbsent(name, _ -> names.size());
    }

    private void text(int x, int atY, String attributes, String text) {
        svg.append("<text %sx=\"%d\" y=\"%d\">%s</text>%n".formatted(attributes, x, atY, HtmlMap.escaped(text)));
    }

    private void row(Row row, long scaleBytes) {
        int height = row.isPlain() ? PLAIN_HEIGHT : ROW_HEIGHT;
        long fullBytes = row.isPlain() ? row.bytes() : scaleBytes;
        text(0, y + height / 2 + 4, "", Units.address(row.address()));
        text(LEFT + WIDTH + 8, y + height / 2 + 4, "", label(row));
        Map<Use, StringBuilder> paths = new EnumMap<>(Use.class);
        rows.open('[')
                .number(y)
                .number(height)
                .number(row.address())
                .number(row.bytes())
                .number(fullBytes)
                .close(']');
        if (row.isPlain()) plain(row, paths, height);
        else if (detail == Detail.SUMS) sums(row, paths, fullBytes);
        else for (Piece part : row.parts()) part(row, part, paths, fullBytes);
        svg.append("<g>");
        paths.forEach((use, path) -> svg.append("<path class=\"%s\" d=\"%s\"/>".formatted(use.id(), path)));
        svg.append("</g>\n");
        y += height + ROW_GAP;
        countRows++;
    }

    private String label(Row row) {
        if (row.units() > 1 && (row.isPlain() || detail == Detail.SUMS))
            return "%d %ss".formatted(row.units(), picture.unit());
        Tally tally = row.tally();
        long committed = tally.committedBytes();
        return committed == 0 ? "" : "%s %% live".formatted(Units.percent((double) tally.bytes(Use.LIVE) / committed));
    }

    private void begin(Piece part, Row row, String kind) {
        pieces.open('[')
                .number(countRows)
                .number(part.address() - row.address())
                .number(part.bytes())
                .string(kind);
    }

    private void plain(Row row, Map<Use, StringBuilder> paths, int height) {
        Piece piece = row.pieces().getFirst();
        box(paths, piece.use(), LEFT, y, WIDTH, height);
        say(row, row.parts().getFirst(), piece);
    }

    private void sums(Row row, Map<Use, StringBuilder> paths, long fullBytes) {
        Tally tally = row.tally();
        begin(new Run(row.address(), row.bytes(), Use.RESERVED), row, "t");
        for (Use use : Use.values())
            if (tally.bytes(use) != 0) pieces.number(use.ordinal()).number(tally.bytes(use));
        pieces.close(']');
        double columnWidth = (double) WIDTH * row.bytes() / fullBytes / COLUMNS;
        int first = 0;
        Level level = level(row, 0);
        for (int i = 1; i <= COLUMNS; i++) {
            Level next = i == COLUMNS ? null : level(row, i);
            if (level.equals(next)) continue;
            draw(level, paths, LEFT + first * columnWidth, (i - first) * columnWidth);
            first = i;
            if (next != null) level = next;
        }
    }

    /** What lies in a part of a row: how much of it is live, and what most of the rest is. */
    private record Level(int live, Use other) {}

    private static Level level(Row row, int column) {
        long from = row.address() + row.bytes() * column / COLUMNS;
        long to = row.address() + row.bytes() * (column + 1) / COLUMNS;
        Tally tally = row.tally(from, to);
        Use other = Use.RESERVED;
        for (Use use : Use.values()) if (use != Use.LIVE && tally.bytes(use) > tally.bytes(other)) other = use;
        return new Level((int) Math.ceilDiv(STEPS * tally.bytes(Use.LIVE), tally.reservedBytes()), other);
    }

    private void draw(Level level, Map<Use, StringBuilder> paths, double x, double width) {
        double live = (double) ROW_HEIGHT * level.live / STEPS;
        if (live > 0) box(paths, Use.LIVE, x, y + ROW_HEIGHT - live, width, live);
        if (live < ROW_HEIGHT) box(paths, level.other, x, y, width, ROW_HEIGHT - live);
    }

    private void part(Row row, Piece part, Map<Use, StringBuilder> paths, long fullBytes) {
        double x = LEFT + (double) WIDTH * (part.address() - row.address()) / fullBytes;
        double width = (double) WIDTH * part.bytes() / fullBytes;
        switch (part) {
            case Page page
            when width * page.slotBytes() / page.bytes() >= LEAST_SLOT_WIDTH -> slots(page, paths, x, width);
            case Page page -> levels(page, paths, x, width);
            case Block block -> block(block, paths, x, width);
            case Run run -> box(paths, run.use(), x, y, width > LEAST_SLOT_WIDTH ? width - 1 : width, ROW_HEIGHT);
        }
        say(row, part, original(row, part));
    }

    /** The piece that something is a part of. */
    private static Piece original(Row row, Piece part) {
        for (Piece piece : row.pieces()) if (piece.end() > part.address()) return piece;
        throw new IllegalStateException("%s is no part of its row".formatted(part));
    }

    private void slots(Page page, Map<Use, StringBuilder> paths, double x, double width) {
        double slotWidth = width * page.slotBytes() / page.bytes();
        for (int i = 0; i < page.slots(); i++)
            box(paths, page.use(i), x + i * slotWidth, y, slotWidth - 0.5, ROW_HEIGHT);
        double end = x + page.slots() * slotWidth;
        if (x + width - end > 1) box(paths, Use.REST, end, y, x + width - end - 1, ROW_HEIGHT);
    }

    /** From the bottom up: what is live, kept, free, not made. */
    private void levels(Page page, Map<Use, StringBuilder> paths, double x, double width) {
        double bottom = y + ROW_HEIGHT;
        for (Use use : new Use[] {Use.LIVE, Use.KEPT, Use.FREE, Use.UNMADE}) {
            double height = (double) ROW_HEIGHT * page.count(use) / page.slots();
            bottom -= height;
            if (height > 0) box(paths, use, x, bottom, width - 1, height);
        }
    }

    private void block(Block block, Map<Use, StringBuilder> paths, double x, double width) {
        double gap = width > LEAST_SLOT_WIDTH ? 1 : 0;
        if (block.around() != Use.REST) {
            box(paths, block.use(), x, y, width - gap, ROW_HEIGHT);
            return;
        }
        double used = width * block.payloadBytes() / block.bytes();
        box(paths, block.use(), x, y, Math.min(used, width - gap), ROW_HEIGHT);
        if (width - used > gap) box(paths, block.around(), x + used, y, width - used - gap, ROW_HEIGHT);
    }

    private static void box(Map<Use, StringBuilder> paths, Use use, double x, double y, double width, double height) {
        paths.computeIfAbsent(use, _ -> new StringBuilder())
                .append('M')
                .append(shortened(x))
                .append(' ')
                .append(shortened(y))
                .append('h')
                .append(shortened(width))
                .append('v')
                .append(shortened(height))
                .append('h')
                .append(shortened(-width))
                .append('z');
    }

    /** With one digit behind the point, if that is not 0. */
    private static String shortened(double number) {
        long tenths = Math.round(number * 10);
        String sign = tenths < 0 ? "-" : "";
        long size = Math.abs(tenths);
        return size % 10 == 0 ? sign + size / 10 : sign + size / 10 + "." + size % 10;
    }

    private void say(Row row, Piece part, Piece whole) {
        switch (whole) {
            case Page page -> {
                begin(part, row, "p");
                page(page);
            }
            case Block block -> {
                begin(part, row, "b");
                block(block, block.address() - part.address());
            }
            case Run run -> {
                begin(part, row, "r");
                pieces.number(run.use().ordinal());
            }
        }
        pieces.close(']');
    }

    private void page(Page page) {
        List.of(page.slotBytes(), (long) page.slots(), (long) page.made(), (long) page.count(Use.LIVE))
                .forEach(pieces::number);
        pieces.number(page.count(Use.KEPT)).number(page.underWay()).number(number(page.owner()));
        if (detail == Detail.PAGES) return;
        String slots = JsonMap.slots(page);
        String densities = JsonMap.densities(page);
        boolean isExact = detail == Detail.SLOTS || slots.length() <= densities.length();
        pieces.string(isExact ? slots : densities);
    }

    private void block(Block block, long before) {
        pieces.number(block.use().ordinal()).number(block.around().ordinal());
        pieces.number(before)
                .number(block.bytes())
                .number(block.payload() - block.address())
                .number(block.payloadBytes());
        pieces.number(block.isFenced() ? 1 : 0)
                .number(number(block.allocatedBy()))
                .number(number(block.freedBy()));
    }
}
