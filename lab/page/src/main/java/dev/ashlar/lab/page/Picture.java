package dev.ashlar.lab.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to see of a heap at one moment, as JSON:
 * <pre>
 *   position, count      operations played, and all
 *   played, said         the last one, and what went wrong with it
 *   pieces               address, bytes, payload, payloadBytes, state, bin, arena, prevFree; of a block of the trace id and requested; of a
 *                        free one, where it has links, next and previous
 *   lists                bin, arena, and the addresses of their members, the first one first
 *   numbers              bytes and counts; what a heap does not count is left out
 * </pre>
 */
final class Picture {
    private Picture() {}

    static String of(Player player) {
        player.use();
        List<Part> parts = player.heap().parts(player.held().values());
        Json json = new Json().open('{');
        json.field("position", player.position()).field("count", player.count());
        json.field("played", player.played()).field("said", player.said());
        json.name("pieces").open('[');
        Map<Long, Integer> ids = new HashMap<>();
        player.held().forEach((id, held) -> ids.put(held.payload(), id));
        for (Part part : parts) piece(json, part, ids, player);
        json.close(']').name("lists").open('[');
        for (ShownHeap.Chain chain : player.heap().lists(parts)) list(json, chain);
        json.close(']');
        numbers(json.name("numbers").open('{'), parts, player);
        return json.close('}').close('}').toString();
    }

    private static void piece(Json json, Part part, Map<Long, Integer> ids, Player player) {
        json.open('{').field("address", part.address()).field("bytes", part.bytes());
        json.field("payload", part.payload()).field("payloadBytes", part.payloadBytes());
        json.field("state", part.state().word()).field("bin", part.bin()).field("arena", part.arena());
        json.field("prevFree", part.isPrevFree());
        Integer id = ids.get(part.payload());
        if (id != null && part.isLive()) {
            json.field("id", id);
            Player.Held held = player.held().get(id);
            if (held != null) json.field("requested", held.sizeBytes());
        }
        if (part.next() != Part.NO_LINK) json.field("next", part.next());
        if (part.previous() != Part.NO_LINK) json.field("previous", part.previous());
        json.close('}');
    }

    private static void list(Json json, ShownHeap.Chain chain) {
        json.open('{').field("bin", chain.bin()).field("arena", chain.arena());
        json.name("members").open('[');
        for (long address : chain.addresses()) json.number(address);
        json.close(']').close('}');
    }

    /** The numbers of every {@code stride}-th moment, beginning before the first operation. The player stays where it is. */
    static String series(Player player, int stride) {
        int position = player.position();
        Json json = new Json().open('{').name("numbers").open('[');
        for (int i = 0; i <= player.count(); i += stride) {
            player.goTo(i);
            numbers(json.open('{'), player.heap().parts(player.held().values()), player);
            json.close('}');
        }
        player.goTo(position);
        return json.close(']').close('}').toString();
    }

    private static void numbers(Json json, List<Part> parts, Player player) {
        long usable = 0;
        long live = 0;
        long free = 0;
        long freeBlocks = 0;
        long largestFree = 0;
        long gone = 0;
        for (Part part : parts) {
            if (part.isLive()) {
                live++;
                usable += part.payloadBytes();
            } else if (part.state() == Part.State.HANDED_OUT) {
                gone += part.bytes();
            } else if (part.isFree()) {
                freeBlocks++;
                free += part.payloadBytes();
                largestFree = Math.max(largestFree, part.payloadBytes());
            }
        }
        long requested = player.requested();
        json.field("requested", requested).field("peakRequested", player.peakRequested());
        json.field("live", live).field("usable", usable).field("slack", Math.max(usable - requested, 0));
        json.field("free", free)
                .field("freeBlocks", freeBlocks)
                .field("largestFree", largestFree)
                .field("gone", gone);
        ShownHeap heap = player.heap();
        json.field("taken", heap.takenBytes()).field("peak", heap.peakBytes());
        if (heap.visited() != ShownHeap.UNKNOWN) json.field("visited", heap.visited());
    }
}
