package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.size.SizeClass;
import java.util.function.LongConsumer;

/**
 * The slots of up to 64 KiB that were freed last, by size class, in arrays of Java's: HotSpot reads those in a third of the time that it
 * takes for memory outside its heap, and nobody's stray write reaches them.
 * <pre>
 *   counts   | 3 | 0 | 16 | …                        per class
 *   slots    | a | b | c | … |   | … | d | e | …     16 places per class, the last freed last
 * </pre>
 * For the core such a slot is marked as free, so that a second free is noticed, and counts as used.
 */
final class Magazine {
    private static final long MOST_BYTES = 64 << 10;
    static final int MOST_CLASS = SizeClass.of(MOST_BYTES);
    private static final int LOG_PLACES = 4;

    /** Of a class, more are not kept. */
    private static final long MOST_KEPT_BYTES = 32 << 10;

    /** How many slots of a class are kept: at least one, and of the larger ones none. */
    private static final byte[] PLACES = new byte[SizeClass.COUNT];

    static {
        for (int i = 0; i <= MOST_CLASS; i++)
            PLACES[i] = (byte) Math.clamp(MOST_KEPT_BYTES / SizeClass.bytes(i), 1, 1 << LOG_PLACES);
    }

    /** A closed heap's: nothing is there, and nothing gets in, since the heap has no pages. */
    static final Magazine EMPTY = new Magazine();

    private final long[] slots = new long[SizeClass.COUNT << LOG_PLACES];
    private final int[] counts = new int[SizeClass.COUNT];

    /** A live slot for {@code byteSize}; 0 if there is none here. */
    long take(long byteSize) {
        if (Long.compareUnsigned(byteSize, MOST_BYTES) > 0) return 0;
        int sizeClass = SizeClass.of(byteSize);
        int count = counts[sizeClass] - 1;
        if (count < 0) return 0;
        counts[sizeClass] = count;
        long slot = slots[(sizeClass << LOG_PLACES) + count];
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Puts a slot of {@code sizeClass} that was kept into its place here; false if there is none. */
    boolean tryPut(int sizeClass, long slot) {
        int count = counts[sizeClass];
        if (count >= PLACES[sizeClass]) return false;
        slots[(sizeClass << LOG_PLACES) + count] = slot;
        counts[sizeClass] = count + 1;
        return true;
    }

    Kept kept() {
        long blocks = 0;
        long bytes = 0;
        for (int i = 0; i < SizeClass.COUNT; i++) {
            int count = counts[i];
            blocks += count;
            bytes += count * SizeClass.bytes(i);
        }
        return new Kept(blocks, bytes);
    }

    /** Tells all slots that are here; if another thread asks, they are as of some moment, and some may be there no more. */
    void forEach(LongConsumer slot) {
        for (int i = 0; i < SizeClass.COUNT; i++) {
            int count = counts[i];
            for (int j = 0; j < count; j++) slot.accept(slots[(i << LOG_PLACES) + j]);
        }
    }

    /** Any of the slots that are here, live again; 0 if there is none. */
    long takeAny() {
        for (int i = 0; i < SizeClass.COUNT; i++) if (counts[i] > 0) return take(SizeClass.bytes(i));
        return 0;
    }
}
