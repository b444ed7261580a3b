package dev.ashlar;

import dev.ashlar.adapter.ThreadHeap;
import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.size.SizeClass;
import java.lang.foreign.Arena;
import java.util.function.LongConsumer;

/**
 * Allocates and frees one slot in no time: that which was freed last, and may have been handed out since. Who extends it knows of others.
 * <pre>
 *           ┌── malloc of leastBytes … leastBytes + rangeBytes - 1 ──▶┐
 *   here    │                                                         │   out: rangeBytes is 0
 *           └◀────────────────── free of this slot ───────────────────┘
 * </pre>
 * Who allocates, uses and frees, and does so again, has this slot each time, and neither its size class nor its page has to be found out:
 * that is half of what a pair takes by the {@link Magazine}. A heap is one, and does not have one: the field would be a load more on
 * the way to the slot, which is a sixth of a shared pair's time.
 *
 * <p>As there, a slot that is here is marked as free, and counts as used. While it is out, its page may get other slots, if another thread
 * frees this one, so that what is known here would be of yesterday. Then the page has another owner, until the heap opens it anew, or
 * gets it from somebody: before the heap does anything of that kind, it has to {@link #forgetSlot}.
 */
abstract class LastSlot extends ThreadHeap {
    /** By size class: the least bytes that have it. */
    private static final long[] LEAST = new long[SizeClass.COUNT + 1];

    static {
        for (int i = 1; i < LEAST.length; i++) LEAST[i] = SizeClass.bytes(i - 1) + 1;
    }

    /**
     * What is the slot while none is known: 16 bytes that are never a block, so that nobody frees them. A look whether there is a slot
     * would take a tenth of a pair's time. Behind them a page of nobody's.
     */
    private static final long NOBODYS = Arena.global().allocate(16 + 128, 128).address();

    private static final long NO_PAGE = NOBODYS + 16;

    /**
     * How many other slots may be freed until one of them is the last: a pair inside of another does not take its place each time, and
     * what a program no longer needs does not have it for good.
     */
    private static final int FREES = 64;

    private long slot = NOBODYS;
    private long page = NO_PAGE;
    private int sizeClass;
    private long leastBytes;

    /** 0 while the slot is out. */
    private long rangeBytes;

    /** What {@link #rangeBytes} is while the slot is here. */
    private long bytesHere;

    private int frees;

    /** Under which the core knows the heap. */
    final long id;

    LastSlot(long id) {
        this.id = id;
    }

    /** As {@link #malloc}, where the slot is not here or not the right one. */
    abstract long mallocOther(long byteSize);

    /** As {@link #free}, of another slot, or of this one if it is not a live one of the heap's. */
    abstract void freeOther(long address);

    @Override
    public final long malloc(long byteSize) {
        return isFor(byteSize) ? takeSlot() : mallocOther(byteSize);
    }

    @Override
    public final void free(long address) {
        if (isOut(address) && isStillLive()) putBack();
        else freeOther(address);
    }

    /** As {@link #free}, of a heap that no other thread uses: what is out is live. */
    final void freeConfined(long address) {
        if (isOut(address)) putBack();
        else freeOther(address);
    }

    final boolean isHere() {
        return rangeBytes != 0;
    }

    /** Whether the slot is here, and the right one for {@code byteSize}. */
    private boolean isFor(long byteSize) {
        return Long.compareUnsigned(byteSize - leastBytes, rangeBytes) < 0;
    }

    /** The slot, which is here; from now on live. */
    final long takeSlot() {
        rangeBytes = 0;
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Whether {@code address} is the slot, and that out. */
    final boolean isOut(long address) {
        return address == slot && rangeBytes == 0;
    }

    /** Whether the slot is still a live one of a page of the heap's, though other threads may have freed it. */
    private boolean isStillLive() {
        return SegmentHeap.canKeep(page, id, slot);
    }

    /** Frees the slot, which is out. */
    private void putBack() {
        SegmentHeap.keep(page, slot);
        rangeBytes = bytesHere;
    }

    /** Asked whenever another slot is freed: whether that should be the last one from now on. */
    final boolean hasHadItsTime() {
        return --frees < 0;
    }

    /** Is another one from now on, which was kept; the one before is not here. */
    final void become(long page, long slot, int sizeClass) {
        this.slot = slot;
        this.page = page;
        this.sizeClass = sizeClass;
        leastBytes = LEAST[sizeClass];
        bytesHere = LEAST[sizeClass + 1] - leastBytes;
        rangeBytes = bytesHere;
        frees = FREES;
    }

    /** Knows nothing any more of a slot that is out. */
    final void forgetSlot() {
        if (isHere()) return;
        slot = NOBODYS;
        page = NO_PAGE;
        bytesHere = 0;
        frees = 0;
    }

    /** Has no slot from now on, in whatever state the one is that was. */
    final void endSlot() {
        rangeBytes = 0;
        forgetSlot();
    }

    /** Tells the slot if it is here; if another thread asks, as of some moment. */
    final void forSlot(LongConsumer take) {
        if (isHere()) take.accept(slot);
    }

    /** As of some moment, too. */
    final Kept keptSlot() {
        return isHere() ? new Kept(1, SizeClass.bytes(sizeClass)) : Kept.NOTHING;
    }
}
