package dev.ashlar.suites;

/** A zone heap under test: what it has beyond {@link Blocks}. */
public interface Subject extends Blocks {
    /** Which number of a heap to ask for; the order is that of the library's test entries. */
    enum Group {
        CALLS,
        ZONES_MAPPED,
        ZONES_UNMAPPED,
        SYSTEM_CALLS,
        TOTALS
    }

    int LIVE_BLOCKS = 0;
    int LIVE_BYTES = 1;
    int PEAK_BYTES = 2;
    int MAPPED_BYTES = 3;

    boolean configure(boolean scribble, long limitBytes, long historyEntries);

    /** What show_alloc_mem writes, or with {@code more} show_alloc_mem_ex. */
    String show(boolean more);

    long number(Group group, int which);

    default long total(int which) {
        return number(Group.TOTALS, which);
    }

    @Override
    default long liveBlocks() {
        return total(LIVE_BLOCKS);
    }
}
