package dev.ashlar.core.zone;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Accessors for a zone: one mapping, with its header at the front. A zone is the address of that mapping.
 * <pre>
 *   zone +  0   kind
 *   zone +  8   bytes            of the mapping, a multiple of the OS page
 *   zone + 16   left, right      in the tree of zones
 *   zone + 32   liveBlocks       0 or 1 for LARGE
 *   zone + 40   requestedBytes   of the live blocks together
 *   zone + 48   first            TINY, SMALL: the first block; LARGE: the payload
 *   zone + 56   isUsed           LARGE: 1 if the payload has been another's before, and may hold anything
 *   zone + 64   live bitmap      TINY, SMALL: bit i is set while a live payload starts at zone + 16 i
 *     …         blocks …         up to zone + bytes - 8
 * </pre>
 * The bitmap, 1/128 of the zone, is what makes {@code free} sure of itself: it knows every address that may be freed,
 * and no user data, however much like a header, can forge one.
 *
 * <p>Counting: bytes = first - zone + Σ block bytes + 8; the last 8 bytes are lost to alignment.
 */
public final class Zone {
    private Zone() {}

    private static final long KIND = 0;
    private static final long SIZE = 8;
    static final long LEFT = 16;
    static final long RIGHT = 24;
    private static final long LIVE_BLOCKS = 32;
    private static final long REQUESTED = 40;
    private static final long FIRST = 48;
    private static final long IS_USED = 56;

    /** Everything before the bitmap; all there is of a LARGE zone's header. */
    static final long HEADER_BYTES = 64;

    /** Blocks of the largest size that a TINY or SMALL zone holds at least. */
    static final long COUNT_LARGEST = 128;

    /** The smallest mapping, before rounding to OS pages, that holds what a zone of this kind must. */
    static long smallestBytes(int kind) {
        long blockBytes = COUNT_LARGEST * Block.bytesFor(Kind.largestRequest(kind));
        long bytes = HEADER_BYTES + blockBytes + 2 * Block.UNIT_BYTES;
        // A bit per 16 bytes is 1/128; 1/64 leaves room for the bits that the bitmap itself takes.
        return bytes + bytes / 64;
    }

    /** Makes a fresh mapping a zone with one free block, not yet in any list; that block. */
    static long openShared(long zone, int kind, long bytes) {
        long bitmapBytes = Bitmap.bytesFor(bytes / Block.UNIT_BYTES);
        Check.zeroed(zone, HEADER_BYTES + bitmapBytes);
        long first = zone + HEADER_BYTES + (bitmapBytes + 15 & -16) + 8;
        open(zone, kind, bytes, first);
        Block.markFree(first, end(zone) - first, zone);
        return first;
    }

    /** Makes a fresh mapping the zone of one LARGE block. */
    static void openLarge(long zone, long bytes, long payload, long requestedBytes) {
        Check.zeroed(zone, HEADER_BYTES);
        open(zone, Kind.LARGE, bytes, payload);
        Mem.putLong(zone + LIVE_BLOCKS, 1);
        Mem.putLong(zone + REQUESTED, requestedBytes);
    }

    private static void open(long zone, int kind, long bytes, long first) {
        Mem.putLong(zone + KIND, kind);
        Mem.putLong(zone + SIZE, bytes);
        Mem.putLong(zone + FIRST, first);
    }

    public static int kind(long zone) {
        return Mem.getInt(zone + KIND);
    }

    public static long bytes(long zone) {
        return Mem.getLong(zone + SIZE);
    }

    /** Where the blocks end: the last one's successor, if it had one. */
    static long end(long zone) {
        return zone + bytes(zone) - 8;
    }

    static boolean contains(long zone, long address) {
        return address >= zone && address - zone < bytes(zone);
    }

    public static long liveBlocks(long zone) {
        return Mem.getLong(zone + LIVE_BLOCKS);
    }

    public static long requestedBytes(long zone) {
        return Mem.getLong(zone + REQUESTED);
    }

    static long firstBlock(long zone) {
        return Mem.getLong(zone + FIRST);
    }

    /** Makes a LARGE zone that was freed one of another block; its size and its payload's distance stay. */
    static void reopenLarge(long zone, long requestedBytes) {
        Mem.putLong(zone + REQUESTED, requestedBytes);
        Mem.putLong(zone + IS_USED, 1);
    }

    /** Whether a LARGE zone's payload may hold what someone wrote before it was handed out. */
    static boolean isUsed(long zone) {
        return Mem.getLong(zone + IS_USED) != 0;
    }

    /** The one payload of a LARGE zone. */
    public static long largePayload(long zone) {
        return Mem.getLong(zone + FIRST);
    }

    /** Bytes that the user of a LARGE block may touch. */
    public static long largeUsableBytes(long zone) {
        return zone + bytes(zone) - largePayload(zone);
    }

    /** Changes size and request of a LARGE zone that was remapped; its payload keeps its distance. */
    static void resizeLarge(long zone, long bytes, long payload, long requestedBytes) {
        Mem.putLong(zone + SIZE, bytes);
        Mem.putLong(zone + FIRST, payload);
        Mem.putLong(zone + REQUESTED, requestedBytes);
    }

    /** Whether a live payload starts at {@code payload}, an address inside the zone. */
    static boolean isLive(long zone, long payload) {
        if (kind(zone) == Kind.LARGE) return payload == largePayload(zone);
        return (payload & Block.UNIT_BYTES - 1) == 0 && Bitmap.isSet(liveBitmap(zone), unit(zone, payload));
    }

    static void markLive(long zone, long payload, long requestedBytes) {
        Bitmap.set(liveBitmap(zone), unit(zone, payload));
        Mem.putLong(zone + LIVE_BLOCKS, liveBlocks(zone) + 1);
        Mem.putLong(zone + REQUESTED, requestedBytes(zone) + requestedBytes);
    }

    static void markDead(long zone, long payload, long requestedBytes) {
        Bitmap.clear(liveBitmap(zone), unit(zone, payload));
        Mem.putLong(zone + LIVE_BLOCKS, liveBlocks(zone) - 1);
        Mem.putLong(zone + REQUESTED, requestedBytes(zone) - requestedBytes);
    }

    static void changeRequested(long zone, long deltaBytes) {
        Mem.putLong(zone + REQUESTED, requestedBytes(zone) + deltaBytes);
    }

    static long liveBitmap(long zone) {
        return zone + HEADER_BYTES;
    }

    static long countUnits(long zone) {
        return bytes(zone) / Block.UNIT_BYTES;
    }

    private static long unit(long zone, long payload) {
        return payload - zone >>> 4;
    }
}
