package dev.ashlar;

import dev.ashlar.core.segment.SegmentMap;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.map.Area;
import dev.ashlar.map.Block;
import dev.ashlar.map.Page;
import dev.ashlar.map.Picture;
import dev.ashlar.map.Piece;
import dev.ashlar.map.Run;
import dev.ashlar.map.Sizes;
import dev.ashlar.map.Tally;
import dev.ashlar.map.Use;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Takes the picture of a segment heap by walking through it once. */
final class SegmentPicture {
    private static final long SEGMENT_BYTES = 4 << 20;

    private final long root;
    private final Map<Long, String> owners;
    private final long[] kept;
    private final List<Area> areas = new ArrayList<>();
    private final Sizes sizes = new Sizes();

    private SegmentPicture(long root, Map<Long, String> owners, long[] kept) {
        this.root = root;
        this.owners = owners;
        this.kept = kept;
    }

    /**
     * @param owners names by the ids that the core knows
     * @param kept slots that are free and kept ready, sorted; what is no such slot any more does no harm
     */
    static Picture of(String title, long root, Map<Long, String> owners, long[] kept) {
        return new SegmentPicture(root, owners, kept).picture(title);
    }

    private Picture picture(String title) {
        try (Arena scope = Arena.ofConfined()) {
            long map = scope.allocate(SegmentMap.BYTES, 8).address();
            boolean isAny = SegmentMap.next(root, map);
            while (isAny) isAny = addArea(map);
        }
        areas.sort(Comparator.comparingLong(Area::address));
        return new Picture(title, "segment", "segment", areas, sizes.list(this::slack));
    }

    /** Adds the arena that the map is at; whether there is another. One that went away meanwhile ends in what was changing. */
    private boolean addArea(long map) {
        long address = SegmentMap.address(map);
        long bytes = SegmentMap.bytes(map);
        List<Piece> pieces = new ArrayList<>();
        long end = address;
        boolean isAny;
        while ((isAny = SegmentMap.next(root, map)) && SegmentMap.kind(map) != SegmentMap.ARENA) {
            pieces.add(piece(map));
            end = SegmentMap.address(map) + SegmentMap.bytes(map);
        }
        if (end < address + bytes) pieces.add(new Run(end, address + bytes - end, Use.CHANGING));
        areas.add(new Area("arena", address, bytes, SEGMENT_BYTES, pieces));
        return isAny;
    }

    private Piece piece(long map) {
        return switch (SegmentMap.kind(map)) {
            case SegmentMap.PAGE -> page(map);
            case SegmentMap.LARGE -> large(map);
            case SegmentMap.IDLE -> run(map, Use.IDLE);
            case SegmentMap.PURGED -> run(map, Use.PURGED);
            case SegmentMap.RESERVED -> run(map, Use.RESERVED);
            default -> run(map, Use.CHANGING);
        };
    }

    private static Piece run(long map, Use use) {
        return new Run(SegmentMap.address(map), SegmentMap.bytes(map), use);
    }

    private Piece large(long map) {
        long address = SegmentMap.address(map);
        long bytes = SegmentMap.bytes(map);
        Block block = new Block(address, bytes, address, SegmentMap.slotBytes(map), Use.LIVE, Use.REST, false, "", "");
        sizes.add(block, Sizes.LARGE);
        return block;
    }

    private Piece page(long map) {
        int made = SegmentMap.made(map);
        BitSet live = live(map, made);
        BitSet keptHere = kept(map, made, live);
        int underWay = Math.clamp(
                SegmentMap.used(map) - live.cardinality() - keptHere.cardinality(),
                0,
                made - live.cardinality() - keptHere.cardinality());
        Page page = new Page(
                SegmentMap.address(map),
                SegmentMap.bytes(map),
                SegmentMap.slotBytes(map),
                SegmentMap.slots(map),
                made,
                underWay,
                live,
                keptHere,
                owner(SegmentMap.owner(map)));
        sizes.add(page, page.slotBytes());
        return page;
    }

    private static BitSet live(long map, int made) {
        long[] words = new long[Math.ceilDiv(made, Long.SIZE)];
        for (int i = 0; i < words.length; i++) words[i] = SegmentMap.liveBits(map, i);
        return BitSet.valueOf(words);
    }

    /** A slot that was kept when that was asked, and is live now, is not kept. */
    private BitSet kept(long map, int made, BitSet live) {
        BitSet here = new BitSet(0);
        long start = SegmentMap.address(map);
        long slotBytes = SegmentMap.slotBytes(map);
        int at = Arrays.binarySearch(kept, start);
        for (int i = at < 0 ? -at - 1 : at; i < kept.length && kept[i] < start + made * slotBytes; i++) {
            int slot = (int) ((kept[i] - start) / slotBytes);
            if (start + slot * slotBytes == kept[i] && !live.get(slot)) here.set(slot);
        }
        return here;
    }

    private String owner(long id) {
        return id == 0 ? "" : owners.getOrDefault(id, "another thread");
    }

    /** Estimated from the requests for which a page was opened. */
    private double slack(long slotBytes, Tally tally) {
        if (slotBytes == Sizes.LARGE) return Double.NaN;
        int sizeClass = SizeClass.of(slotBytes);
        long sampled = SegmentStats.value(root, sizeClass, SegmentStats.SAMPLED);
        long requested = SegmentStats.value(root, sizeClass, SegmentStats.REQUESTED);
        return sampled == 0 ? Double.NaN : 1 - (double) requested / (sampled * slotBytes);
    }
}
