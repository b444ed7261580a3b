package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;

/**
 * The word in which a page receives slots from threads that do not own it.
 * <pre>
 *   63 … 48   47 … 4                      1        0
 *   count     first slot of the list, or 0  POOLED   ABANDONED
 * </pre>
 * Every change is one compare-and-set, so the word is right at any moment that a fork may choose.
 * <pre>
 *                      ┌────────── collect ─────────┐
 *                      ▼                            │
 *   owned by a heap    0 ──── push: slots gather ───┘
 *        │
 *        │ full: the heap lets go of it
 *        ▼
 *   ABANDONED ──── the push after which an eighth of the slots is free takes the page: it becomes the pusher's, who pools it
 *        │
 *   ABANDONED + POOLED: has room, is listed in {@link Pool}, and any heap may take it;
 *                       a push that finds all other slots free takes it too, and releases it
 * </pre>
 * Whoever turns an abandoned word into one that is not owns the page.
 */
final class Remote {
    private Remote() {}

    private static final long ABANDONED = 1;
    private static final long POOLED = 2;
    private static final long FLAGS = ABANDONED | POOLED;
    private static final int COUNT_SHIFT = 48;
    private static final long FIRST_MASK = (1L << COUNT_SHIFT) - 1 & -16L;

    private static long load(long page) {
        return Atomics.loadAcquire(page + Page.REMOTE);
    }

    private static boolean change(long page, long from, long to) {
        return Atomics.compareAndSet(page + Page.REMOTE, from, to);
    }

    private static int countIn(long word) {
        return (int) (word >>> COUNT_SHIFT);
    }

    static boolean isEmpty(long page) {
        return load(page) >>> COUNT_SHIFT == 0;
    }

    /** Slots that have arrived. */
    static int count(long page) {
        return countIn(load(page));
    }

    static long first(long page) {
        return load(page) & FIRST_MASK;
    }

    /** Whether the page is nobody's. */
    static boolean isAbandoned(long page) {
        return (load(page) & ABANDONED) != 0;
    }

    static boolean isPooled(long page) {
        return (load(page) & POOLED) != 0;
    }

    /**
     * Gives a chain of {@code count} free slots to their page.
     *
     * @return whether the page became the caller's by it, the chain included; then the caller decides what becomes of it
     */
    static boolean push(long page, long first, long last, int count) {
        while (true) {
            long word = load(page);
            long flags = word & FLAGS;
            int free = countIn(word) + count;
            boolean isTaking = flags == ABANDONED && free >= enough(page) || flags == FLAGS && free == Page.used(page);
            Slot.setNext(last, word & FIRST_MASK);
            long pushed = first | (word >>> COUNT_SHIFT) + count << COUNT_SHIFT;
            if (!change(page, word, isTaking ? pushed : pushed | flags)) continue;
            return isTaking || flags == FLAGS && tryTakeEmpty(page);
        }
    }

    /**
     * Takes a page that is in the pool and has no live slot. Since a push looked, the page may have been taken, emptied of
     * other slots and pooled again, and its word is as it was: nobody else would notice then.
     */
    private static boolean tryTakeEmpty(long page) {
        return count(page) == Page.used(page) && tryTakePooled(page);
    }

    /** Moves what has arrived into the page's own list; whether that has a slot now. The page is the caller's. */
    static boolean collect(long page) {
        if (isEmpty(page)) return Page.free(page) != 0;
        long word = Atomics.exchange(page + Page.REMOTE, 0);
        long first = word & FIRST_MASK;
        long free = Page.free(page);
        if (free != 0) {
            long last = first;
            while (Slot.next(last) != 0) last = Slot.next(last);
            Slot.setNext(last, free);
        }
        Page.setFree(page, first);
        Page.setUsed(page, Page.used(page) - countIn(word));
        return true;
    }

    /** Takes a page that is in the pool; whether the caller was the first. */
    static boolean tryTakePooled(long page) {
        while (true) {
            long word = load(page);
            if ((word & FLAGS) != FLAGS) return false;
            if (change(page, word, word & ~FLAGS)) return true;
        }
    }

    /**
     * Slots that must be free before a page that was full is worth anybody's while: with fewer, each would be taken, used
     * up and let go of again and again.
     */
    private static int enough(long page) {
        return (Page.capacity(page) >>> 3) + 1;
    }

    /** Takes a page that was full when its heap let go of it; whether the caller was the first. */
    static boolean tryTakeFull(long page) {
        while (true) {
            long word = load(page);
            if ((word & FLAGS) != ABANDONED) return false;
            if (change(page, word, word & ~FLAGS)) return true;
        }
    }

    /** Lets go of a full page; false, and it stays the caller's, if slots have arrived by now. */
    static boolean abandonFull(long page) {
        return change(page, 0, ABANDONED);
    }

    /**
     * Lets go of a page that has room and is listed in the pool; false, and it stays the caller's, if by now all its slots
     * are free, which nobody would notice any more.
     */
    static boolean abandonPooled(long page) {
        while (true) {
            long word = load(page);
            if (countIn(word) == Page.used(page)) return false;
            if (change(page, word, word | FLAGS)) return true;
        }
    }

    /** Forgets everything. Only where no other thread exists. */
    static void reset(long page) {
        Atomics.storeRelease(page + Page.REMOTE, 0);
    }
}
