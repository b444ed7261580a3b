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
    private static final int CLASSES = SizeClass.of(MOST_BYTES) + 1;
    private static final int LOG_PLACES = 4;

    /** Of a class, more are not kept. */
    private static final long MOST_KEPT_BYTES = 32 << 10;

    /** How many slots of a class are kept: at least one. */
    private static final byte[] PLACES = new byte[CLASSES];

    static {
        for (int i = 0; i < CLASSES; i++)
            PLACES[i] = (byte) Math.clamp(MOST_KEPT_BYTES / SizeClass.bytes(i), 1, 1 << LOG_PLACES);
    }

    /** A closed heap's: nothing is there, and nothing gets in, since the heap has no pages. */
    static final Magazine EMPTY = new Magazine();

    private final long[] slots = new long[CLASSES << LOG_PLACES];
    private final int[] counts = new int[CLASSES];

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

    /** Frees a slot into its place here; false if nothing was done. */
    boolean tryFree(long table, long mask, long thread, long slot) {
        int sizeClass = SegmentHeap.tryKeep(table, mask, thread, slot);
        if (sizeClass < 0) return false;
        if (sizeClass < CLASSES) {
            int count = counts[sizeClass];
            if (count < PLACES[sizeClass]) {
                slots[(sizeClass << LOG_PLACES) + count] = slot;
                counts[sizeClass] = count + 1;
                return true;
            }
        }
        SegmentHeap.unkeep(slot);
        return false;
    }

    Kept kept() {
        long blocks = 0;
        long bytes = 0;
        for (int i = 0; i < CLASSES; i++) {
            int count = counts[i];
            blocks += count;
            bytes += count * SizeClass.bytes(i);
        }
        return new Kept(blocks, bytes);
    }

    /** Tells all slots that are here; if another thread asks, they are as of some moment, and some may be there no more. */
    void forEach(LongConsumer slot) {
        for (int i = 0; i < CLASSES; i++) {
            int count = counts[i];
            for (int j = 0; j < count; j++) slot.accept(slots[(i << LOG_PLACES) + j]);
        }
    }

    /** Any of the slots that are here, live again; 0 if there is none. */
    long takeAny() {
        for (int i = 0; i < CLASSES; i++) if (counts[i] > 0) return take(SizeClass.bytes(i));
        return 0;
    }
}
