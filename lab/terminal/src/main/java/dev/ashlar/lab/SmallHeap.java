package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.rule.Rule;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** A step of the ladder at work in this JVM, to be looked at piece by piece: the same classes that the native library is made of. */
final class SmallHeap implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final long ladder = arena.allocate(Ladder.BYTES, 64).address();
    private final long map = arena.allocate(LadderMap.BYTES, 8).address();

    /** A heap that nobody has used yet; {@code fit} is {@link Ladder#FIRST_FIT} or {@link Ladder#BEST_FIT}. */
    SmallHeap(int step, int fit) {
        Ladder.configure(ladder, step, fit, 0, 1, false, 0);
    }

    SmallHeap(int step) {
        this(step, Ladder.FIRST_FIT);
    }

    /** A payload; there is memory for what experiments ask for. */
    long malloc(long sizeBytes) {
        long payload = Ladder.malloc(ladder, sizeBytes);
        if (payload == 0) throw new LabFailure("no memory for a block of %d bytes".formatted(sizeBytes));
        return payload;
    }

    void free(long payload) {
        int rule = Ladder.free(ladder, payload);
        if (rule != Rule.NONE) throw new LabFailure("free broke rule %d".formatted(rule));
    }

    long usableBytes(long payload) {
        return Ladder.usableBytes(ladder, payload);
    }

    /** Free blocks that searches have looked at until now. */
    long visited() {
        return Ladder.visited(ladder);
    }

    /** All of it, in the order of addresses. */
    List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        while (LadderMap.next(ladder, map))
            pieces.add(new Piece(
                    LadderMap.kind(map),
                    LadderMap.address(map),
                    LadderMap.bytes(map),
                    LadderMap.payloadBytes(map),
                    LadderMap.bin(map)));
        return pieces;
    }

    /** The piece that a payload is in. */
    Piece piece(long payload) {
        for (Piece piece : pieces()) {
            if (payload >= piece.address() && payload < piece.address() + piece.bytes()) return piece;
        }
        throw new LabFailure("no piece has the address %x".formatted(payload));
    }

    @Override
    public void close() {
        Ladder.close(ladder);
        arena.close();
    }
}
