package dev.ashlar.suites;

/** A pool allocator under test: what it has beyond {@link Blocks}. */
public interface TlsfBlocks extends Blocks {
    /** Memory that no pool has yet, on a 16-byte boundary, the test's to give and to damage. */
    long spare(long sizeBytes);

    /** Another allocator with its control and a pool in {@code sizeBytes} bytes at {@code memory}, or null. */
    TlsfBlocks createAt(long memory, long sizeBytes, int firsts, int logSecond);

    long control();

    long addPool(long memory, long sizeBytes);

    int removePool(long pool);

    long freeBytes();

    long usedBytes();

    long certainBytes();

    /** Usable bytes of all blocks from a walk over all pools: of the free ones negative. */
    long[] walk();
}
