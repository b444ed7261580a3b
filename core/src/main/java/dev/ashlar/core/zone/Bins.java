package dev.ashlar.core.zone;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.list.Links;
import dev.ashlar.platform.Mem;

/**
 * The free blocks of all TINY or all SMALL zones, in one list per size, and one for all that are larger than the kind
 * ever needs.
 * <pre>
 *   bins +  0   countZones
 *   bins +  8   mappedBytes   of those zones
 *   bins + 16   reserve       the wholly free zone that is kept, or 0
 *   bins + 32   occupancy     bit i is set while list i holds a block
 *   bins + 72   lists         list i: blocks of 32 + 16 i bytes; the last: every larger one
 * </pre>
 * First fit runs over these lists from the size wanted upwards. Since a list holds one size, and the last one only
 * blocks that fit any request, the first block of the first list that is occupied is the first that fits: the search
 * is one scan of at most five words, however many blocks are free.
 */
public final class Bins {
    private Bins() {}

    private static final long COUNT_ZONES = 0;
    private static final long MAPPED_BYTES = 8;
    private static final long RESERVE = 16;
    private static final long OCCUPANCY = 32;
    private static final long LISTS = 72;

    /** Lists of a kind: one per size from the smallest block to the largest that a request needs, and one more. */
    private static final int TINY_LISTS = (int) (Kind.TINY_BYTES + 16 - Block.SMALLEST_BYTES) / 16 + 2;

    private static final int SMALL_LISTS = (int) (Kind.SMALL_BYTES + 16 - Block.SMALLEST_BYTES) / 16 + 2;

    /** Bytes of the bins of a kind, in whole cache lines. */
    static final long TINY_BYTES = LISTS + TINY_LISTS * 8 + 63 & -64;

    static final long SMALL_BYTES = LISTS + SMALL_LISTS * 8 + 63 & -64;

    static int countLists(int kind) {
        return kind == Kind.TINY ? TINY_LISTS : SMALL_LISTS;
    }

    /** The first block that fits {@code bytes}, or 0. It stays in its list. */
    static long find(long bins, int kind, long bytes) {
        int countLists = countLists(kind);
        long list = Bitmap.nextSet(bins + OCCUPANCY, listOf(bytes, countLists), countLists);
        return list < 0 ? 0 : Block.ofLinks(Links.first(bins + LISTS + list * 8));
    }

    static void insert(long bins, int kind, long block, long bytes) {
        int list = listOf(bytes, countLists(kind));
        Links.push(bins + LISTS + list * 8L, Block.links(block));
        Bitmap.set(bins + OCCUPANCY, list);
    }

    static void remove(long bins, int kind, long block, long bytes) {
        int list = listOf(bytes, countLists(kind));
        long cell = bins + LISTS + list * 8L;
        Links.remove(cell, Block.links(block));
        if (Links.first(cell) == 0) Bitmap.clear(bins + OCCUPANCY, list);
    }

    /** Moves the entry of {@code block} to what is left of it, if that belongs in the same list; whether it did. */
    static boolean replace(long bins, int kind, long block, long bytes, long rest, long restBytes) {
        int countLists = countLists(kind);
        int list = listOf(bytes, countLists);
        if (list != listOf(restBytes, countLists)) return false;
        Links.replace(bins + LISTS + list * 8L, Block.links(block), Block.links(rest));
        return true;
    }

    static long list(long bins, int index) {
        return bins + LISTS + index * 8L;
    }

    static boolean isOccupied(long bins, int index) {
        return Bitmap.isSet(bins + OCCUPANCY, index);
    }

    /** Which list a free block of {@code bytes} belongs to. */
    static int listOf(long bytes, int countLists) {
        int list = (int) (bytes >>> 4) - 2;
        return list < countLists ? list : countLists - 1;
    }

    public static long countZones(long bins) {
        return Mem.getLong(bins + COUNT_ZONES);
    }

    public static long mappedBytes(long bins) {
        return Mem.getLong(bins + MAPPED_BYTES);
    }

    static void addZone(long bins, long bytes) {
        Mem.putLong(bins + COUNT_ZONES, countZones(bins) + 1);
        Mem.putLong(bins + MAPPED_BYTES, mappedBytes(bins) + bytes);
    }

    static void removeZone(long bins, long bytes) {
        Mem.putLong(bins + COUNT_ZONES, countZones(bins) - 1);
        Mem.putLong(bins + MAPPED_BYTES, mappedBytes(bins) - bytes);
    }

    static long reserve(long bins) {
        return Mem.getLong(bins + RESERVE);
    }

    static void setReserve(long bins, long zone) {
        Mem.putLong(bins + RESERVE, zone);
    }
}
