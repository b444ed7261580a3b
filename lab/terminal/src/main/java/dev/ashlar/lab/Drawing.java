package dev.ashlar.lab;

import dev.ashlar.core.ladder.LadderMap;
import java.util.ArrayList;
import java.util.List;

/** Blocks as they lie, to scale: one character for so many bytes, in rows. */
final class Drawing {
    private static final int COLUMNS = 64;
    private static final int MOST_ROWS = 8;
    private static final int LEAST_SCALE_BYTES = 16;

    /** A character, and its ink. */
    private record Cell(Ink ink, String sign) {}

    private static final Cell HEADER = new Cell(Ink.HEADER, "▐");
    private static final Cell LIVE = new Cell(Ink.LIVE, "█");
    private static final Cell FREE = new Cell(Ink.FREE, "░");

    private Drawing() {}

    /** Draws all pieces but the spare memory behind them. */
    static void show(Paper paper, List<Piece> pieces) {
        int scaleBytes = scaleFor(Piece.blockBytes(pieces));
        List<Cell> cells = new ArrayList<>();
        for (Piece piece : pieces) addCells(cells, piece, scaleBytes);
        for (int from = 0; from < cells.size(); from += COLUMNS) {
            StringBuilder row = new StringBuilder("  +%-5d ".formatted((long) from * scaleBytes));
            for (Cell cell : cells.subList(from, Math.min(from + COLUMNS, cells.size())))
                row.append(paper.ink(cell.ink(), cell.sign()));
            paper.line("%s", row);
        }
    }

    /** What the signs mean. */
    static void legend(Paper paper, List<Piece> pieces) {
        paper.line(
                "  %s header   %s in use   %s free   one sign: %d bytes",
                paper.ink(HEADER.ink(), HEADER.sign()),
                paper.ink(LIVE.ink(), LIVE.sign()),
                paper.ink(FREE.ink(), FREE.sign()),
                scaleFor(Piece.blockBytes(pieces)));
    }

    private static int scaleFor(long bytes) {
        int scaleBytes = LEAST_SCALE_BYTES;
        while (bytes / scaleBytes > (long) COLUMNS * MOST_ROWS) scaleBytes *= 2;
        return scaleBytes;
    }

    private static void addCells(List<Cell> cells, Piece piece, int scaleBytes) {
        if (piece.kind() == LadderMap.SPARE) return;
        Cell cell = piece.isFree() ? FREE : LIVE;
        for (long at = 0; at < piece.bytes(); at += scaleBytes) cells.add(at < piece.headerBytes() ? HEADER : cell);
    }
}
