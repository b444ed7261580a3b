package dev.ashlar;

import dev.ashlar.core.guarded.GuardedMap;
import dev.ashlar.map.Area;
import dev.ashlar.map.Block;
import dev.ashlar.map.Picture;
import dev.ashlar.map.Piece;
import dev.ashlar.map.Run;
import dev.ashlar.map.Sizes;
import dev.ashlar.map.Tally;
import dev.ashlar.map.Use;
import dev.ashlar.platform.Os;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/** Takes the picture of a guarded heap by walking through it once, while nobody else is inside. */
final class GuardedPicture {
    private static final long LEAST_ROW_BYTES = 64 << 10;
    private static final int MOST_ROWS = 32;
    private static final long LEAST_SIZE = 16;

    private final long heap;
    private final LongFunction<String> siteName;
    private final List<Area> areas = new ArrayList<>();
    private final Sizes sizes = new Sizes();

    private GuardedPicture(long heap, LongFunction<String> siteName) {
        this.heap = heap;
        this.siteName = siteName;
    }

    static Picture of(String title, long heap, LongFunction<String> siteName) {
        return new GuardedPicture(heap, siteName).picture(title);
    }

    private Picture picture(String title) {
        try (Arena scope = Arena.ofConfined()) {
            long map = scope.allocate(GuardedMap.BYTES, 8).address();
            boolean isAny = GuardedMap.next(heap, map);
            while (isAny) isAny = addArea(map);
        }
        areas.sort(Comparator.comparingLong(Area::address));
        return new Picture(title, "guarded", "row", areas, sizes.list((_, tally) -> slack(tally)));
    }

    /** Adds the region that the map is at; whether there is another. */
    private boolean addArea(long map) {
        long address = GuardedMap.address(map);
        long end = address + GuardedMap.bytes(map);
        List<Piece> pieces = new ArrayList<>();
        addHead(pieces, address, GuardedMap.payload(map), GuardedMap.requested(map));
        boolean isAny;
        while ((isAny = GuardedMap.next(heap, map)) && GuardedMap.kind(map) != GuardedMap.REGION) add(pieces, map);
        long last = pieces.getLast().end();
        pieces.add(new Run(last, end - last, Use.FENCE));
        areas.add(new Area("region", address, end - address, rowBytes(end - address), pieces));
        return isAny;
    }

    private static long rowBytes(long bytes) {
        long rows = Math.max(LEAST_ROW_BYTES, Math.ceilDiv(bytes, MOST_ROWS));
        return Long.highestOneBit(2 * rows - 1);
    }

    /** What has memory among the records is drawn together, before what has none yet. */
    private static void addHead(List<Piece> pieces, long address, long start, long recordBytes) {
        long fence = start - fenceBytes();
        pieces.add(new Run(address, recordBytes, Use.RECORDS));
        if (address + recordBytes < fence)
            pieces.add(new Run(address + recordBytes, fence - address - recordBytes, Use.RESERVED));
        pieces.add(new Run(fence, start - fence, Use.FENCE));
    }

    private static long fenceBytes() {
        return Os.pageSize();
    }

    private void add(List<Piece> pieces, long map) {
        long address = GuardedMap.address(map);
        long bytes = GuardedMap.bytes(map);
        long gap = GuardedMap.gap(map);
        if (GuardedMap.kind(map) == GuardedMap.FREE) {
            pieces.add(new Run(address, bytes, gap == 0 ? Use.FREE : Use.RESERVED));
            return;
        }
        Block block = block(map, bytes - gap);
        sizes.add(block, size(block.payloadBytes()));
        pieces.add(block);
        if (gap != 0) pieces.add(new Run(address + bytes - gap, gap, Use.FENCE));
    }

    private Block block(long map, long bytes) {
        boolean isLive = GuardedMap.kind(map) == GuardedMap.LIVE;
        return new Block(
                GuardedMap.address(map),
                bytes,
                GuardedMap.payload(map),
                GuardedMap.requested(map),
                isLive ? Use.LIVE : Use.QUARANTINED,
                Use.GUARD,
                !isLive && GuardedMap.gap(map) != 0,
                siteName.apply(GuardedMap.allocSite(map)),
                siteName.apply(GuardedMap.freeSite(map)));
    }

    /** Sizes are powers of two: at most so many bytes. */
    private static long size(long bytes) {
        return bytes <= LEAST_SIZE ? LEAST_SIZE : Long.highestOneBit(2 * bytes - 1);
    }

    private static double slack(Tally tally) {
        long all = tally.bytes(Use.LIVE) + tally.bytes(Use.GUARD);
        return all == 0 ? Double.NaN : (double) tally.bytes(Use.GUARD) / all;
    }
}
