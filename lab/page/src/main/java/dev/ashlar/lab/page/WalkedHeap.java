package dev.ashlar.lab.page;

import dev.ashlar.core.walk.Piece;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A heap that is shown as its dump shows it: by a walk over its pieces. Their lists are by bin; which member is the first is not said. */
abstract class WalkedHeap implements ShownHeap {
    private static final Part.State[] STATES = {
        Part.State.SPARE, // no state has the number 0
        Part.State.LIVE,
        Part.State.FREE,
        Part.State.FAST,
        Part.State.MAPPED,
        Part.State.FREE, // quarantined: no heap of the page does that
        Part.State.FENCE,
        Part.State.HANDED_OUT,
        Part.State.SPARE
    };

    /** The walk needs memory of the machine that it walks through: at the end of the root, where no heap is. */
    private static final long PIECE = Root.address() + Root.bytes() - Piece.BYTES;

    /** Goes on to the next piece; false after the last. */
    abstract boolean next(long piece);

    @Override
    public List<Part> parts(Collection<Player.Held> held) {
        List<Part> parts = new ArrayList<>();
        Mem.fill(PIECE, Piece.BYTES, 0);
        while (next(PIECE)) if (isMemory(PIECE)) parts.add(part(PIECE));
        return parts;
    }

    /** Addresses that are only reserved are not. */
    private static boolean isMemory(long piece) {
        return Piece.state(piece) != Piece.SPARE || Piece.bin(piece) >= 0;
    }

    private static Part part(long piece) {
        return Part.of(
                STATES[Piece.state(piece)],
                Piece.address(piece),
                Piece.bytes(piece),
                Piece.payloadBytes(piece),
                Piece.bin(piece));
    }

    @Override
    public List<Chain> lists(List<Part> parts) {
        Map<Long, List<Long>> byBin = new TreeMap<>();
        for (Part part : parts)
            if (part.isFree())
                byBin.computeIfAbsent(part.bin(), bin -> new ArrayList<>()).add(part.address());
        List<Chain> chains = new ArrayList<>();
        byBin.forEach((bin, addresses) -> chains.add(new Chain(bin, 0, addresses)));
        return chains;
    }
}
