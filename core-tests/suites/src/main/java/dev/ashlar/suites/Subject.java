package dev.ashlar.suites;

import java.util.List;

/**
 * The heap under test, fresh: compiled with the suites, or behind the boundary of a native library. Addresses are those
 * of the subject's memory, which only the subject can read.
 */
public interface Subject extends AutoCloseable {
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

    long malloc(long sizeBytes);

    long calloc(long count, long itemBytes);

    long realloc(long payload, long sizeBytes);

    long alignedAlloc(long alignment, long sizeBytes);

    /** The rule that was broken, 0 for none. */
    int free(long payload);

    long usableBytes(long payload);

    int ruleAgainst(long payload);

    long enclosing(long address);

    boolean configure(boolean scribble, long limitBytes, long historyEntries);

    /** What show_alloc_mem writes, or with {@code more} show_alloc_mem_ex. */
    String show(boolean more);

    long number(Group group, int which);

    /** Every fault that the verifier finds, as text. */
    List<String> faults();

    byte getByte(long address);

    void putByte(long address, int value);

    void fill(long address, long sizeBytes, int value);

    /** Whether every one of the bytes is {@code value}. */
    boolean isFilled(long address, long sizeBytes, int value);

    long pageBytes();

    @Override
    void close();

    default long total(int which) {
        return number(Group.TOTALS, which);
    }
}
