package dev.ashlar.lab.page;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.platform.Mem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to see of a heap at one moment, as JSON:
 * <pre>
 *   position, count      operations played, and all
 *   played, said         the last one, and what went wrong with it
 *   pieces               address, bytes, payload, payloadBytes, state, bin, arena, prevFree; of a block of the trace id and requested; of a
 *                        free one next and previous
 *   lists                bin, arena, and the addresses of their members, the first one first
 *   numbers              bytes and counts
 * </pre>
 */
final class Picture {
    private Picture() {}

    private record Piece(
            int kind, long address, long bytes, long payloadBytes, int bin, int arena, boolean isPrevFree) {
        long payload() {
            return address + bytes - payloadBytes;
        }

        boolean isFree() {
            return kind == LadderMap.FREE || kind == LadderMap.FAST;
        }

        boolean isLive() {
            return kind == LadderMap.LIVE || kind == LadderMap.MAPPED;
        }
    }

    /** Of what {@code bump} hands out. */
    private static final long UNIT_BYTES = 16;

    private static final String[] STATES = {"", "live", "free", "fast", "mapped", "fence", "handed-out", "spare"};

    static String of(Player player) {
        player.use();
        List<Piece> pieces = pieces(player);
        Json json = new Json().open('{');
        json.field("position", player.position()).field("count", player.count());
        json.field("played", player.played()).field("said", player.said());
        json.name("pieces").open('[');
        Map<Long, Integer> ids = new HashMap<>();
        player.held().forEach((id, held) -> ids.put(held.payload(), id));
        for (Piece piece : pieces) piece(json, piece, ids, player);
        json.close(']').name("lists").open('[');
        lists(json, pieces, Ladder.step(player.ladder()));
        json.close(']');
        numbers(json.name("numbers").open('{'), pieces, player);
        return json.close('}').close('}').toString();
    }

    private static List<Piece> pieces(Player player) {
        List<Piece> pieces = pieces(player.ladder());
        return Ladder.step(player.ladder()) == Ladder.BUMP ? known(pieces, player) : pieces;
    }

    /** Without headers the heap does not know its blocks; the trace does. What is between them is handed out, and nobody has it. */
    private static List<Piece> known(List<Piece> pieces, Player player) {
        List<Player.Held> held = new ArrayList<>(player.held().values());
        held.sort((left, right) -> Long.compare(left.payload(), right.payload()));
        List<Piece> known = new ArrayList<>();
        for (Piece piece : pieces) {
            long at = piece.address;
            for (Player.Held one : held) {
                if (piece.kind != LadderMap.HANDED_OUT || one.payload() < at) continue;
                long end = one.payload() + Math.max(one.sizeBytes() + UNIT_BYTES - 1 & -UNIT_BYTES, UNIT_BYTES);
                if (one.payload() > at) known.add(part(piece, LadderMap.HANDED_OUT, at, one.payload()));
                known.add(part(piece, LadderMap.LIVE, one.payload(), end));
                at = end;
            }
            if (at < piece.address + piece.bytes) known.add(part(piece, piece.kind, at, piece.address + piece.bytes));
        }
        return known;
    }

    private static Piece part(Piece whole, int kind, long from, long to) {
        long payloadBytes = kind == LadderMap.SPARE ? 0 : to - from;
        return new Piece(kind, from, to - from, payloadBytes, 0, whole.arena, false);
    }

    /** The walk needs memory of the machine that it walks through: behind the ladder, where no heap is. */
    private static List<Piece> pieces(long ladder) {
        List<Piece> pieces = new ArrayList<>();
        long map = ladder + Ladder.BYTES;
        Mem.fill(map, LadderMap.BYTES, 0);
        while (LadderMap.next(ladder, map)) {
            pieces.add(new Piece(
                    LadderMap.kind(map),
                    LadderMap.address(map),
                    LadderMap.bytes(map),
                    LadderMap.payloadBytes(map),
                    LadderMap.bin(map),
                    LadderMap.arena(map),
                    LadderMap.isPrevFree(map)));
        }
        return pieces;
    }

    private static void piece(Json json, Piece piece, Map<Long, Integer> ids, Player player) {
        json.open('{').field("address", piece.address).field("bytes", piece.bytes);
        json.field("payload", piece.payload()).field("payloadBytes", piece.payloadBytes);
        json.field("state", STATES[piece.kind]).field("bin", piece.bin).field("arena", piece.arena);
        json.field("prevFree", piece.isPrevFree);
        Integer id = ids.get(piece.payload());
        if (id != null && piece.isLive()) {
            json.field("id", id);
            Player.Held held = player.held().get(id);
            if (held != null) json.field("requested", held.sizeBytes());
        }
        if (piece.isFree() && Ladder.step(player.ladder()) >= Ladder.LIST) {
            json.field("next", Mem.getLong(piece.payload()));
            boolean isTwoWay = Ladder.step(player.ladder()) >= Ladder.MERGE && piece.kind == LadderMap.FREE;
            if (isTwoWay) json.field("previous", Mem.getLong(piece.payload() + Long.BYTES));
        }
        json.close('}');
    }

    /** Each list from its first member on: the one that no other leads to. */
    private static void lists(Json json, List<Piece> pieces, int step) {
        if (step < Ladder.LIST) return;
        Map<Long, Piece> byPayload = new HashMap<>();
        Map<Long, Boolean> isLedTo = new HashMap<>();
        for (Piece piece : pieces) {
            if (!piece.isFree()) continue;
            byPayload.put(piece.payload(), piece);
            isLedTo.put(Mem.getLong(piece.payload()), true);
        }
        for (Piece piece : pieces) {
            if (!piece.isFree() || isLedTo.containsKey(piece.payload())) continue;
            json.open('{')
                    .field("bin", piece.bin)
                    .field("arena", piece.arena)
                    .name("members")
                    .open('[');
            long payload = piece.payload();
            while (payload != 0 && byPayload.containsKey(payload)) {
                json.number(byPayload.get(payload).address);
                payload = Mem.getLong(payload);
            }
            json.close(']').close('}');
        }
    }

    /** The numbers of every {@code stride}-th moment, beginning before the first operation. The player stays where it is. */
    static String series(Player player, int stride) {
        int position = player.position();
        Json json = new Json().open('{').name("numbers").open('[');
        for (int i = 0; i <= player.count(); i += stride) {
            player.goTo(i);
            numbers(json.open('{'), pieces(player), player);
            json.close('}');
        }
        player.goTo(position);
        return json.close(']').close('}').toString();
    }

    private static void numbers(Json json, List<Piece> pieces, Player player) {
        long usable = 0;
        long live = 0;
        long free = 0;
        long freeBlocks = 0;
        long largestFree = 0;
        long gone = 0;
        for (Piece piece : pieces) {
            if (piece.isLive()) {
                live++;
                usable += piece.payloadBytes;
            } else if (piece.kind == LadderMap.HANDED_OUT) {
                gone += piece.bytes;
            } else if (piece.isFree()) {
                freeBlocks++;
                free += piece.payloadBytes;
                largestFree = Math.max(largestFree, piece.payloadBytes);
            }
        }
        long requested = player.requested();
        json.field("requested", requested).field("peakRequested", player.peakRequested());
        json.field("live", live).field("usable", usable).field("slack", Math.max(usable - requested, 0));
        json.field("free", free)
                .field("freeBlocks", freeBlocks)
                .field("largestFree", largestFree)
                .field("gone", gone);
        json.field("taken", Ladder.takenBytes(player.ladder())).field("peak", Ladder.peakBytes(player.ladder()));
        json.field("visited", Ladder.visited(player.ladder())).field("moves", Ladder.moves(player.ladder()));
    }
}
