package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;

/**
 * A slot while it is free: its own memory holds the list and the mark.
 * <pre>
 *   slot + 0   next   the next free slot of its page, or 0
 *   slot + 8   mark   page + slot
 * </pre>
 * A {@code free} that finds the mark is the second one. The page is the address of its descriptor, which no program has a
 * reason to know, and the slot's own address is in it: a mark that was copied along with stale memory is no mark
 * elsewhere. {@code malloc} clears it, where a large block begins, too: {@code realloc} copies what the program has not
 * written. So a live block is taken for a free one only if its program computed the mark, or read it from beyond what it
 * had written, and stored it there; and a double free is missed only if the block has been handed out again in between
 * (then it is a live one), or if its second word was written after the first free.
 */
final class Slot {
    private Slot() {}

    private static final long NEXT = 0;
    static final long MARK = 8;

    static long next(long slot) {
        return Mem.getLong(slot + NEXT);
    }

    static void setNext(long slot, long next) {
        Mem.putLong(slot + NEXT, next);
    }

    static long mark(long page, long slot) {
        return page + slot;
    }

    /** Whether {@code slot} of {@code page} is free. */
    static boolean isFree(long page, long slot) {
        return Mem.getLong(slot + MARK) == mark(page, slot);
    }

    /** Makes a slot free: {@code next} follows it. */
    static void release(long page, long slot, long next) {
        Mem.putLong(slot + NEXT, next);
        Mem.putLong(slot + MARK, mark(page, slot));
    }

    /** Makes a slot live. */
    static void take(long slot) {
        Mem.putLong(slot + MARK, 0);
    }
}
