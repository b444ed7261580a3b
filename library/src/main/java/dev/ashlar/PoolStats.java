package dev.ashlar;

/**
 * What a pool has at some moment. All in bytes, but for the blocks: {@code usedBytes + freeBytes} is always the same.
 *
 * @param usedBytes in live blocks, 8 for each header included
 * @param freeBytes in free blocks, of which each could hold 8 less
 * @param certainBytes the largest request that is certain to succeed
 * @param liveBlocks how many blocks are live
 */
public record PoolStats(long usedBytes, long freeBytes, long certainBytes, long liveBlocks) {}
