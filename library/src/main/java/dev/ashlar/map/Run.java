package dev.ashlar.map;

/** Bytes of one use, without anything in them. */
public record Run(long address, long bytes, Use use) implements Piece {
    @Override
    public void addTo(Tally tally) {
        tally.add(use, 1, bytes);
    }

    @Override
    public Piece clip(long from, long to) {
        long start = Math.max(address, from);
        return new Run(start, Math.min(end(), to) - start, use);
    }
}
