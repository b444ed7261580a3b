package dev.ashlar.suites;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentClock;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import java.util.ArrayList;
import java.util.List;

/** The segment heap that was compiled to C. */
public final class CompiledSegment extends InProcess implements SegmentBlocks {
    private final Compiled library;

    private final long memory;
    private final long memoryBytes;
    private final long root;
    private final long report;
    private final long scratch;

    public CompiledSegment(Compiled library) {
        this(library, 0);
    }

    /** The root is at {@code address} if that is free, and not 0. */
    public CompiledSegment(Compiled library, long address) {
        this.library = library;
        long pageBytes = Os.pageSize();
        long reportBytes = Report.bytesFor(CAPACITY);
        long scratchBytes = 2 * 8 * (SegmentStats.LARGE + 1);
        memoryBytes = Math.ceilDiv(SegmentRoot.BYTES + 8 + reportBytes + scratchBytes, pageBytes) * pageBytes;
        memory = SystemMemory.map(address, memoryBytes);
        root = memory;
        report = root + Math.ceilDiv(SegmentRoot.BYTES, 8) * 8;
        scratch = report + reportBytes;
    }

    public long root() {
        return root;
    }

    @Override
    public long malloc(long sizeBytes) {
        return library.call("test_segment_malloc", root, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return library.call("test_segment_calloc", root, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return library.call("test_segment_realloc", root, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return library.call("test_segment_aligned_alloc", root, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return library.callInt("test_segment_free", root, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("test_segment_usable_bytes", root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return library.callInt("test_segment_rule_against", root, payload);
    }

    @Override
    public long enclosing(long address) {
        return library.call("test_segment_enclosing", root, address);
    }

    @Override
    public long liveBlocks() {
        long bytes = scratch + 8 * (SegmentStats.LARGE + 1);
        Mem.fill(scratch, 2 * 8 * (SegmentStats.LARGE + 1), 0);
        library.call("test_segment_use", root, scratch, bytes);
        long blocks = 0;
        for (int i = 0; i <= SegmentStats.LARGE; i++) blocks += Mem.getLong(scratch + i * 8L);
        return blocks;
    }

    @Override
    public void inThread(Runnable work) {
        Threaded.run(() -> {
            try {
                work.run();
            } finally {
                library.call("test_segment_detach", root);
                library.endThread();
            }
        });
    }

    @Override
    public void setOptions(long options) {
        library.call("test_segment_set_options", root, options);
    }

    @Override
    public void placeAt(long address) {
        library.call("test_segment_place_at", root, address);
    }

    @Override
    public void limit(long limitBytes) {
        library.call("test_segment_limit", root, limitBytes);
    }

    @Override
    public long collect() {
        return library.call("test_segment_collect", root);
    }

    @Override
    public void tick() {
        library.call("test_segment_tick", root);
    }

    @Override
    public void stopClock() {
        SegmentClock.stop(root);
    }

    @Override
    public boolean manage(long address, long sizeBytes, boolean isExclusive) {
        return library.callInt("test_segment_manage", root, address, sizeBytes, isExclusive ? 1 : 0) != 0;
    }

    @Override
    public long makeHeap() {
        return library.call("test_segment_make_heap", root);
    }

    @Override
    public long mallocIn(long heap, long sizeBytes) {
        return library.call("test_segment_malloc_in", root, heap, sizeBytes);
    }

    @Override
    public void destroyHeap(long heap) {
        library.call("test_segment_destroy_heap", root, heap);
    }

    @Override
    public long goodSize(long sizeBytes) {
        return library.call("test_segment_good_size", root, sizeBytes);
    }

    @Override
    public long statistic(int row, int column) {
        return library.call("test_segment_statistic", root, row, column);
    }

    @Override
    public List<Found> walk(long heap) {
        List<Found> found = new ArrayList<>();
        Mem.fill(scratch, SegmentWalk.CURSOR_BYTES, 0);
        while (library.callInt("test_segment_walk_next", root, scratch, heap) != 0)
            found.add(new Found(SegmentWalk.payload(scratch), SegmentWalk.usableBytes(scratch)));
        return found;
    }

    @Override
    public long map(long sizeBytes) {
        return SystemMemory.map(sizeBytes);
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, library.call("test_segment_verify", root, report, CAPACITY));
    }

    @Override
    public void close() {
        library.call("test_segment_close", root);
        SystemMemory.unmap(memory, memoryBytes);
    }
}
