package dev.ashlar.core.zone;

/**
 * A walk over the blocks of a zone, free ones included, by rising address. The cursor is a payload; 0 is the end. The
 * walker is inside the heap: see {@link ZoneGate#enter}.
 */
public final class ZoneBlocks {
    private ZoneBlocks() {}

    /** The first block's payload. */
    public static long first(long zone) {
        if (Zone.kind(zone) == Kind.LARGE) return Zone.largePayload(zone);
        return Block.payload(Zone.firstBlock(zone));
    }

    /** The payload of the block after the one at {@code payload}, or 0. */
    public static long next(long zone, long payload) {
        if (Zone.kind(zone) == Kind.LARGE) return 0;
        long next = Block.next(Block.ofPayload(payload));
        return next == Zone.end(zone) ? 0 : Block.payload(next);
    }

    /** What lies before a payload and belongs to its block: nothing in a zone that has one block alone. */
    public static long headerBytes(long zone) {
        return Zone.kind(zone) == Kind.LARGE ? 0 : Block.HEADER_BYTES;
    }

    public static boolean isLive(long zone, long payload) {
        return Zone.isLive(zone, payload);
    }

    /** What the user of a live block asked for. */
    public static long requestedBytes(long zone, long payload) {
        return ZoneHeap.requestedBytes(zone, payload);
    }

    /** Bytes between this block's header and the next one's. */
    public static long usableBytes(long zone, long payload) {
        return ZoneHeap.usableBytes(zone, payload);
    }
}
