package dev.ashlar.lab.page;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step of the ladder. */
final class ShownLadder implements ShownHeap {
    /** Of what {@code bump} hands out. */
    private static final long UNIT_BYTES = 16;

    private static final Part.State[] STATES = {
        Part.State.SPARE, // no kind has the number 0
        Part.State.LIVE,
        Part.State.FREE,
        Part.State.FAST,
        Part.State.MAPPED,
        Part.State.FENCE,
        Part.State.HANDED_OUT,
        Part.State.SPARE
    };

    private final long ladder = Root.address();
    private final int step;

    ShownLadder(Player.Choice choice) {
        step = choice.heap();
        Ladder.configure(ladder, step, choice.fit(), choice.threshold(), choice.arenas(), false, 0);
    }

    @Override
    public long malloc(long sizeBytes) {
        return Ladder.malloc(ladder, sizeBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return Ladder.realloc(ladder, payload, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return Ladder.free(ladder, payload);
    }

    @Override
    public long takenBytes() {
        return Ladder.takenBytes(ladder);
    }

    @Override
    public long peakBytes() {
        return Ladder.peakBytes(ladder);
    }

    @Override
    public long visited() {
        return Ladder.visited(ladder);
    }

    /** The walk needs memory of the machine that it walks through: behind the ladder, where no heap is. */
    @Override
    public List<Part> parts(Collection<Player.Held> held) {
        List<Part> parts = new ArrayList<>();
        long map = ladder + Ladder.BYTES;
        Mem.fill(map, LadderMap.BYTES, 0);
        while (LadderMap.next(ladder, map)) parts.add(part(map));
        return step == Ladder.BUMP ? known(parts, held) : parts;
    }

    private Part part(long map) {
        Part.State state = STATES[LadderMap.kind(map)];
        long payload = LadderMap.address(map) + LadderMap.bytes(map) - LadderMap.payloadBytes(map);
        boolean isListed = (state == Part.State.FREE || state == Part.State.FAST) && step >= Ladder.LIST;
        boolean isTwoWay = state == Part.State.FREE && step >= Ladder.MERGE;
        return new Part(
                state,
                LadderMap.address(map),
                LadderMap.bytes(map),
                LadderMap.payloadBytes(map),
                LadderMap.bin(map),
                LadderMap.arena(map),
                LadderMap.isPrevFree(map),
                isListed ? Mem.getLong(payload) : Part.NO_LINK,
                isTwoWay ? Mem.getLong(payload + Long.BYTES) : Part.NO_LINK);
    }

    /** Without headers the heap does not know its blocks; the trace does. What is between them is handed out, and nobody has it. */
    private static List<Part> known(List<Part> parts, Collection<Player.Held> held) {
        List<Player.Held> rising = new ArrayList<>(held);
        rising.sort(Comparator.comparingLong(Player.Held::payload));
        List<Part> known = new ArrayList<>();
        for (Part part : parts) {
            long at = part.address();
            for (Player.Held one : rising) {
                if (part.state() != Part.State.HANDED_OUT || one.payload() < at) continue;
                long end = one.payload() + Math.max(one.sizeBytes() + UNIT_BYTES - 1 & -UNIT_BYTES, UNIT_BYTES);
                if (one.payload() > at) known.add(cut(Part.State.HANDED_OUT, at, one.payload()));
                known.add(cut(Part.State.LIVE, one.payload(), end));
                at = end;
            }
            if (at < part.end()) known.add(cut(part.state(), at, part.end()));
        }
        return known;
    }

    private static Part cut(Part.State state, long from, long to) {
        return Part.of(state, from, to - from, state == Part.State.SPARE ? 0 : to - from, 0);
    }

    /** Each list from its first member on: the one that no other leads to. */
    @Override
    public List<Chain> lists(List<Part> parts) {
        Map<Long, Part> byPayload = new HashMap<>();
        Set<Long> ledTo = new HashSet<>();
        for (Part part : parts) {
            if (part.next() == Part.NO_LINK) continue;
            byPayload.put(part.payload(), part);
            ledTo.add(part.next());
        }
        List<Chain> chains = new ArrayList<>();
        for (Part part : parts) {
            if (part.next() == Part.NO_LINK || ledTo.contains(part.payload())) continue;
            List<Long> addresses = new ArrayList<>();
            for (Part one = part; one != null; one = byPayload.get(one.next())) addresses.add(one.address());
            chains.add(new Chain(part.bin(), part.arena(), addresses));
        }
        return chains;
    }
}
