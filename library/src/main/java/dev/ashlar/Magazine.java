package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.size.SizeClass;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The slots of up to 64 KiB that were freed last, by size class, in arrays of Java's: HotSpot reads those in a third of the time that it
 * takes for memory outside its heap, and nobody's stray write reaches them.
 * <pre>
 *   places  | 0 | a | b | c |   |   | 0 | d | e |   | … | 0 |     some for slots of each class, between zeros; the last freed last
 *                        top[0]           top[1]
 * </pre>
 * The zeros say where a class ends, so that nobody has to know how many places it has. For the core such a slot is marked as free, so
 * that a second free is noticed, and counts as used.
 */
final class Magazine {
    private static final long MOST_BYTES = 64 << 10;
    static final int MOST_CLASS = SizeClass.of(MOST_BYTES);

    /** Of a class, more are not kept, nor more slots. */
    private static final long MOST_KEPT_BYTES = 32 << 10;

    private static final int MOST_SLOTS = 64;

    /** In a place that has never been used: what is not 0. */
    private static final long UNUSED = -1;

    /** By class: where the zero before its places is. Behind them, where the last one is. */
    private static final int[] ZEROS = new int[SizeClass.COUNT + 1];

    static {
        for (int i = 0; i < SizeClass.COUNT; i++) ZEROS[i + 1] = ZEROS[i] + places(i) + 1;
    }

    private static int places(int sizeClass) {
        return sizeClass > MOST_CLASS ? 0 : Math.clamp(MOST_KEPT_BYTES / SizeClass.bytes(sizeClass), 1, MOST_SLOTS);
    }

    /** By 16 bytes: the class. To compute it takes a branch at 128 bytes that goes either way: 2 ns with random sizes. */
    private static final byte[] CLASSES = new byte[65];

    private static final long CLASSES_BYTES = CLASSES.length - 1 << 4;

    static {
        for (int i = 0; i < CLASSES.length; i++) CLASSES[i] = (byte) SizeClass.of(i << 4);
    }

    /** A closed heap's: nothing is there, and nothing gets in, since the heap has no pages. */
    static final Magazine EMPTY = new Magazine();

    private final long[] places = new long[ZEROS[SizeClass.COUNT] + 1];

    /** By class: the place of the slot that was freed last; of the zero, if there is none. */
    private final int[] tops = Arrays.copyOf(ZEROS, SizeClass.COUNT);

    Magazine() {
        Arrays.fill(places, UNUSED);
        for (int zero : ZEROS) places[zero] = 0;
    }

    /** A live slot for {@code byteSize}; 0 if there is none here. */
    long take(long byteSize) {
        if (Long.compareUnsigned(byteSize, MOST_BYTES) > 0) return 0;
        int sizeClass = byteSize <= CLASSES_BYTES ? CLASSES[(int) (byteSize + 15) >> 4] : SizeClass.of(byteSize);
        return take(sizeClass);
    }

    private long take(int sizeClass) {
        int top = tops[sizeClass];
        long slot = places[top];
        if (slot == 0) return 0;
        tops[sizeClass] = top - 1;
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Puts a slot of {@code sizeClass} that was kept into a place here; false if there is none. */
    boolean tryPut(int sizeClass, long slot) {
        int top = tops[sizeClass] + 1;
        if (places[top] == 0) return false;
        places[top] = slot;
        tops[sizeClass] = top;
        return true;
    }

    Kept kept() {
        long blocks = 0;
        long bytes = 0;
        for (int i = 0; i < tops.length; i++) {
            int count = tops[i] - ZEROS[i];
            blocks += count;
            bytes += count * SizeClass.bytes(i);
        }
        return new Kept(blocks, bytes);
    }

    /** Tells all slots that are here; if another thread asks, they are as of some moment, and some may be there no more. */
    void forEach(LongConsumer slot) {
        for (int i = 0; i < tops.length; i++) {
            int top = tops[i];
            for (int j = ZEROS[i] + 1; j <= top; j++) slot.accept(places[j]);
        }
    }

    /** Any of the slots that are here, live again; 0 if there is none. */
    long takeAny() {
        for (int i = 0; i < tops.length; i++) if (tops[i] > ZEROS[i]) return take(i);
        return 0;
    }
}
