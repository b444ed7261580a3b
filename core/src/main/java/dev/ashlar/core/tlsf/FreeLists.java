package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * The free blocks by size: lists that end in 0, last in first out, and the bits that say which of them have one. Whatever
 * is done here takes a bounded number of steps: two searches for a set bit find the smallest list whose blocks all fit.
 * <pre>
 *   cell ───► tail ──── next ──► tail ──── next ──► 0
 *     ▲        │ ▲                 │
 *     └─ place ┘ └───── place ─────┘
 * </pre>
 * A {@link Tail} knows the place of the link that leads to it, a cell or another tail: its block leaves the list without a
 * question where in it it was.
 */
final class FreeLists {
    private FreeLists() {}

    /** The list that free blocks of {@code bytes} are in. */
    static long listOf(long control, long bytes) {
        return Mapping.listOf(Control.levels(control), bytes);
    }

    static void insert(long control, long tail, long bytes) {
        insertInto(control, listOf(control, bytes), tail);
    }

    static void insertInto(long control, long list, long tail) {
        long cell = Control.cell(control, list);
        long second = Mem.getLong(cell);
        long distance = tail - control;
        Tail.setNext(tail, second);
        Tail.setPlace(tail, Control.cellDistance(list));
        Mem.putLong(cell, distance);
        if (second != 0) Tail.setPlace(control + second, distance + Tail.NEXT);
        else markOccupied(control, list);
    }

    static void remove(long control, long tail) {
        long next = Tail.next(tail);
        long place = Tail.place(tail);
        if (Check.on()) check(control, tail);
        Mem.putLong(control + place, next);
        if (next != 0) {
            Tail.setPlace(control + next, place);
            return;
        }
        long list = Control.listAt(place);
        if (Bits.isBelow(list, Control.last(control) + 1)) markEmpty(control, list);
    }

    /** Moves a tail to {@code list}, if it is not the first there. */
    static void relist(long control, long list, long tail) {
        if (Tail.place(tail) == Control.cellDistance(list)) return;
        remove(control, tail);
        insertInto(control, list, tail);
    }

    /** Fails unless both links of a tail lead where there may be one, and the one that leads here does. */
    private static void check(long control, long tail) {
        long place = place(control, tail);
        long next = next(control, tail);
        boolean isCell = Bits.isBelow(Control.listAt(place - control), Control.last(control) + 1);
        boolean isWell = (isCell || canBe(control, place))
                && Mem.getLong(place) == tail - control
                && (next == 0 || canBe(control, next));
        if (!isWell) Check.fail(Rule.FREE_LINKS, tail);
    }

    /** Whether a link may lead there: into a pool, or to a record of {@link TlsfRanges}, which has none. */
    private static boolean canBe(long control, long address) {
        return Control.pools(control) == 0 || Pools.enclosing(control, address) != 0;
    }

    /**
     * A list whose first block has at least {@code bytes}: the smallest list whose blocks all have; if there is none, the
     * one that such a block itself would be in, if its first fits, so that a pool's only block can be had whole. -1 if none.
     */
    static long find(long control, long levels, long bytes) {
        long first = Mapping.listFor(levels, bytes);
        long list = first > Mapping.last(levels) ? -1 : firstOccupied(control, first);
        return list >= 0 ? list : listOfFirst(control, levels, bytes);
    }

    private static long listOfFirst(long control, long levels, long bytes) {
        long list = Mapping.listOf(levels, bytes);
        long tail = first(control, list);
        return tail == 0 || Tail.bytes(tail) < bytes ? -1 : list;
    }

    /** Takes a tail, the first of {@code list}, out. */
    static void takeFirst(long control, long list, long tail) {
        long next = Tail.next(tail);
        if (Check.on()) check(control, tail);
        Mem.putLong(Control.cell(control, list), next);
        if (next != 0) Tail.setPlace(control + next, Control.cellDistance(list));
        else markEmpty(control, list);
    }

    /** Takes the tail of at least {@code bytes} out: the first of the list that is found; 0 if there is none. */
    static long take(long control, long bytes) {
        long list = find(control, Control.levels(control), bytes);
        if (list < 0) return 0;
        long tail = firstOf(control, list);
        takeFirst(control, list, tail);
        return tail;
    }

    /** The first list from {@code list} on that has a block, or -1. */
    private static long firstOccupied(long control, long list) {
        long word = list >>> Control.LOG_WORD;
        int lists = Control.word(control, word) & -1 << (list & Control.WORD_MASK);
        if (lists == 0) {
            long words = Control.occupied(control) & -2L << word;
            if (words == 0) return -1;
            word = Bits.trailingZeros(words);
            lists = Control.word(control, word);
        }
        return (word << Control.LOG_WORD) + Bits.trailingZeros(lists);
    }

    /** The last list that has a block, or -1. */
    static long lastOccupied(long control) {
        long words = Control.occupied(control);
        if (words == 0) return -1;
        long word = 63 - Bits.leadingZeros(words);
        long lists = Control.word(control, word) & 0xFFFF_FFFFL;
        return (word << Control.LOG_WORD) + 63 - Bits.leadingZeros(lists);
    }

    /** The first tail of a list, or 0. */
    static long first(long control, long list) {
        return Control.address(control, Mem.getLong(Control.cell(control, list)));
    }

    /** The first tail of a list that has one. */
    static long firstOf(long control, long list) {
        return control + Mem.getLong(Control.cell(control, list));
    }

    /** The tail after another in its list, or 0. */
    static long next(long control, long tail) {
        return Control.address(control, Tail.next(tail));
    }

    /** The place of the link that leads to a tail. */
    static long place(long control, long tail) {
        return control + Tail.place(tail);
    }

    static boolean isOccupied(long control, long list) {
        int lists = Control.word(control, list >>> Control.LOG_WORD);
        return (lists >>> (list & Control.WORD_MASK) & 1) != 0;
    }

    private static void markOccupied(long control, long list) {
        long word = list >>> Control.LOG_WORD;
        Control.setWord(control, word, Control.word(control, word) | 1 << (list & Control.WORD_MASK));
        Control.setOccupied(control, Control.occupied(control) | 1L << word);
    }

    private static void markEmpty(long control, long list) {
        long word = list >>> Control.LOG_WORD;
        int lists = Control.word(control, word) & ~(1 << (list & Control.WORD_MASK));
        Control.setWord(control, word, lists);
        if (lists == 0) Control.setOccupied(control, Control.occupied(control) & ~(1L << word));
    }
}
