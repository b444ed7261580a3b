package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.size.SizeClass;
import java.lang.foreign.Arena;
import java.util.function.LongConsumer;

/**
 * The slot of a heap that was freed last, and may have been handed out since:
 * <pre>
 *           ┌── malloc of leastBytes … leastBytes + rangeBytes - 1 ──▶┐
 *   here    │                                                         │   out: rangeBytes is 0
 *           └◀────────────────── free of this slot ───────────────────┘
 * </pre>
 * Who allocates, uses and frees, and does so again, has this slot each time, and neither its size class nor its page has to be found out:
 * that is half of what a pair takes by the {@link Magazine}.
 *
 * <p>As there, a slot that is here is marked as free, and counts as used. While it is out, its page may get other slots, if another thread
 * frees this one, so that what is known here would be of yesterday. Then the page has another owner, until the heap opens it anew, or
 * gets it from somebody: before the heap does anything of that kind, it has to {@link #forget}.
 */
final class LastSlot {
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

    /** A closed heap's. */
    static final LastSlot NONE = new LastSlot();

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

    boolean isHere() {
        return rangeBytes != 0;
    }

    /** Whether the slot is here, and the right one for {@code byteSize}. */
    boolean isFor(long byteSize) {
        return Long.compareUnsigned(byteSize - leastBytes, rangeBytes) < 0;
    }

    /** The slot, which is here; from now on live. */
    long take() {
        rangeBytes = 0;
        SegmentHeap.unkeep(slot);
        return slot;
    }

    /** Whether {@code address} is the slot, and that out. */
    boolean isOut(long address) {
        return address == slot && rangeBytes == 0;
    }

    /** Whether the slot is still a live one of {@code thread}'s page, though other threads may have freed it. */
    boolean isStillLive(long thread) {
        return SegmentHeap.canKeep(page, thread, slot);
    }

    /** Frees the slot, which is out. */
    void putBack() {
        SegmentHeap.keep(page, slot);
        rangeBytes = bytesHere;
    }

    /** Asked whenever another slot is freed: whether that should be the last one from now on. */
    boolean hasHadItsTime() {
        return --frees < 0;
    }

    /** Is another one from now on, which was kept; the one before is not here. */
    void become(long page, long slot, int sizeClass) {
        this.slot = slot;
        this.page = page;
        this.sizeClass = sizeClass;
        leastBytes = LEAST[sizeClass];
        bytesHere = LEAST[sizeClass + 1] - leastBytes;
        rangeBytes = bytesHere;
        frees = FREES;
    }

    /** Knows nothing any more of a slot that is out. */
    void forget() {
        if (isHere()) return;
        slot = NOBODYS;
        page = NO_PAGE;
        bytesHere = 0;
        frees = 0;
    }

    /** Tells the slot if it is here; if another thread asks, as of some moment. */
    void forEach(LongConsumer take) {
        if (isHere()) take.accept(slot);
    }

    /** As of some moment, too. */
    Kept kept() {
        return isHere() ? new Kept(1, SizeClass.bytes(sizeClass)) : Kept.NOTHING;
    }
}
