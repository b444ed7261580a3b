package dev.ashlar.core.zone;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * LARGE blocks: each alone in a mapping of its own.
 * <pre>
 *   zone                    zone + 64            payload + requested      zone + bytes
 *   | header | (alignment)  | payload …                 | slack           |
 * </pre>
 * A freed one goes back to the system, but for a few of moderate size that are kept for the next request: mapping,
 * clearing and unmapping pages costs fifty times what a list does. The kept ones are bounded in number and bytes.
 * <pre>
 *   kept +  0   list     zones, the latest first; a node is the place of the tree's links
 *   kept +  8   bytes    of them together
 *   kept + 16   count
 * </pre>
 */
final class LargeZones {
    private LargeZones() {}

    private static final long LIST = 0;
    private static final long KEPT_BYTES = 8;
    private static final long KEPT_COUNT = 16;

    /** Kept at most. A search looks at all, so few; and what a program does not ask back is no more than this. */
    private static final long MOST_KEPT = 32;

    private static final long MOST_KEPT_BYTES = 2 << 20;

    /** Larger ones go back at once: the more bytes, the less the calls weigh, and the more the memory. */
    private static final long LARGEST_KEPT_BYTES = 256 << 10;

    /** A kept zone serves a request if at most an eighth of it is over. */
    private static final int OVER_SHIFT = 3;

    /** The payload, on a boundary of {@code alignment} bytes; 0 if there is no memory. */
    static long allocate(long heap, long sizeBytes, long alignment) {
        if (alignment <= Block.UNIT_BYTES && sizeBytes <= LARGEST_KEPT_BYTES) {
            long kept = takeKept(heap, sizeBytes);
            if (kept != 0) return adopt(heap, kept);
        }
        long zone = map(ZoneHeap.mapper(heap), sizeBytes, alignment);
        if (zone == 0 && forgetKept(heap)) zone = map(ZoneHeap.mapper(heap), sizeBytes, alignment);
        if (zone == 0) return 0;
        Stats.countMapped(ZoneHeap.stats(heap), Kind.LARGE);
        return adopt(heap, zone);
    }

    /** A kept zone for a block of {@code sizeBytes}, or 0. */
    private static long takeKept(long heap, long sizeBytes) {
        long list = ZoneHeap.kept(heap) + LIST;
        long bytes = Mapper.roundUp(ZoneHeap.mapper(heap), Zone.HEADER_BYTES + sizeBytes);
        long node = Links.first(list);
        while (node != 0) {
            long zone = node - Zone.LEFT;
            long overBytes = Zone.bytes(zone) - bytes;
            if (overBytes >= 0 && overBytes <= Zone.bytes(zone) >>> OVER_SHIFT) {
                leaveKept(heap, zone);
                Zone.reopenLarge(zone, sizeBytes);
                return zone;
            }
            node = Links.next(node);
        }
        return 0;
    }

    private static void leaveKept(long heap, long zone) {
        long kept = ZoneHeap.kept(heap);
        Links.remove(kept + LIST, zone + Zone.LEFT);
        Mem.putLong(kept + KEPT_BYTES, keptBytes(heap) - Zone.bytes(zone));
        Mem.putLong(kept + KEPT_COUNT, Mem.getLong(kept + KEPT_COUNT) - 1);
    }

    /** Bytes mapped in zones that are kept. */
    static long keptBytes(long heap) {
        return Mem.getLong(ZoneHeap.kept(heap) + KEPT_BYTES);
    }

    /** Frees the zone of a block that is counted as dead already. */
    static void free(long heap, long zone) {
        ZoneTree.remove(ZoneHeap.zones(heap), zone);
        ZoneHeap.forgetRecent(heap);
        boolean isPlain = Zone.largePayload(zone) - zone == Zone.HEADER_BYTES;
        if (!isPlain || Zone.bytes(zone) > LARGEST_KEPT_BYTES) {
            unmap(heap, zone);
            return;
        }
        long kept = ZoneHeap.kept(heap);
        Links.push(kept + LIST, zone + Zone.LEFT);
        Mem.putLong(kept + KEPT_BYTES, keptBytes(heap) + Zone.bytes(zone));
        Mem.putLong(kept + KEPT_COUNT, Mem.getLong(kept + KEPT_COUNT) + 1);
        while (Mem.getLong(kept + KEPT_COUNT) > MOST_KEPT || keptBytes(heap) > MOST_KEPT_BYTES) unmapOldest(heap);
    }

    private static void unmapOldest(long heap) {
        long node = Links.first(ZoneHeap.kept(heap) + LIST);
        while (Links.next(node) != 0) node = Links.next(node);
        leaveKept(heap, node - Zone.LEFT);
        unmap(heap, node - Zone.LEFT);
    }

    /** Gives back every zone that is kept; whether there was one. */
    static boolean forgetKept(long heap) {
        if (keptBytes(heap) == 0) return false;
        while (keptBytes(heap) != 0) unmapOldest(heap);
        return true;
    }

    private static void unmap(long heap, long zone) {
        Stats.countUnmapped(ZoneHeap.stats(heap), Kind.LARGE);
        Mapper.unmap(ZoneHeap.mapper(heap), zone, Zone.bytes(zone));
    }

    /** Makes a zone that is in no tree one of this heap's; its payload. */
    static long adopt(long heap, long zone) {
        ZoneTree.insert(ZoneHeap.zones(heap), zone);
        return ZoneHeap.publish(heap, Zone.largePayload(zone), Zone.requestedBytes(zone));
    }

    /** Maps a zone for one block that is not yet any heap's; 0 if there is no memory. */
    static long map(long mapper, long sizeBytes, long alignment) {
        if (sizeBytes > Long.MAX_VALUE - alignment || !Mapper.isAllowed(mapper, sizeBytes + alignment)) return 0;
        long pageBytes = Mapper.pageBytes(mapper);
        // A payload of no bytes is still an address inside its zone.
        long payloadBytes = sizeBytes == 0 ? 1 : sizeBytes;
        long zone;
        long offset;
        long bytes;
        if (alignment <= pageBytes) {
            offset = Align.up(Zone.HEADER_BYTES, alignment);
            bytes = Align.up(offset + payloadBytes, pageBytes);
            zone = Mapper.map(mapper, bytes);
        } else {
            offset = pageBytes;
            bytes = Align.up(payloadBytes, pageBytes) + pageBytes;
            zone = Mapper.mapAligned(mapper, bytes, alignment);
        }
        if (zone != 0) Zone.openLarge(zone, bytes, zone + offset, sizeBytes);
        return zone;
    }

    /**
     * Resizes the mapping, which may move; the payload keeps its distance from the zone.
     *
     * @return the payload; 0 if the system can't, and then nothing has changed
     */
    static long resize(long heap, long zone, long sizeBytes) {
        long mapper = ZoneHeap.mapper(heap);
        long payload = Zone.largePayload(zone);
        long offset = payload - zone;
        if (sizeBytes > Long.MAX_VALUE - offset || !Mapper.isAllowed(mapper, sizeBytes + offset)) return 0;
        long oldBytes = Zone.bytes(zone);
        long bytes = Mapper.roundUp(mapper, offset + sizeBytes);
        long oldRequestedBytes = Zone.requestedBytes(zone);
        if (bytes > oldBytes) {
            long tree = ZoneHeap.zones(heap);
            ZoneTree.remove(tree, zone);
            ZoneHeap.forgetRecent(heap);
            long moved = Mapper.remap(mapper, zone, oldBytes, bytes);
            if (moved == 0 && forgetKept(heap)) moved = Mapper.remap(mapper, zone, oldBytes, bytes);
            if (moved != 0) {
                zone = moved;
                Zone.resizeLarge(zone, bytes, zone + offset, oldRequestedBytes);
            }
            ZoneTree.insert(tree, zone);
            if (moved == 0) return 0;
        } else if (bytes < oldBytes) {
            Zone.resizeLarge(zone, bytes, payload, oldRequestedBytes);
            Mapper.shrink(mapper, zone, oldBytes, bytes);
        }
        ZoneHeap.request(heap, zone, zone + offset, sizeBytes);
        return zone + offset;
    }
}
