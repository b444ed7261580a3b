package dev.ashlar;

/** Is shown each block of a pool. */
@FunctionalInterface
public interface PoolVisitor {
    /** Visits the block at {@code offset} bytes from the start of the pool's memory; it must not change the pool. */
    void visit(long offset, long usableBytes, boolean isFree);
}
