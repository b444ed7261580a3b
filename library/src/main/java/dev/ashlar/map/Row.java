package dev.ashlar.map;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of an area, or some side by side.
 *
 * @param units how many
 * @param pieces of which something lies in it
 */
record Row(long address, long bytes, long units, List<Piece> pieces) {
    /** The pieces, cut off at its ends. */
    List<Piece> parts() {
        return parts(address, end());
    }

    /** What lies between two addresses; a page as a whole. */
    private List<Piece> parts(long from, long to) {
        List<Piece> parts = new ArrayList<>();
        for (int i = firstAt(from); i < pieces.size() && pieces.get(i).address() < to; i++)
            parts.add(pieces.get(i).clip(from, to));
        return parts;
    }

    /** The piece that an address lies in. */
    private int firstAt(long at) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (pieces.get(middle).end() <= at) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    long end() {
        return address + bytes;
    }

    Tally tally() {
        return tally(address, end());
    }

    Tally tally(long from, long to) {
        Tally tally = new Tally();
        for (Piece part : parts(from, to)) part.addTo(tally);
        return tally;
    }

    /** Whether it looks the same all over: one piece has it all, and it is no page. */
    boolean isPlain() {
        return pieces.size() == 1 && !(pieces.getFirst() instanceof Page);
    }

    /** The parts of an area, {@code units} of its own taken together. Those that look the same are one. */
    static List<Row> of(Area area, long units) {
        List<Row> rows = new ArrayList<>();
        long rowBytes = area.unitBytes() * units;
        long areaEnd = area.address() + area.bytes();
        int next = 0;
        for (long from = area.address(); from < areaEnd; from += rowBytes) {
            long to = Math.min(from + rowBytes, areaEnd);
            while (area.pieces().get(next).end() <= from) next++;
            int end = next;
            while (end < area.pieces().size() && area.pieces().get(end).address() < to) end++;
            long count = Math.ceilDiv(to - from, area.unitBytes());
            add(rows, new Row(from, to - from, count, area.pieces().subList(next, end)));
        }
        return rows;
    }

    /** Adds a row, or makes the last one longer. */
    private static void add(List<Row> rows, Row row) {
        Row last = rows.isEmpty() ? row : rows.getLast();
        boolean isLike = last != row && last.isPlain() && row.isPlain() && last.pieces.equals(row.pieces);
        if (isLike)
            rows.set(
                    rows.size() - 1, new Row(last.address, last.bytes + row.bytes, last.units + row.units, row.pieces));
        else rows.add(row);
    }
}
