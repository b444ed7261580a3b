package dev.ashlar;

/**
 * What a pool has at some moment, in bytes: {@code usedBytes + freeBytes} is always the same.
 *
 * @param usedBytes in live blocks, 8 for each header included
 * @param freeBytes in free blocks, of which each could hold 8 less
 * @param certainBytes the largest request that is certain to succeed
 */
public record PoolStats(long usedBytes, long freeBytes, long certainBytes) {}
