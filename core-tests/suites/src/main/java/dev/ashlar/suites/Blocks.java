package dev.ashlar.suites;

import java.util.List;

/**
 * A heap under test, fresh: compiled with the suites, or behind the boundary of a native library. Addresses are those of
 * the heap's memory, which only this can read.
 */
public interface Blocks extends AutoCloseable {
    long malloc(long sizeBytes);

    long calloc(long count, long itemBytes);

    long realloc(long payload, long sizeBytes);

    long alignedAlloc(long alignment, long sizeBytes);

    /** The rule that was broken, 0 for none. */
    int free(long payload);

    long usableBytes(long payload);

    int ruleAgainst(long payload);

    long enclosing(long address);

    /** Blocks that are live now. */
    long liveBlocks();

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
}
