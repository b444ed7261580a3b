package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.size.SizeClass;
import java.util.function.LongConsumer;

/**
 * The slots of up to 64 KiB that were freed last, by size class, in arrays of Java's: HotSpot reads those in a third of the time that it
 * takes for memory outside its heap, and nobody's stray write reaches them.
 * <pre>
 *   slots   | a | b | c |   |   | … | d | e |   |   | … |     some places per class, the last freed last
 *             first[0]    top[0]      first[1]  top[1]
 * </pre>
 * For the core such a slot is marked as free, so that a second free is noticed, and counts as used.
 */
final class Magazine {
    private static final long MOST_BYTES = 64 << 10;
    static final int MOST_CLASS = SizeClass.of(MOST_BYTES);
    private static final int CLASSES = MOST_CLASS + 1;

    /** Of a class, more are not kept, nor more slots. */
    private static final long MOST_KEPT_BYTES = 32 << 10;

    private static final int MOST_SLOTS = 64;

    /** By class: its first place. Behind them, how many there are. */
    private static final int[] FIRST = new int[CLASSES + 1];

    static {
        for (int i = 0; i < CLASSES; i++)
            FIRST[i + 1] = FIRST[i] + Math.clamp(MOST_KEPT_BYTES / SizeClass.bytes(i), 1, MOST_SLOTS);
    }

    /** A closed heap's: nothing is there, and nothing gets in, since the heap has no pages. */
    static final Magazine EMPTY = new Magazine();

    private final long[] slots = new long[FIRST[CLASSES]];

    /** By class: the place after the last slot that is here. */
    private final int[] tops = FIRST.clone();

    /** A live slot for {@code byteSize}; 0 if there is none here. */
    long take(long byteSize) {
        if (Long.compareUnsigned(byteSize, MOST_BYTES) > 0) return 0;
        int sizeClass = SizeClass.of(byteSize);
        int top = tops[sizeClass];
        if (top == FIRST[sizeClass]) return 0;
        tops[sizeClass] = top - 1;
        long slot = slots[top - 1];
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Puts a slot of {@code sizeClass} that was kept into its place here; false if there is none. */
    boolean tryPut(int sizeClass, long slot) {
        if (sizeClass > MOST_CLASS) return false;
        int top = tops[sizeClass];
        if (top == FIRST[sizeClass + 1]) return false;
        slots[top] = slot;
        tops[sizeClass] = top + 1;
        return true;
    }

    Kept kept() {
        long blocks = 0;
        long bytes = 0;
        for (int i = 0; i < CLASSES; i++) {
            int count = tops[i] - FIRST[i];
            blocks += count;
            bytes += count * SizeClass.bytes(i);
        }
        return new Kept(blocks, bytes);
    }

    /** Tells all slots that are here; if another thread asks, they are as of some moment, and some may be there no more. */
    void forEach(LongConsumer slot) {
        for (int i = 0; i < CLASSES; i++) {
            int top = tops[i];
            for (int j = FIRST[i]; j < top; j++) slot.accept(slots[j]);
        }
    }

    /** Any of the slots that are here, live again; 0 if there is none. */
    long takeAny() {
        for (int i = 0; i < CLASSES; i++) if (tops[i] > FIRST[i]) return take(SizeClass.bytes(i));
        return 0;
    }
}
