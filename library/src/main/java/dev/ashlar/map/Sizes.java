package dev.ashlar.map;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Gathers what there is of each size. */
public final class Sizes {
    /** The size of all blocks that are larger than every size. */
    public static final long LARGE = Long.MAX_VALUE;

    /** Says what part of the live blocks of a size nobody asked for, or NaN. */
    @FunctionalInterface
    public interface Slack {
        double of(long sizeBytes, Tally tally);
    }

    private static final class Row {
        final Tally tally = new Tally();
        long pages;
    }

    private final NavigableMap<Long, Row> rows = new TreeMap<>();

    /** Adds a piece that is a page of slots of a size, or a block. */
    public void add(Piece piece, long sizeBytes) {
        Row row = rows.computeIfAbsent(sizeBytes, _ -> new Row());
        if (piece instanceof Page || sizeBytes == LARGE) row.pages++;
        piece.addTo(row.tally);
    }

    /** The smallest first. */
    public List<Size> list(Slack slack) {
        List<Size> sizes = new ArrayList<>();
        rows.forEach((bytes, row) -> {
            String name = bytes == LARGE ? "large" : Long.toString(bytes);
            sizes.add(new Size(name, row.pages, row.tally, slack.of(bytes, row.tally)));
        });
        return sizes;
    }
}
