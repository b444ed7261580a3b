package dev.ashlar;

import dev.ashlar.map.HtmlMap;
import dev.ashlar.map.JsonMap;
import dev.ashlar.map.Picture;
import dev.ashlar.map.TextMap;

/**
 * What lies where in a {@linkplain Heap heap}, as it was when {@link Heap#dump} took the picture. It does not change any more, and any
 * thread may have it. It takes some bytes of Java's memory for each KiB of the heap's, and none of the heap's own.
 */
public final class HeapDump {
    private final Picture picture;

    HeapDump(Picture picture) {
        this.picture = picture;
    }

    /**
     * For a terminal: what each size and each use has, then arenas (or a debugged heap's regions), their segments, and the pages in them with
     * a row of characters for their slots. Where that would be more than some hundred lines, a line stands for a segment, or for many.
     */
    public String text() {
        return text(false);
    }

    /** As {@link #text()}, and if wanted with the escape sequences of ANSI for colours. */
    public String text(boolean isColoured) {
        return TextMap.of(picture, isColoured);
    }

    /**
     * As JSON, one object; an address is a string in hexadecimal, the other numbers are bytes where their names say so, and counts.
     * <pre>
     *   heap           its name, and whose it is: "heap 1 (shared)"
     *   design         "segment"; "guarded" of a debugged heap
     *   uses           an object: for each use that there is, blocks and bytes; see below
     *   totals         an object: liveBlocks, liveBytes, underWayBlocks, underWayBytes, committedBytes, idleBytes, purgedBytes,
     *                  reservedBytes, fragmentation
     *   sizes          an array, one for each size: size ("48", "large"), pages, live, kept, free, unmade, quarantined (blocks), liveBytes,
     *                  bytes (of all its pages), fragmentation, slack (null where that is not known)
     *   areas          an array: kind ("arena", "region"), address, bytes, unitBytes (of its segments), pieces
     *   pieces         an array, by address: address, bytes, and
     *     page         is: "page": slotBytes, slots, live, kept, free, unmade, underWay, owner (a thread, or ""), and
     *                  map: each slot in the order of addresses, a count (if it is not 1) and a sign: # live, k kept, . free, _ not made;
     *                  or, after the first some million slots, density: 64 digits, 0 to 9, how many of a 64th of its slots are live
     *     block        is: "block": use, payload, payloadBytes, isFenced, allocatedBy, freedBy
     *     the rest     is: the use
     * </pre>
     * The uses: live, kept (freed, and kept ready by a thread), free, unmade (slots that were not made yet), rest (where no slot fits), guard
     * (around blocks of a debugged heap), quarantined, records, idle (goes back to the system), changing, purged (has gone back), reserved
     * (addresses without memory), fence. Each byte has one of them. The fields come in this order.
     */
    public String json() {
        return JsonMap.of(picture);
    }

    /**
     * As a page for a browser, one file that needs nothing else, of at most 100 000 characters: the map to scale, coloured by use, with what is
     * known of each page where the pointer or the arrow keys are. Of a heap of which that would be more, a bar stands for a
     * segment, or for many.
     */
    public String html() {
        return HtmlMap.of(picture);
    }

    /** What both have, under a name. */
    HeapDump with(HeapDump other, String title) {
        return new HeapDump(picture.with(other.picture, title));
    }

    Picture picture() {
        return picture;
    }

    /** As {@link #text()}. */
    @Override
    public String toString() {
        return text();
    }
}
