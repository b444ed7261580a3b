package dev.ashlar.map;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of addresses that a heap has, and what lies there: from its first byte to its last, without a hole.
 *
 * @param unitBytes of the parts that it is looked at in: segments of an arena
 */
public record Area(String kind, long address, long bytes, long unitBytes, List<Piece> pieces) {
    public Area {
        pieces = joined(pieces);
    }

    /** Runs of one use side by side are one. */
    private static List<Piece> joined(List<Piece> pieces) {
        List<Piece> joined = new ArrayList<>();
        for (Piece piece : pieces) {
            Piece last = joined.isEmpty() ? piece : joined.getLast();
            boolean isMore = last != piece && last instanceof Run && piece instanceof Run && last.use() == piece.use();
            if (isMore)
                joined.set(joined.size() - 1, new Run(last.address(), piece.end() - last.address(), last.use()));
            else joined.add(piece);
        }
        return List.copyOf(joined);
    }

    Tally tally() {
        Tally tally = new Tally();
        for (Piece piece : pieces) piece.addTo(tally);
        return tally;
    }
}
