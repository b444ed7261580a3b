package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * The free blocks by size: lists that end in 0, last in first out, and the bits that say which of them have one. Whatever
 * is done here takes a bounded number of steps: two searches for a set bit find the smallest list whose blocks all fit.
 * <pre>
 *   cell ───► block + NEXT ───► block + NEXT ───► 0
 *     ▲           │  ▲              │
 *     └── PLACE ──┘  └─── PLACE ────┘
 * </pre>
 * A block knows the place of the link that leads to it, a cell's or another block's: it leaves the list without a question
 * where in it it was. Links and places are distances from the control and are handed on as they are stored.
 */
final class FreeLists {
    private FreeLists() {}

    /** The list that free blocks of {@code bytes} are in. */
    static long listOf(long control, long bytes) {
        long list = Mapping.listOf(bytes, Control.logSecond(control), Control.small(control));
        long last = Control.last(control);
        return list < last ? list : last;
    }

    static void insert(long control, long block, long bytes) {
        insertInto(control, listOf(control, bytes), block);
    }

    static void insertInto(long control, long list, long block) {
        long cell = Control.cell(control, list);
        long second = Mem.getLong(cell);
        long distance = block - control;
        Mem.putLong(block + Block.NEXT, second);
        Mem.putLong(block + Block.PLACE, placeOfCell(list));
        Mem.putLong(cell, distance);
        if (second != 0) setPlace(control, second, placeIn(distance));
        else markOccupied(control, list);
    }

    static void remove(long control, long block) {
        long next = Mem.getLong(block + Block.NEXT);
        long place = Mem.getLong(block + Block.PLACE);
        if (Check.on()) check(control, block);
        Mem.putLong(control + place - Block.NO_HEADER, next);
        if (next != 0) {
            setPlace(control, next, place);
            return;
        }
        long list = Control.listAt(place - Block.NO_HEADER);
        if (Bits.isBelow(list, Control.last(control) + 1)) markEmpty(control, list);
    }

    /** Whether a free block is the first of {@code list}. */
    static boolean isFirst(long list, long block) {
        return Mem.getLong(block + Block.PLACE) == placeOfCell(list);
    }

    /** Puts a block into the place of another, which is of the same list and leaves it. */
    static void substitute(long control, long old, long block) {
        long next = Mem.getLong(old + Block.NEXT);
        long place = Mem.getLong(old + Block.PLACE);
        long distance = block - control;
        if (Check.on()) check(control, old);
        Mem.putLong(block + Block.NEXT, next);
        Mem.putLong(block + Block.PLACE, place);
        Mem.putLong(control + place - Block.NO_HEADER, distance);
        if (next != 0) setPlace(control, next, placeIn(distance));
    }

    /** Fails unless both links of a block lead where there may be one, and the one that leads here does. */
    private static void check(long control, long block) {
        long place = place(control, block);
        long next = next(control, block);
        boolean isCell = Bits.isBelow(Control.listAt(place - control), Control.last(control) + 1);
        boolean isWell = (isCell || canBe(control, place))
                && Mem.getLong(place) == block - control
                && (next == 0 || canBe(control, next));
        if (!isWell) Check.fail(Rule.FREE_LINKS, block);
    }

    /** Whether a link may lead there: into a pool, or to a record of {@link TlsfRanges}, which has none. */
    private static boolean canBe(long control, long address) {
        return Control.pools(control) == 0 || Pools.enclosing(control, address) != 0;
    }

    /**
     * A list whose first block has at least {@code bytes}: the smallest list whose blocks all have; if there is none, the
     * one that such a block itself would be in, if its first fits, so that a pool's only block can be had whole. -1 if none.
     */
    static long find(long control, long bytes) {
        long list = firstOccupied(control, Mapping.listFor(bytes, Control.logSecond(control), Control.small(control)));
        return list >= 0 ? list : listOfFirst(control, bytes);
    }

    private static long listOfFirst(long control, long bytes) {
        long list = listOf(control, bytes);
        long block = first(control, list);
        return block == 0 || Block.bytes(block) < bytes ? -1 : list;
    }

    /** Takes a block, the first of {@code list}, out. */
    static void takeFirst(long control, long list, long block) {
        long next = Mem.getLong(block + Block.NEXT);
        if (Check.on()) check(control, block);
        Mem.putLong(Control.cell(control, list), next);
        if (next != 0) setPlace(control, next, placeOfCell(list));
        else markEmpty(control, list);
    }

    /** Takes a block of at least {@code bytes} out: the first of the list that is found; 0 if there is none. */
    static long take(long control, long bytes) {
        long list = find(control, bytes);
        if (list < 0) return 0;
        long block = firstOf(control, list);
        takeFirst(control, list, block);
        return block;
    }

    /** The first list from {@code list} on that has a block, or -1. */
    private static long firstOccupied(long control, long list) {
        if (list > Control.last(control)) return -1;
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

    /** The first block of a list, or 0. */
    static long first(long control, long list) {
        return Control.address(control, Mem.getLong(Control.cell(control, list)));
    }

    /** The first block of a list that has one. */
    static long firstOf(long control, long list) {
        return control + Mem.getLong(Control.cell(control, list));
    }

    /** The block after a free one in its list, or 0. */
    static long next(long control, long block) {
        return Control.address(control, Mem.getLong(block + Block.NEXT));
    }

    /** The place of the link that leads to a free block. */
    static long place(long control, long block) {
        return control + Mem.getLong(block + Block.PLACE) - Block.NO_HEADER;
    }

    /** A place as it is stored: that of a cell. */
    private static long placeOfCell(long list) {
        return Control.cellDistance(list) + Block.NO_HEADER;
    }

    /** A place as it is stored: that of the link in the block at a distance. */
    private static long placeIn(long distance) {
        return distance + Block.NEXT + Block.NO_HEADER;
    }

    private static void setPlace(long control, long distance, long place) {
        Mem.putLong(control + distance + Block.PLACE, place);
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
