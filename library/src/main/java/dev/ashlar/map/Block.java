package dev.ashlar.map;

/**
 * A block that lies by itself.
 *
 * @param bytes of all of it
 * @param payload where its user's bytes begin
 * @param payloadBytes how many these are
 * @param use what these are: live, quarantined
 * @param around what its other bytes are
 * @param isFenced whether nobody may touch it any more
 * @param allocatedBy who did, or nothing
 * @param freedBy who did, or nothing
 */
public record Block(
        long address,
        long bytes,
        long payload,
        long payloadBytes,
        Use use,
        Use around,
        boolean isFenced,
        String allocatedBy,
        String freedBy)
        implements Piece {
    /** What is freed is so as a whole. */
    @Override
    public void addTo(Tally tally) {
        if (isFenced) {
            tally.add(use, 1, 0);
            tally.add(Use.FENCE, 0, bytes);
        } else if (use == Use.LIVE) {
            tally.add(use, 1, payloadBytes);
            tally.add(around, 0, bytes - payloadBytes);
        } else {
            tally.add(use, 1, bytes);
        }
    }

    /** A part of a block is one, too. */
    @Override
    public Piece clip(long from, long to) {
        if (address >= from && end() <= to) return this;
        long start = Math.max(address, from);
        long end = Math.min(end(), to);
        long first = Math.clamp(payload, start, end);
        long last = Math.clamp(payload + payloadBytes, start, end);
        return new Block(start, end - start, first, last - first, use, around, isFenced, allocatedBy, freedBy);
    }
}
