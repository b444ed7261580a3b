package dev.ashlar;

import dev.ashlar.adapter.ThreadHeap;
import dev.ashlar.core.size.SizeClass;
import java.lang.foreign.Arena;
import java.util.function.LongConsumer;

/**
 * Which slot a {@link ThreadHeap} allocates and frees by itself, and for how long.
 *
 * <p>As in a {@link Magazine}, a slot that is here is marked as free, and counts as used. While it is out, its page may get other slots, if
 * another thread frees this one, so that what is known here would be of yesterday. Then the page has another owner, until the heap opens
 * it anew, or gets it from somebody: before the heap does anything of that kind, it has to {@link #forgetSlot}.
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

    private int sizeClass;
    private int frees;

    LastSlot(long id) {
        super(id);
        forgetSlot();
    }

    /** As {@link #free}, of a heap that no other thread uses: what is out is live. */
    final void freeConfined(long address) {
        if (isOut(address)) putBack();
        else freeOther(address);
    }

    private boolean isHere() {
        return rangeBytes != 0;
    }

    /** As it is taken by a malloc; 0 if it is not here. */
    final long takeSlotIfHere() {
        return isHere() ? takeSlot() : 0;
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

    /** As {@link #forgetSlot}, if that slot is {@code address}. */
    final void forgetSlotIf(long address) {
        if (isOut(address)) forgetSlot();
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
