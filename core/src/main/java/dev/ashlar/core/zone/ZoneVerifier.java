package dev.ashlar.core.zone;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.list.Links;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;

/** Looks for damage in a heap, and reports all of it. The heap must not change meanwhile. Nothing is written but the report. */
public final class ZoneVerifier {
    private ZoneVerifier() {}

    /** Verifies a heap that nobody is inside of; the number of faults. The report's scratch counts free blocks. */
    public static long verifyHeap(long heap, long report, long capacity) {
        Report.open(report, capacity);
        if (!verifyTree(heap, report)) return Report.faults(report);
        long zone = ZoneTree.next(ZoneHeap.zones(heap), 0);
        long liveBlocks = 0;
        long liveBytes = 0;
        long mappedBytes = 0;
        while (zone != 0) {
            verifyZone(heap, zone, report);
            liveBlocks += Zone.liveBlocks(zone);
            liveBytes += Zone.requestedBytes(zone);
            mappedBytes += Zone.bytes(zone);
            zone = ZoneTree.next(ZoneHeap.zones(heap), zone);
        }
        long listed = verifyBins(heap, Kind.TINY, report) + verifyBins(heap, Kind.SMALL, report);
        Report.expect(listed == Report.scratch(report), report, Rule.FREE_LIST_MEMBER, heap);
        long stats = ZoneHeap.stats(heap);
        long otherBytes = historyBytes(heap) + LargeZones.keptBytes(heap);
        boolean isCounted = liveBlocks == Stats.liveBlocks(stats)
                && liveBytes == Stats.liveBytes(stats)
                && mappedBytes + otherBytes == Mapper.mappedBytes(ZoneHeap.mapper(heap));
        Report.expect(isCounted, report, Rule.HEAP_TOTALS, heap);
        return Report.faults(report);
    }

    /** Verifies one zone and its blocks. */
    public static void verifyZone(long heap, long zone, long report) {
        int kind = Zone.kind(zone);
        long bytes = Zone.bytes(zone);
        boolean isSane = kind >= Kind.TINY
                && kind <= Kind.LARGE
                && Align.isAligned(bytes, Mapper.pageBytes(ZoneHeap.mapper(heap)))
                && Zone.contains(zone, Zone.firstBlock(zone));
        if (!Report.expect(isSane, report, Rule.ZONE_HEADER, zone)) return;
        if (kind == Kind.LARGE) {
            boolean fits = Zone.requestedBytes(zone) <= Zone.largeUsableBytes(zone);
            Report.expect(fits, report, Rule.REQUESTED_SIZE, Zone.largePayload(zone));
            Report.expect(Zone.liveBlocks(zone) == 1, report, Rule.ZONE_TOTALS, zone);
        } else {
            verifyBlocks(zone, report);
        }
    }

    private static void verifyBlocks(long zone, long report) {
        long block = Zone.firstBlock(zone);
        long end = Zone.end(zone);
        long liveBlocks = 0;
        long requestedBytes = 0;
        boolean isPreviousFree = false;
        while (block != end) {
            long bytes = Block.bytes(block);
            boolean isSane = bytes >= Block.SMALLEST_BYTES && bytes <= end - block;
            if (!Report.expect(isSane, report, Rule.BLOCK_SIZE, block)) return;
            Report.expect(Block.isPreviousFree(block) == isPreviousFree, report, Rule.PREV_FREE_FLAG, block);
            boolean isFree = Block.isFree(block);
            Report.expect(Zone.isLive(zone, Block.payload(block)) != isFree, report, Rule.LIVE_BITMAP, block);
            if (isFree) {
                Report.expect(!isPreviousFree, report, Rule.FREE_NEIGHBOURS, block);
                verifyFreeBlock(zone, block, end, report);
            } else {
                liveBlocks++;
                requestedBytes += Block.requestedBytes(block);
                boolean fits = Block.requestedBytes(block) <= Block.usableBytes(block)
                        && Block.requestedBytes(block) <= Kind.largestRequest(Zone.kind(zone));
                Report.expect(fits, report, Rule.REQUESTED_SIZE, block);
            }
            isPreviousFree = isFree;
            block += bytes;
        }
        Report.expect(countSet(zone) == liveBlocks, report, Rule.LIVE_BITMAP, zone);
        boolean isCounted = liveBlocks == Zone.liveBlocks(zone) && requestedBytes == Zone.requestedBytes(zone);
        Report.expect(isCounted, report, Rule.ZONE_TOTALS, zone);
    }

    private static void verifyFreeBlock(long zone, long block, long end, long report) {
        Report.setScratch(report, Report.scratch(report) + 1);
        Report.expect(Block.zoneOfFree(block) == zone, report, Rule.ZONE_OFFSET, block);
        if (Block.next(block) != end)
            Report.expect(Block.footer(block) == Block.bytes(block), report, Rule.FOOTER, block);
    }

    private static long countSet(long zone) {
        long countUnits = Zone.countUnits(zone);
        long count = 0;
        long unit = Bitmap.nextSet(Zone.liveBitmap(zone), 0, countUnits);
        while (unit >= 0) {
            count++;
            unit = Bitmap.nextSet(Zone.liveBitmap(zone), unit + 1, countUnits);
        }
        return count;
    }

    /** Verifies the free lists of a kind; the number of blocks in them. */
    private static long verifyBins(long heap, int kind, long report) {
        long bins = ZoneHeap.bins(heap, kind);
        int countLists = Bins.countLists(kind);
        long listed = 0;
        for (int index = 0; index < countLists; index++) {
            long list = Bins.list(bins, index);
            long links = Links.first(list);
            Report.expect(Bins.isOccupied(bins, index) == (links != 0), report, Rule.OCCUPANCY, list);
            long previous = 0;
            while (links != 0) {
                long block = Block.ofLinks(links);
                if (!Report.expect(isFreeBlockOf(heap, kind, block), report, Rule.FREE_LIST_MEMBER, block)) break;
                boolean isHome = Bins.listOf(Block.bytes(block), countLists) == index;
                Report.expect(isHome, report, Rule.FREE_LIST_MEMBER, block);
                // A list that runs in a circle comes back to a node whose previous is not where it came from.
                if (!Report.expect(Links.previous(links) == previous, report, Rule.FREE_LINKS, block)) break;
                listed++;
                previous = links;
                links = Links.next(links);
            }
        }
        return listed;
    }

    private static boolean isFreeBlockOf(long heap, int kind, long block) {
        long zone = ZoneTree.floor(ZoneHeap.zones(heap), block);
        if (zone == 0 || !Zone.contains(zone, block) || Zone.kind(zone) != kind) return false;
        return Align.isAligned(Block.payload(block), Block.UNIT_BYTES) && Block.isFree(block);
    }

    /** Verifies order and priorities along the tree, by address; whether it can be walked. */
    private static boolean verifyTree(long heap, long report) {
        long tree = ZoneHeap.zones(heap);
        long zone = ZoneTree.next(tree, 0);
        while (zone != 0) {
            long left = ZoneTree.left(zone);
            long right = ZoneTree.right(zone);
            boolean isOrdered = (left == 0 || left < zone && ZoneTree.priority(left) < ZoneTree.priority(zone))
                    && (right == 0 || right > zone && ZoneTree.priority(right) < ZoneTree.priority(zone))
                    && ZoneTree.floor(tree, zone) == zone;
            if (!Report.expect(isOrdered, report, Rule.TREE_ORDER, zone)) return false;
            long next = ZoneTree.next(tree, zone);
            boolean isApart = next == 0 || next - zone >= Zone.bytes(zone);
            if (!Report.expect(isApart, report, Rule.TREE_ORDER, zone)) return false;
            zone = next;
        }
        return true;
    }

    private static long historyBytes(long heap) {
        long history = ZoneHeap.history(heap);
        return history == 0 ? 0 : Mapper.roundUp(ZoneHeap.mapper(heap), History.bytes(history));
    }
}
