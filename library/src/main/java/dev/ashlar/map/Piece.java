package dev.ashlar.map;

/** A part of an {@link Area}: what lies between two addresses. */
public sealed interface Piece permits Page, Block, Run {
    /** Of its first byte. */
    long address();

    /** Bytes from there on, up to the next piece. */
    long bytes();

    /** Adds what its bytes are used for. */
    void addTo(Tally tally);

    /** The use that it is drawn in where there is no room for more. */
    Use use();

    /** What of it lies between two addresses, at least one byte. */
    Piece clip(long from, long to);

    default long end() {
        return address() + bytes();
    }

    default Tally tally() {
        Tally tally = new Tally();
        addTo(tally);
        return tally;
    }
}
