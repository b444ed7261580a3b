package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * Memory that the caller supplied, full of blocks; a pool is its first address on a 16-byte boundary.
 * <pre>
 *   pool +  0    bytes          of the pool
 *   pool +  8    prologue       a live block of 32 bytes for ever, with in its payload …
 *   pool + 16    next           … the next pool
 *   pool + 24    previous       … and the one before
 *   pool + 32    (free)
 *   pool + 40    first block
 *     …          …
 *   pool + bytes - 8            epilogue: the sentinel
 * </pre>
 * With a live block at either end, a block has no edge to look out for when it is joined with its neighbours.
 */
final class Pools {
    private Pools() {}

    private static final long PROLOGUE = 8;
    private static final long NEXT = 16;
    private static final long PREVIOUS = 24;
    private static final long FIRST_BLOCK = 40;

    /** What a pool's own needs take of it. */
    static final long OVERHEAD_BYTES = FIRST_BLOCK + Block.HEADER_BYTES;

    /** The least memory, on a 16-byte boundary, that makes a pool. */
    static final long LEAST_BYTES = OVERHEAD_BYTES + Block.SMALLEST_BYTES;

    static long bytes(long pool) {
        return Mem.getLong(pool);
    }

    static long prologue(long pool) {
        return pool + PROLOGUE;
    }

    static long firstBlock(long pool) {
        return pool + FIRST_BLOCK;
    }

    static long epilogue(long pool) {
        return pool + bytes(pool) - Block.HEADER_BYTES;
    }

    static long first(long control) {
        return Control.pools(control);
    }

    static long next(long control, long pool) {
        return Control.address(control, Mem.getLong(pool + NEXT));
    }

    static long previous(long control, long pool) {
        return Control.address(control, Mem.getLong(pool + PREVIOUS));
    }

    private static void setNext(long control, long pool, long next) {
        if (pool == 0) Control.setPools(control, next);
        else Mem.putLong(pool + NEXT, Control.distance(control, next));
    }

    static void setPrevious(long control, long pool, long previous) {
        if (pool != 0) Mem.putLong(pool + PREVIOUS, Control.distance(control, previous));
    }

    /** Makes a pool of the memory; 0 if it is too small, or overlaps a pool. */
    static long add(long control, long memory, long sizeBytes) {
        long pool = Align.up(memory, Block.UNIT_BYTES);
        long bytes = (memory + sizeBytes & -Block.UNIT_BYTES) - pool;
        if (bytes < LEAST_BYTES || bytes > Tlsf.MOST_BYTES || overlaps(control, pool, bytes)) return 0;
        long blockBytes = bytes - OVERHEAD_BYTES;
        Mem.putLong(pool, bytes);
        Block.markLive(prologue(pool), FIRST_BLOCK - PROLOGUE);
        Block.markSentinel(epilogue(pool));
        Block.markFree(firstBlock(pool), blockBytes);
        long second = Control.pools(control);
        setNext(control, pool, second);
        setPrevious(control, pool, 0);
        setPrevious(control, second, pool);
        Mem.storeFence();
        Control.setPools(control, pool);
        FreeLists.insert(control, Block.tailBefore(epilogue(pool)), blockBytes);
        Control.setBlockBytes(control, Control.blockBytes(control) + blockBytes);
        return pool;
    }

    private static boolean overlaps(long control, long memory, long bytes) {
        for (long pool = first(control); pool != 0; pool = next(control, pool)) {
            if (memory < pool + bytes(pool) && pool < memory + bytes) return true;
        }
        return false;
    }

    /** Forgets a pool without live blocks; otherwise the rule that forbids it, and nothing has changed. */
    static int remove(long control, long memory) {
        long pool = Align.up(memory, Block.UNIT_BYTES);
        if (!isOne(control, pool)) return Rule.NO_POOL;
        if (!isEmpty(pool)) return Rule.POOL_IN_USE;
        FreeLists.remove(control, Block.tailBefore(epilogue(pool)));
        Control.setBlockBytes(control, Control.blockBytes(control) - (bytes(pool) - OVERHEAD_BYTES));
        long next = next(control, pool);
        long previous = previous(control, pool);
        setNext(control, previous, next);
        setPrevious(control, next, previous);
        return Rule.NONE;
    }

    static boolean isEmpty(long pool) {
        long block = firstBlock(pool);
        return Block.isFree(block) && Block.next(block) == epilogue(pool);
    }

    /** See {@link Tlsf#ruleAgainst}. */
    static int ruleAgainst(long pool, long payload) {
        long block = Block.ofPayload(payload);
        long end = epilogue(pool);
        if (block < firstBlock(pool) || block >= end) return Rule.FOREIGN_POINTER;
        if (!Align.isAligned(payload, Block.UNIT_BYTES)) return Rule.INTERIOR_POINTER;
        long word = Block.word(block);
        long bytes = Block.bytesIn(word);
        if (bytes < Block.SMALLEST_BYTES || bytes > end - block) return Rule.INTERIOR_POINTER;
        if (Block.isFreeIn(word)) return Rule.DOUBLE_FREE;
        return Block.isPreviousFree(block + bytes) ? Rule.INTERIOR_POINTER : Rule.NONE;
    }

    static boolean isOne(long control, long candidate) {
        for (long pool = first(control); pool != 0; pool = next(control, pool)) {
            if (pool == candidate) return true;
        }
        return false;
    }

    /** The pool that an address lies in, or 0. Not O(1): it looks at each pool. */
    static long enclosing(long control, long address) {
        for (long pool = first(control); pool != 0; pool = next(control, pool)) {
            if (address >= pool && address < pool + bytes(pool)) return pool;
        }
        return 0;
    }
}
