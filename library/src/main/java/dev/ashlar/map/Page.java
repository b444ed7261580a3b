package dev.ashlar.map;

import java.util.BitSet;

/**
 * A page of equal slots.
 *
 * @param slots that there is room for
 * @param made the first so many have been made
 * @param underWay of those that are free, how many the page does not know of yet
 * @param live the numbers of those that are
 * @param kept the same
 * @param owner whose page it is: a thread's name, or nothing
 */
public record Page(
        long address,
        long bytes,
        long slotBytes,
        int slots,
        int made,
        int underWay,
        BitSet live,
        BitSet kept,
        String owner)
        implements Piece {
    /** Takes slots of one use side by side. */
    @FunctionalInterface
    interface Runs {
        void take(Use use, int first, int end);
    }

    @Override
    public Use use() {
        return live.isEmpty() ? Use.FREE : Use.LIVE;
    }

    public Use use(int slot) {
        if (live.get(slot)) return Use.LIVE;
        if (kept.get(slot)) return Use.KEPT;
        return slot < made ? Use.FREE : Use.UNMADE;
    }

    public int count(Use use) {
        return switch (use) {
            case LIVE -> live.cardinality();
            case KEPT -> kept.cardinality();
            case FREE -> made - live.cardinality() - kept.cardinality();
            case UNMADE -> slots - made;
            default -> 0;
        };
    }

    /** All slots, in the order of their addresses. */
    void forEachRun(Runs runs) {
        for (int first = 0; first < slots; ) {
            Use use = use(first);
            int end = first + 1;
            while (end < slots && use(end) == use) end++;
            runs.take(use, first, end);
            first = end;
        }
    }

    @Override
    public void addTo(Tally tally) {
        for (Use use : new Use[] {Use.LIVE, Use.KEPT, Use.FREE, Use.UNMADE})
            tally.add(use, count(use), count(use) * slotBytes);
        tally.add(Use.REST, 0, bytes - slots * slotBytes);
        tally.addUnderWay(underWay, underWay * slotBytes);
    }

    /** A page lies in one segment. */
    @Override
    public Piece clip(long from, long to) {
        return this;
    }
}
