package dev.ashlar.adapter;

import dev.ashlar.Heap;
import dev.ashlar.core.segment.SegmentHeap;
import org.jspecify.annotations.Nullable;

/**
 * One thread's part of a heap, for adapters that know the calling thread already: a shared heap looks for it each time. Nobody looks here
 * who calls, and another thread would do damage.
 *
 * <p>One slot it allocates and frees by itself, that which was freed last, and which may have been handed out since:
 * <pre>
 *           ┌── malloc of leastBytes … leastBytes + rangeBytes - 1 ──▶┐
 *   here    │                                                         │   out: rangeBytes is 0
 *           └◀────────────────── free of this slot ───────────────────┘
 * </pre>
 * Who allocates, uses and frees, and does so again, has this slot each time, and neither its size class nor its page has to be found out:
 * that is half of what a pair takes otherwise. The heap extends this and has no such object: a field would be one load more on the way to
 * the slot, and a sixth of a shared pair's time; and so would it be to look whose method is called.
 */
public abstract class ThreadHeap {
    /** Knows whose part is whose; null until there is one. */
    private static @Nullable Finder finder;

    /** Asks a heap for the calling thread's part. */
    @FunctionalInterface
    public interface Finder {
        @Nullable
        ThreadHeap find(Heap heap);
    }

    /** Under which the core knows this part: its pages' owner. */
    public final long id;

    /** Marked as free while it is here, and counted as used. */
    protected long slot;

    protected long page;
    protected long leastBytes;

    /** 0 while the slot is out. */
    protected long rangeBytes;

    /** What {@link #rangeBytes} is while the slot is here. */
    protected long bytesHere;

    protected ThreadHeap(long id) {
        this.id = id;
    }

    /** For heaps, before there are any: what {@link #of} asks. */
    protected static void findBy(Finder finder) {
        ThreadHeap.finder = finder;
    }

    /**
     * The calling thread's, as long as the thread lives; null if it has none, as virtual threads have, or the heap is debugged, sampled or
     * of the JDK's arenas.
     */
    public static @Nullable ThreadHeap of(Heap heap) {
        Finder known = finder;
        return known == null ? null : known.find(heap);
    }

    /** As {@link Heap#malloc}. */
    public final long malloc(long byteSize) {
        return isFor(byteSize) ? takeSlot() : mallocOther(byteSize);
    }

    /** As {@link Heap#free(long)}. */
    public final void free(long address) {
        if (isOut(address) && isStillLive()) putBack();
        else freeOther(address);
    }

    /** As {@link #malloc}, where the slot is not here or not the right one. */
    protected abstract long mallocOther(long byteSize);

    /** As {@link #free}, of another slot, or of this one if it is not a live one of the heap's. */
    protected abstract void freeOther(long address);

    /** Whether the slot is here, and the right one for {@code byteSize}. */
    private boolean isFor(long byteSize) {
        return Long.compareUnsigned(byteSize - leastBytes, rangeBytes) < 0;
    }

    /** The slot, which is here; from now on live. */
    protected final long takeSlot() {
        rangeBytes = 0;
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Whether {@code address} is the slot, and that out. */
    protected final boolean isOut(long address) {
        return address == slot && rangeBytes == 0;
    }

    /** Whether the slot is still a live one of a page of the heap's, though other threads may have freed it. */
    private boolean isStillLive() {
        return SegmentHeap.canKeep(page, id, slot);
    }

    /** Frees the slot, which is out. */
    protected final void putBack() {
        SegmentHeap.keep(page, slot);
        rangeBytes = bytesHere;
    }
}
