package dev.ashlar.core.zone;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * The zone heap's algorithm, for one owner at a time; see {@link ZoneRoot} for threads. A heap is the address of this
 * structure, and a zeroed one is a valid empty heap. It is smaller than an OS page, which a program at its start notices.
 * <pre>
 *   heap +   0   lock
 *   heap +  72   zones     the tree's root
 *   heap +  80   recent    the zone that the last look-up found, or 0
 *   heap +  88   options   SCRIBBLE
 *   heap +  96   history   the ring of the last operations, or 0
 *   heap + 104   kept      LARGE zones that are free
 *   heap + 128   mapper
 *   heap + 256   stats
 *   heap + 512   bins of TINY, bins of SMALL
 * </pre>
 */
public final class ZoneHeap {
    private ZoneHeap() {}

    private static final long LOCK = 0;
    private static final long ZONES = Lock.BYTES;
    private static final long RECENT = 80;
    private static final long OPTIONS = 88;
    private static final long HISTORY = 96;
    private static final long KEPT = 104;
    private static final long MAPPER = 128;
    private static final long STATS = 256;
    private static final long BINS = 512;

    /** Bytes of a heap. */
    public static final long BYTES = BINS + Bins.TINY_BYTES + Bins.SMALL_BYTES;

    /** Fill fresh payloads with {@link #FRESH} and freed ones with {@link #FREED}. */
    public static final int SCRIBBLE = 1;

    public static final int FRESH = 0xAA;
    public static final int FREED = 0x55;

    /**
     * A new zone takes the larger of what its kind needs at least and an eighth of what the kind has: the number of
     * zones grows as the logarithm of the heap, and at most an eighth is mapped ahead.
     */
    private static final int GROWTH_SHIFT = 3;

    /** Zones stay small enough for the 32 bits of a size in a header. */
    private static final long LARGEST_ZONE_BYTES = 64L << 20;

    static long lock(long heap) {
        return heap + LOCK;
    }

    public static long mapper(long heap) {
        return heap + MAPPER;
    }

    public static long stats(long heap) {
        return heap + STATS;
    }

    /** The tree of all zones; walk it with {@link ZoneTree#next}. */
    public static long zones(long heap) {
        return heap + ZONES;
    }

    /** The LARGE zones that are kept for the next request. */
    static long kept(long heap) {
        return heap + KEPT;
    }

    public static long bins(long heap, int kind) {
        return heap + BINS + kind * Bins.TINY_BYTES;
    }

    /** The ring of the last operations, or 0. */
    public static long history(long heap) {
        return Mem.getLong(heap + HISTORY);
    }

    static void setHistory(long heap, long history) {
        Mem.putLong(heap + HISTORY, history);
    }

    static void setOptions(long heap, int options) {
        Mem.putLong(heap + OPTIONS, options);
    }

    static int options(long heap) {
        return Mem.getInt(heap + OPTIONS);
    }

    /** The zone that contains {@code address}, or 0. */
    public static long zoneOf(long heap, long address) {
        long recent = Mem.getLong(heap + RECENT);
        if (recent != 0 && Zone.contains(recent, address)) return recent;
        long zone = ZoneTree.floor(zones(heap), address);
        if (zone == 0 || !Zone.contains(zone, address)) return 0;
        Mem.putLong(heap + RECENT, zone);
        return zone;
    }

    static void forgetRecent(long heap) {
        Mem.putLong(heap + RECENT, 0);
    }

    /** A payload of {@code sizeBytes}, not negative, on a 16-byte boundary; 0 if there is no memory. */
    static long allocate(long heap, long sizeBytes) {
        int kind = Kind.of(sizeBytes);
        if (kind == Kind.LARGE) return LargeZones.allocate(heap, sizeBytes, Block.UNIT_BYTES);
        long block = take(heap, kind, Block.bytesFor(sizeBytes), sizeBytes);
        return block == 0 ? 0 : publish(heap, Block.payload(block), sizeBytes);
    }

    /** As {@link #allocate}, on a boundary of {@code alignment} bytes, a power of two. */
    static long allocateAligned(long heap, long alignment, long sizeBytes) {
        if (alignment <= Block.UNIT_BYTES) return allocate(heap, sizeBytes);
        if (sizeBytes > Kind.SMALL_BYTES || alignment > Kind.SMALL_BYTES)
            return LargeZones.allocate(heap, sizeBytes, alignment);
        // Whatever is cut off in front must be a block of its own: one unit is too little, so there is room for one
        // more.
        long bytes = Block.bytesFor(sizeBytes) + alignment + Block.UNIT_BYTES;
        int kind = Kind.of(bytes - Block.HEADER_BYTES);
        if (kind == Kind.LARGE) return LargeZones.allocate(heap, sizeBytes, alignment);
        long block = take(heap, kind, bytes, sizeBytes);
        if (block == 0) return 0;
        return publish(heap, cutFront(heap, kind, block, alignment, sizeBytes), sizeBytes);
    }

    /** Frees the block at {@code payload}, or returns which rule that would break, and changes nothing. */
    static int free(long heap, long payload) {
        long zone = zoneOf(heap, payload);
        if (zone == 0 || !Zone.isLive(zone, payload)) return ruleAgainst(zone, payload);
        long requestedBytes = requestedBytes(zone, payload);
        if (scribbles(heap)) Mem.fill(payload, usableBytes(zone, payload), FREED);
        Stats.addLive(stats(heap), -1, -requestedBytes);
        int kind = Zone.kind(zone);
        if (kind == Kind.LARGE) {
            LargeZones.free(heap, zone);
            return Rule.NONE;
        }
        long block = Block.ofPayload(payload);
        Zone.markDead(zone, payload, requestedBytes);
        release(heap, kind, zone, block, Block.bytes(block));
        if (Zone.liveBlocks(zone) == 0) retire(heap, kind, zone);
        return Rule.NONE;
    }

    /**
     * Gives the live block at {@code payload} in {@code zone} another size: in place where its zone and its neighbour
     * allow, else by moving it.
     *
     * @return its payload; 0 if there is no memory, and then the block is as it was
     */
    static long reallocate(long heap, long zone, long payload, long sizeBytes) {
        int kind = Kind.of(sizeBytes);
        if (kind == Zone.kind(zone)) {
            long kept = kind == Kind.LARGE
                    ? LargeZones.resize(heap, zone, sizeBytes)
                    : resizeInPlace(heap, kind, zone, payload, sizeBytes);
            if (kept != 0) return kept;
        }
        long usableBytes = usableBytes(zone, payload);
        long moved = allocate(heap, sizeBytes);
        if (moved != 0) {
            Mem.copy(payload, moved, sizeBytes < usableBytes ? sizeBytes : usableBytes);
            free(heap, payload);
            return moved;
        }
        if (sizeBytes > usableBytes) return 0;
        request(heap, zone, payload, sizeBytes);
        return payload;
    }

    /** Whether a payload just handed out, by {@link #allocate}, for {@code sizeBytes} comes straight from the system. */
    static boolean isFresh(long payload, long sizeBytes) {
        return Kind.of(sizeBytes) == Kind.LARGE && !Zone.isUsed(payload - Zone.HEADER_BYTES);
    }

    /** Bytes that may be used at the live {@code payload} of {@code zone}. */
    static long usableBytes(long zone, long payload) {
        if (Zone.kind(zone) == Kind.LARGE) return Zone.largeUsableBytes(zone);
        return Block.usableBytes(Block.ofPayload(payload));
    }

    /** What was asked for the live {@code payload} of {@code zone}. */
    static long requestedBytes(long zone, long payload) {
        if (Zone.kind(zone) == Kind.LARGE) return Zone.requestedBytes(zone);
        return Block.requestedBytes(Block.ofPayload(payload));
    }

    /** Which rule freeing {@code payload} in {@code zone} (0 for none) breaks: it is not a live payload. */
    static int ruleAgainst(long zone, long payload) {
        if (zone == 0) return Rule.FOREIGN_POINTER;
        if (Zone.kind(zone) == Kind.LARGE
                || payload < Block.payload(Zone.firstBlock(zone))
                || payload >= Zone.end(zone)) return Rule.INTERIOR_POINTER;
        long block = Zone.firstBlock(zone);
        while (Block.next(block) <= payload) block = Block.next(block);
        boolean isOnUnit = Align.isAligned(payload, Block.UNIT_BYTES);
        return isOnUnit && Block.isFree(block) ? Rule.DOUBLE_FREE : Rule.INTERIOR_POINTER;
    }

    private static boolean scribbles(long heap) {
        return (options(heap) & SCRIBBLE) != 0;
    }

    /** The last step of every allocation: counts it. */
    static long publish(long heap, long payload, long sizeBytes) {
        Stats.addLive(stats(heap), 1, sizeBytes);
        if (scribbles(heap)) Mem.fill(payload, sizeBytes, FRESH);
        return payload;
    }

    /** Takes the first free block that fits {@code bytes}, splits off what is over, and marks it live; 0 if none. */
    private static long take(long heap, int kind, long bytes, long requestedBytes) {
        long bins = bins(heap, kind);
        long block = Bins.find(bins, kind, bytes);
        if (block == 0) {
            block = mapZone(heap, kind);
            if (block == 0) return 0;
        }
        long zone = Block.zoneOfFree(block);
        long restBytes = Block.bytes(block) - bytes;
        if (restBytes < Block.SMALLEST_BYTES) {
            bytes += restBytes;
            Bins.remove(bins, kind, block, bytes);
            if (block + bytes != Zone.end(zone)) Block.clearPreviousFree(block + bytes);
        } else {
            split(bins, kind, zone, block, bytes, restBytes);
        }
        if (Bins.reserve(bins) == zone) Bins.setReserve(bins, 0);
        Block.markLive(block, bytes, requestedBytes);
        Zone.markLive(zone, Block.payload(block), requestedBytes);
        return block;
    }

    /** Replaces a free block of {@code bytes + restBytes} by the free rest behind its first {@code bytes}. */
    private static void split(long bins, int kind, long zone, long block, long bytes, long restBytes) {
        long rest = block + bytes;
        if (!Bins.replace(bins, kind, block, bytes + restBytes, rest, restBytes)) {
            Bins.remove(bins, kind, block, bytes + restBytes);
            Bins.insert(bins, kind, rest, restBytes);
        }
        Block.markFree(rest, restBytes, zone);
    }

    /** Makes the {@code bytes} at {@code block}, in no list, a free block, together with neighbours that are free. */
    private static void release(long heap, int kind, long zone, long block, long bytes) {
        long bins = bins(heap, kind);
        long next = block + bytes;
        if (next != Zone.end(zone) && Block.isFree(next)) {
            long nextBytes = Block.bytes(next);
            Bins.remove(bins, kind, next, nextBytes);
            bytes += nextBytes;
        }
        if (Block.isPreviousFree(block)) {
            long previous = Block.previous(block);
            long previousBytes = block - previous;
            Bins.remove(bins, kind, previous, previousBytes);
            block = previous;
            bytes += previousBytes;
        }
        Block.markFree(block, bytes, zone);
        Bins.insert(bins, kind, block, bytes);
    }

    /** Cuts the front of a live block off, so that the payload of the rest is aligned; that payload. */
    private static long cutFront(long heap, int kind, long block, long alignment, long sizeBytes) {
        long payload = Block.payload(block);
        long zone = zoneOf(heap, payload);
        long bytes = Block.bytes(block);
        long frontBytes = Align.up(payload, alignment) - payload;
        if (frontBytes == Block.UNIT_BYTES) frontBytes += alignment;
        if (frontBytes != 0) {
            Zone.markDead(zone, payload, sizeBytes);
            Block.markLive(block + frontBytes, bytes - frontBytes, sizeBytes);
            release(heap, kind, zone, block, frontBytes);
            block += frontBytes;
            Zone.markLive(zone, Block.payload(block), sizeBytes);
        }
        cutBack(heap, kind, zone, block, Block.bytesFor(sizeBytes), sizeBytes);
        return Block.payload(block);
    }

    /** Shortens a live block to {@code bytes} if what is over makes a block. */
    private static void cutBack(long heap, int kind, long zone, long block, long bytes, long requestedBytes) {
        long restBytes = Block.bytes(block) - bytes;
        if (restBytes < Block.SMALLEST_BYTES) return;
        Block.resize(block, bytes, requestedBytes);
        Block.markLive(block + bytes, restBytes, 0);
        release(heap, kind, zone, block + bytes, restBytes);
    }

    /** Shrinks, or grows into a free neighbour; the payload, or 0 if that does not do. */
    private static long resizeInPlace(long heap, int kind, long zone, long payload, long sizeBytes) {
        long block = Block.ofPayload(payload);
        long bytes = Block.bytesFor(sizeBytes);
        long oldBytes = Block.bytes(block);
        if (bytes > oldBytes && !absorbNext(heap, kind, zone, block, bytes)) return 0;
        request(heap, zone, payload, sizeBytes);
        cutBack(heap, kind, zone, block, bytes, sizeBytes);
        return payload;
    }

    /** Joins a live block with the one after it, if that is free and makes it at least {@code bytes} long. */
    private static boolean absorbNext(long heap, int kind, long zone, long block, long bytes) {
        long oldBytes = Block.bytes(block);
        long next = block + oldBytes;
        if (next == Zone.end(zone) || !Block.isFree(next)) return false;
        long nextBytes = Block.bytes(next);
        if (oldBytes + nextBytes < bytes) return false;
        Bins.remove(bins(heap, kind), kind, next, nextBytes);
        if (next + nextBytes != Zone.end(zone)) Block.clearPreviousFree(next + nextBytes);
        Block.resize(block, oldBytes + nextBytes, Block.requestedBytes(block));
        return true;
    }

    /** Notes that a live block now has another requested size. */
    static void request(long heap, long zone, long payload, long sizeBytes) {
        long deltaBytes = sizeBytes - requestedBytes(zone, payload);
        if (Zone.kind(zone) != Kind.LARGE) Block.request(Block.ofPayload(payload), sizeBytes);
        Zone.changeRequested(zone, deltaBytes);
        Stats.addLive(stats(heap), 0, deltaBytes);
    }

    /** Maps a zone and lists its one free block; that block, or 0. */
    private static long mapZone(long heap, int kind) {
        long mapper = mapper(heap);
        long bins = bins(heap, kind);
        long smallestBytes = Mapper.roundUp(mapper, Zone.smallestBytes(kind));
        long bytes = Mapper.roundUp(mapper, Bins.mappedBytes(bins) >>> GROWTH_SHIFT);
        if (bytes > LARGEST_ZONE_BYTES) bytes = LARGEST_ZONE_BYTES;
        if (bytes < smallestBytes) bytes = smallestBytes;
        long zone = Mapper.map(mapper, bytes);
        if (zone == 0) {
            LargeZones.forgetKept(heap);
            bytes = smallestBytes;
            zone = Mapper.map(mapper, bytes);
            if (zone == 0) return 0;
        }
        long block = Zone.openShared(zone, kind, bytes);
        ZoneTree.insert(zones(heap), zone);
        Bins.addZone(bins, bytes);
        Bins.insert(bins, kind, block, Block.bytes(block));
        Stats.countMapped(stats(heap), kind);
        return block;
    }

    /**
     * Keeps one wholly free zone of each kind, so that a program at the edge of a zone does not map and unmap with each
     * step, and gives back every other: of two, the larger.
     */
    private static void retire(long heap, int kind, long zone) {
        long bins = bins(heap, kind);
        long reserve = Bins.reserve(bins);
        if (reserve == 0 || Zone.bytes(zone) < Zone.bytes(reserve)) {
            Bins.setReserve(bins, zone);
            zone = reserve;
        }
        if (zone != 0) unmapZone(heap, kind, zone);
    }

    private static void unmapZone(long heap, int kind, long zone) {
        long bins = bins(heap, kind);
        long block = Zone.firstBlock(zone);
        Bins.remove(bins, kind, block, Block.bytes(block));
        Bins.removeZone(bins, Zone.bytes(zone));
        ZoneTree.remove(zones(heap), zone);
        forgetRecent(heap);
        Stats.countUnmapped(stats(heap), kind);
        Mapper.unmap(mapper(heap), zone, Zone.bytes(zone));
    }

    /** Takes over every zone, count and block of {@code other}, which is left zeroed but for its lock. */
    static void absorb(long heap, long other) {
        long zone = ZoneTree.next(zones(other), 0);
        while (zone != 0) {
            ZoneTree.remove(zones(other), zone);
            ZoneTree.insert(zones(heap), zone);
            if (Zone.kind(zone) != Kind.LARGE) absorbBlocks(heap, zone);
            // The zone may be gone by now; its address still says where to go on.
            zone = ZoneTree.next(zones(other), zone);
        }
        LargeZones.forgetKept(other);
        Mapper.absorb(mapper(heap), mapper(other));
        Stats.absorb(stats(heap), stats(other));
        forget(other);
    }

    private static void absorbBlocks(long heap, long zone) {
        int kind = Zone.kind(zone);
        long bins = bins(heap, kind);
        Bins.addZone(bins, Zone.bytes(zone));
        long block = Zone.firstBlock(zone);
        while (block != Zone.end(zone)) {
            if (Block.isFree(block)) Bins.insert(bins, kind, block, Block.bytes(block));
            block = Block.next(block);
        }
        if (Zone.liveBlocks(zone) == 0) retire(heap, kind, zone);
    }

    /** Makes a heap an empty one, whatever it held; its lock stays. */
    static void forget(long heap) {
        Mem.fill(heap + Lock.BYTES, BYTES - Lock.BYTES, 0);
    }
}
