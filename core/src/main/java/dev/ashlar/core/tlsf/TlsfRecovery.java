package dev.ashlar.core.tlsf;

import dev.ashlar.core.size.Align;

/**
 * Puts an allocator in order whose owner stopped at any store: the headers of the blocks are right, and all else follows
 * from them. A block that was being allocated or freed is live or free, one that was being moved has its contents partly.
 */
final class TlsfRecovery {
    private TlsfRecovery() {}

    /**
     * Rebuilds flags, ghosts, lists and counts of an allocator that lies within {@code bytes} at {@code memory}, pools and
     * all; false if the blocks can't be followed, and then only the first pools may have been changed.
     */
    static boolean recover(long control, long memory, long bytes) {
        boolean isControl = Control.isOpen(control) && Mapping.isLevels(Control.levels(control));
        if (!isControl || !canFollowPools(control, memory, bytes)) return false;
        Control.clearLists(control);
        Control.setBlockBytes(control, 0);
        Control.setLive(control, 0);
        long previous = 0;
        for (long pool = Pools.first(control); pool != 0; pool = Pools.next(control, pool)) {
            Pools.setPrevious(control, pool, previous);
            rebuild(control, pool);
            previous = pool;
        }
        return true;
    }

    /** Whether there are no more pools than can be, each in the memory, and the blocks of each lead to its end. */
    private static boolean canFollowPools(long control, long memory, long bytes) {
        long most = bytes / Pools.LEAST_BYTES;
        for (long pool = Pools.first(control); pool != 0; pool = Pools.next(control, pool)) {
            if (most-- == 0 || !Align.isAligned(pool, Block.UNIT_BYTES)) return false;
            if (pool < memory || pool > memory + bytes - Pools.LEAST_BYTES) return false;
            long poolBytes = Pools.bytes(pool);
            boolean isInside = poolBytes >= Pools.LEAST_BYTES
                    && poolBytes <= memory + bytes - pool
                    && Align.isAligned(poolBytes, Block.UNIT_BYTES);
            if (!isInside || !canFollowBlocks(pool)) return false;
        }
        return true;
    }

    private static boolean canFollowBlocks(long pool) {
        long end = Pools.epilogue(pool);
        long block = Pools.firstBlock(pool);
        while (block != end) {
            long bytes = Block.bytes(block);
            if (bytes < Block.SMALLEST_BYTES || bytes > end - block) return false;
            block += bytes;
        }
        return Block.bytes(end) == 0;
    }

    /** What is right already is not stored again: in the child of a fork each page that is would be copied. */
    private static void rebuild(long control, long pool) {
        long end = Pools.epilogue(pool);
        Block.markSentinel(end);
        boolean isPreviousFree = false;
        long block = Pools.firstBlock(pool);
        while (block != end) {
            long bytes = Block.bytes(block);
            boolean isFree = Block.isFree(block);
            if (isFree) {
                while (block + bytes != end && Block.isFree(block + bytes)) bytes += Block.bytes(block + bytes);
                if (!Block.isMarkedFree(block, bytes)) Block.markFree(block, bytes);
                FreeLists.insert(control, Block.tailBefore(block + bytes), bytes);
            } else {
                if (!isPreviousFree && Block.isPreviousFree(block)) Block.clearPreviousFree(block);
                Control.addLive(control, bytes);
            }
            Control.setBlockBytes(control, Control.blockBytes(control) + bytes);
            isPreviousFree = isFree;
            block += bytes;
        }
    }
}
