package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;

/**
 * Looks for damage in a control and its pools, and reports all of it that can be told apart. Nobody may change them
 * meanwhile. Nothing is written but the report, and nothing outside the pools is read.
 */
public final class TlsfVerifier {
    private TlsfVerifier() {}

    /** The number of faults; at {@code report}, of which {@link Report} says the bytes, the first {@code capacity}. */
    public static long verify(long control, long report, long capacity) {
        Report.open(report, capacity);
        boolean isControl = Tlsf.isOpen(control) && Mapping.isLevels(Control.levels(control));
        if (!Report.expect(isControl, report, Rule.CONTROL_HEADER, control)) return Report.faults(report);
        if (!verifyPools(control, report)) return Report.faults(report);
        boolean isWhole = true;
        for (long pool = Pools.first(control); pool != 0; pool = Pools.next(control, pool))
            isWhole &= verifyBlocks(pool, report);
        long listed = verifyLists(control, report);
        if (isWhole) verifyTotals(control, report, listed);
        return Report.faults(report);
    }

    /** As {@link #verify}, but of the blocks of one pool alone, whose header and sentinels are taken for granted. */
    public static long verifyPool(long pool, long report, long capacity) {
        Report.open(report, capacity);
        verifyBlocks(pool, report);
        return Report.faults(report);
    }

    /** Whether the list of pools can be followed. Links that agree in both directions have no cycle. */
    private static boolean verifyPools(long control, long report) {
        long previous = 0;
        for (long pool = Pools.first(control); pool != 0; pool = Pools.next(control, pool)) {
            boolean isLinked = Align.isAligned(pool, Block.UNIT_BYTES) && Pools.previous(control, pool) == previous;
            if (!Report.expect(isLinked, report, Rule.POOL_LINKS, pool)) return false;
            long bytes = Pools.bytes(pool);
            boolean isSane =
                    bytes >= Pools.LEAST_BYTES && bytes <= Tlsf.MOST_BYTES && Align.isAligned(bytes, Block.UNIT_BYTES);
            if (!Report.expect(isSane, report, Rule.POOL_HEADER, pool)) return false;
            long prologue = Pools.prologue(pool);
            boolean isPrologue = Block.next(prologue) == Pools.firstBlock(pool) && !Block.isFree(prologue);
            Report.expect(isPrologue, report, Rule.SENTINEL, prologue);
            long epilogue = Pools.epilogue(pool);
            Report.expect(Block.bytes(epilogue) == 0 && !Block.isFree(epilogue), report, Rule.SENTINEL, epilogue);
            previous = pool;
        }
        return true;
    }

    /** Whether the blocks of a pool can be followed from the first to the sentinel. */
    private static boolean verifyBlocks(long pool, long report) {
        long end = Pools.epilogue(pool);
        long block = Pools.firstBlock(pool);
        boolean isPreviousFree = false;
        while (block != end) {
            long bytes = Block.bytes(block);
            boolean isSane = bytes >= Block.SMALLEST_BYTES && bytes <= end - block;
            if (!Report.expect(isSane, report, Rule.BLOCK_SIZE, block)) return false;
            Report.expect(Block.isPreviousFree(block) == isPreviousFree, report, Rule.PREV_FREE_FLAG, block);
            boolean isFree = Block.isFree(block);
            if (isFree) {
                Report.expect(!isPreviousFree, report, Rule.FREE_NEIGHBOURS, block);
                boolean isRepeated = Tail.bytes(Block.tailBefore(block + bytes)) == bytes;
                Report.expect(isRepeated, report, Rule.FOOTER, block);
            }
            isPreviousFree = isFree;
            block += bytes;
        }
        Report.expect(Block.isPreviousFree(end) == isPreviousFree, report, Rule.PREV_FREE_FLAG, end);
        return true;
    }

    /** The blocks that are in a list. */
    private static long verifyLists(long control, long report) {
        long last = Control.last(control);
        long listed = 0;
        for (long list = 0; list <= last; list++) {
            long cell = Control.cell(control, list);
            boolean hasBlock = FreeLists.first(control, list) != 0;
            Report.expect(FreeLists.isOccupied(control, list) == hasBlock, report, Rule.OCCUPANCY, cell);
            listed += verifyList(control, list, report);
        }
        for (long word = 0; word < Tlsf.MOST_FIRSTS; word++) {
            boolean isOccupied = (Control.occupied(control) >>> word & 1) != 0;
            boolean hasList = Control.word(control, word) != 0;
            Report.expect(isOccupied == hasList, report, Rule.OCCUPANCY, control);
        }
        return listed;
    }

    private static long verifyList(long control, long list, long report) {
        long listed = 0;
        long place = Control.cell(control, list);
        long tail = FreeLists.first(control, list);
        while (tail != 0) {
            if (!Report.expect(isFreeBlock(control, tail), report, Rule.FREE_LIST_MEMBER, tail)) break;
            boolean isHome = FreeLists.listOf(control, Tail.bytes(tail)) == list;
            Report.expect(isHome, report, Rule.FREE_LIST_MEMBER, tail);
            boolean isLinked = FreeLists.place(control, tail) == place;
            if (!Report.expect(isLinked, report, Rule.FREE_LINKS, tail)) break;
            listed++;
            place = tail + Tail.NEXT;
            tail = FreeLists.next(control, tail);
        }
        return listed;
    }

    /** Whether a link leads to what looks like the tail of a free block of one of the pools, its whole length. */
    private static boolean isFreeBlock(long control, long tail) {
        long pool = Pools.enclosing(control, tail);
        if (pool == 0 || !Align.isAligned(tail, Block.UNIT_BYTES)) return false;
        long end = Block.end(tail);
        if (tail < Pools.firstBlock(pool) || end > Pools.epilogue(pool) || !Block.isPreviousFree(end)) return false;
        long bytes = Tail.bytes(tail);
        return bytes >= Block.SMALLEST_BYTES
                && bytes <= end - Pools.firstBlock(pool)
                && Align.isAligned(bytes, Block.UNIT_BYTES)
                && Block.isFree(end - bytes)
                && Block.bytes(end - bytes) == bytes;
    }

    private static void verifyTotals(long control, long report, long listed) {
        long freeBlocks = 0;
        long liveBytes = 0;
        long allBytes = 0;
        for (long pool = Pools.first(control); pool != 0; pool = Pools.next(control, pool)) {
            long end = Pools.epilogue(pool);
            for (long block = Pools.firstBlock(pool); block != end; block = Block.next(block)) {
                long bytes = Block.bytes(block);
                allBytes += bytes;
                if (Block.isFree(block)) freeBlocks++;
                else liveBytes += bytes;
            }
        }
        Report.expect(listed == freeBlocks, report, Rule.FREE_LIST_MEMBER, control);
        boolean isCounted = liveBytes == Control.liveBytes(control) && allBytes == Control.blockBytes(control);
        Report.expect(isCounted, report, Rule.HEAP_TOTALS, control);
    }
}
