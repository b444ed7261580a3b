package dev.ashlar.core.ladder;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.mapper.Break;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * Looks for damage in the heaps of a ladder, on any step with headers, and reports all of it that can be told apart. Nobody may be inside
 * meanwhile.
 */
public final class LadderVerifier {
    private LadderVerifier() {}

    private static final int UNSORTED = 0;

    /** The number of faults; at {@code report}, of which {@link Report} says the bytes, the first {@code capacity}. */
    public static long verify(long ladder, long report, long capacity) {
        Report.open(report, capacity);
        if (!Step.hasHeaders(Ladder.step(ladder))) return 0;
        for (int i = 0; i < Ladder.arenas(ladder); i++) {
            long heap = Ladder.heap(ladder, i);
            long free = verifyBlocks(ladder, heap, report);
            if (free < 0 || Ladder.step(ladder) < Ladder.LIST) continue;
            Report.setScratch(report, free);
            long listed = verifyLists(ladder, heap, report);
            Report.expect(listed == free, report, Rule.FREE_LIST_MEMBER, heap);
        }
        return Report.faults(report);
    }

    /** How many blocks are free; -1 if they can't be followed to the end. */
    private static long verifyBlocks(long ladder, long heap, long report) {
        long end = Break.next(LadderHeap.brk(heap));
        boolean isMerged = Ladder.step(ladder) >= Ladder.MERGE;
        boolean isPrevFree = false;
        long free = 0;
        for (long block = Break.start(LadderHeap.brk(heap)); block != end; block = Block.after(block)) {
            boolean isSane = block < end && Align.isAligned(block, Block.UNIT_BYTES) && Block.after(block) <= end;
            if (!Report.expect(isSane, report, Rule.BLOCK_SIZE, block)) return -1;
            int magic = Block.magic(block);
            boolean isFree = magic == Block.FREE;
            boolean isOther = magic == Block.LIVE || magic == Block.FAST || magic == Block.FENCE;
            Report.expect(isFree || isOther, report, Rule.HEADER, block);
            Report.expect(Block.isPrevFree(block) == isPrevFree, report, Rule.PREV_FREE_FLAG, block);
            if (isMerged && isFree) {
                Report.expect(!isPrevFree, report, Rule.FREE_NEIGHBOURS, block);
                Report.expect(Block.footer(block) == Block.payloadBytes(block), report, Rule.FOOTER, block);
            }
            isPrevFree = isMerged && isFree;
            if (isFree || magic == Block.FAST) free++;
        }
        if (end != Break.start(LadderHeap.brk(heap)))
            Report.expect(Block.isPrevFree(end) == isPrevFree, report, Rule.PREV_FREE_FLAG, end);
        return free;
    }

    /** How many blocks are in lists. The report has the number of free ones: a list that is longer goes in a circle. */
    private static long verifyLists(long ladder, long heap, long report) {
        long listed = 0;
        for (int list = 0; list < LadderHeap.MOST_LISTS; list++) listed += verifyList(ladder, heap, list, report);
        return listed;
    }

    private static long verifyList(long ladder, long heap, int list, long report) {
        long cell = LadderHeap.list(heap, list);
        boolean isFast = Ladder.step(ladder) >= Ladder.BINS && BinsHeap.isFast(list);
        boolean isTwoWay = Ladder.step(ladder) >= Ladder.MERGE && !isFast;
        if (Ladder.step(ladder) >= Ladder.BINS && !isFast) {
            boolean isFilled = Bitmap.isSet(LadderHeap.filled(heap), list);
            Report.expect(isFilled == (Mem.getLong(cell) != 0), report, Rule.OCCUPANCY, cell);
        }
        long listed = 0;
        long previous = 0;
        for (long payload = Mem.getLong(cell); payload != 0; payload = Mem.getLong(payload)) {
            long block = Block.ofPayload(payload);
            boolean isOurs = Break.contains(LadderHeap.brk(heap), block) && Align.isAligned(block, Block.UNIT_BYTES);
            if (!Report.expect(isOurs, report, Rule.FREE_LIST_MEMBER, payload)) return listed;
            boolean isFree = Block.magic(block) == (isFast ? Block.FAST : Block.FREE);
            boolean isHome = Block.bin(block) == list && isOfSize(ladder, list, Block.payloadBytes(block));
            Report.expect(isFree && isHome, report, Rule.FREE_LIST_MEMBER, block);
            boolean isLinked = !isTwoWay || Mem.getLong(payload + 8) == previous;
            if (!Report.expect(isLinked, report, Rule.FREE_LINKS, block)) return listed;
            previous = payload;
            boolean isLine = ++listed <= Report.scratch(report);
            if (!Report.expect(isLine, report, Rule.FREE_LINKS, block)) return listed;
        }
        return listed;
    }

    private static boolean isOfSize(long ladder, int list, long payloadBytes) {
        if (Ladder.step(ladder) < Ladder.BINS || list == UNSORTED) return true;
        return BinsHeap.isFast(list) ? BinsHeap.fastBin(payloadBytes) == list : BinsHeap.bin(payloadBytes) == list;
    }
}
