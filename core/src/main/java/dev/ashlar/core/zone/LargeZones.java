package dev.ashlar.core.zone;

import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.size.Align;

/**
 * LARGE blocks: each alone in a mapping of its own, which goes back to the system as soon as it is freed.
 * <pre>
 *   zone                    zone + 64            payload + requested      zone + bytes
 *   | header | (alignment)  | payload …                 | slack           |
 * </pre>
 */
final class LargeZones {
    private LargeZones() {}

    /** The payload, on a boundary of {@code alignment} bytes; 0 if there is no memory. */
    static long allocate(long heap, long sizeBytes, long alignment) {
        long zone = map(ZoneHeap.mapper(heap), sizeBytes, alignment);
        return zone == 0 ? 0 : adopt(heap, zone);
    }

    /** Makes a mapped zone one of this heap; its payload. */
    static long adopt(long heap, long zone) {
        ZoneTree.insert(ZoneHeap.zones(heap), zone);
        Stats.countMapped(ZoneHeap.stats(heap), Kind.LARGE);
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
            zone = mapAligned(mapper, bytes, alignment, pageBytes);
        }
        if (zone != 0) Zone.openLarge(zone, bytes, zone + offset, sizeBytes);
        return zone;
    }

    /** Maps {@code bytes} of which the second page is aligned: maps more than that and gives both ends back. */
    private static long mapAligned(long mapper, long bytes, long alignment, long pageBytes) {
        long generousBytes = bytes + alignment;
        long address = Mapper.map(mapper, generousBytes);
        if (address == 0) return 0;
        long zone = Align.up(address + pageBytes, alignment) - pageBytes;
        long frontBytes = zone - address;
        long backBytes = generousBytes - frontBytes - bytes;
        if (backBytes != 0) Mapper.unmap(mapper, zone + bytes, backBytes);
        if (frontBytes != 0) Mapper.unmap(mapper, address, frontBytes);
        return zone;
    }

    /** Unmaps the zone of a block that is counted as dead already. */
    static void unmap(long heap, long zone) {
        ZoneTree.remove(ZoneHeap.zones(heap), zone);
        ZoneHeap.forgetRecent(heap);
        Stats.countUnmapped(ZoneHeap.stats(heap), Kind.LARGE);
        Mapper.unmap(ZoneHeap.mapper(heap), zone, Zone.bytes(zone));
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
            if (moved != 0) {
                zone = moved;
                Zone.resizeLarge(zone, bytes, zone + offset, oldRequestedBytes);
            }
            ZoneTree.insert(tree, zone);
            if (moved == 0) return 0;
        } else if (bytes < oldBytes) {
            Zone.resizeLarge(zone, bytes, payload, oldRequestedBytes);
            Mapper.unmap(mapper, zone + bytes, oldBytes - bytes);
        }
        ZoneHeap.request(heap, zone, zone + offset, sizeBytes);
        return zone + offset;
    }
}
