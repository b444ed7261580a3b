package dev.ashlar;

import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.platform.Mem;
import java.lang.foreign.Arena;

/** Slots that are free and kept ready, which the core counts as used. */
record Kept(long blocks, long bytes) {
    static final Kept NOTHING = new Kept(0, 0);

    private static final int ROWS = SegmentStats.LARGE + 1;

    Kept and(Kept other) {
        return new Kept(blocks + other.blocks, bytes + other.bytes);
    }

    /** What the core says of a heap, without these. */
    HeapStats statsOf(long root) {
        long liveBlocks = -blocks;
        long usableBytes = -bytes;
        try (Arena arena = Arena.ofConfined()) {
            long blocksOf = arena.allocate(ROWS * 8L, 8).address();
            long bytesOf = arena.allocate(ROWS * 8L, 8).address();
            SegmentStats.use(root, blocksOf, bytesOf);
            SegmentStats.leaveOutGathered(root, blocksOf, bytesOf);
            for (int i = 0; i < ROWS; i++) {
                liveBlocks += Mem.getLong(blocksOf + i * 8L);
                usableBytes += Mem.getLong(bytesOf + i * 8L);
            }
        }
        return new HeapStats(
                Math.max(liveBlocks, 0), // less than none, where a thread took a block meanwhile that it had kept
                Math.max(usableBytes, 0),
                total(root, SegmentStats.COMMITTED),
                total(root, SegmentStats.DIRTY),
                total(root, SegmentStats.PEAK_COMMITTED),
                total(root, SegmentStats.RESERVED));
    }

    private static long total(long root, int column) {
        return SegmentStats.value(root, SegmentStats.TOTAL, column);
    }
}
