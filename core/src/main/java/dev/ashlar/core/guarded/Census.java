package dev.ashlar.core.guarded;

import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * The live blocks by the bytes that were asked for, in memory of the caller's: for whoever wonders where it has gone.
 * <pre>
 *   census + 16 * i      blocks of class i: up to 16 &lt;&lt; i bytes, and more than half of that
 *   census + 16 * i + 8  their bytes
 * </pre>
 */
public final class Census {
    private Census() {}

    private static final long EACH = 16;

    /** Classes: the last ends at 2⁴⁸. */
    public static final int CLASSES = 45;

    public static final long BYTES = CLASSES * EACH;

    /** Counts the live blocks of a heap. The caller is the only one inside. */
    static void count(long heap, long census) {
        Mem.fill(census, BYTES, 0);
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            long range = TlsfRanges.first(Region.ranges(region));
            for (; range != 0; range = TlsfRanges.next(range)) {
                long note = Region.noteOf(region, range);
                if (!TlsfRanges.isFree(range) && Note.state(note) == Note.LIVE) add(census, Note.requested(note));
            }
        }
    }

    private static void add(long census, long requested) {
        int size = requested <= 16 ? 0 : 60 - Bits.leadingZeros(requested - 1);
        Mem.putLong(census + size * EACH, blocks(census, size) + 1);
        Mem.putLong(census + size * EACH + 8, bytes(census, size) + requested);
    }

    /** The most bytes of a block of a class. */
    public static long mostBytes(int size) {
        return 16L << size;
    }

    public static long blocks(long census, int size) {
        return Mem.getLong(census + size * EACH);
    }

    public static long bytes(long census, int size) {
        return Mem.getLong(census + size * EACH + 8);
    }
}
