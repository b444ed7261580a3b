package dev.ashlar.system;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.InProcess;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.Threaded;
import java.util.ArrayList;
import java.util.List;

/** The segment heap that was compiled to C, in this process, called through java.lang.foreign. */
final class NativeSegmentSubject extends InProcess implements SegmentBlocks {
    private static final Exports LIBRARY = new Exports("test_segment_");

    private final long memory;
    private final long memoryBytes;
    private final long root;
    private final long report;
    private final long scratch;

    NativeSegmentSubject() {
        this(0);
    }

    /** The root is at {@code address} if that is free, and not 0. */
    NativeSegmentSubject(long address) {
        long pageBytes = Os.pageSize();
        long reportBytes = Report.bytesFor(CAPACITY);
        long scratchBytes = 2 * 8 * (SegmentStats.LARGE + 1);
        memoryBytes = Math.ceilDiv(SegmentRoot.BYTES + 8 + reportBytes + scratchBytes, pageBytes) * pageBytes;
        memory = Os.mmap(address, memoryBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        root = memory;
        report = root + Math.ceilDiv(SegmentRoot.BYTES, 8) * 8;
        scratch = report + reportBytes;
    }

    long root() {
        return root;
    }

    @Override
    public long malloc(long sizeBytes) {
        return LIBRARY.call("malloc", root, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return LIBRARY.call("calloc", root, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return LIBRARY.call("realloc", root, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return LIBRARY.call("aligned_alloc", root, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return LIBRARY.callInt("free", root, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return LIBRARY.call("usable_bytes", root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return LIBRARY.callInt("rule_against", root, payload);
    }

    @Override
    public long enclosing(long address) {
        return LIBRARY.call("enclosing", root, address);
    }

    @Override
    public long liveBlocks() {
        long bytes = scratch + 8 * (SegmentStats.LARGE + 1);
        Mem.fill(scratch, 2 * 8 * (SegmentStats.LARGE + 1), 0);
        LIBRARY.call("use", root, scratch, bytes);
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
                LIBRARY.call("detach", root);
            }
        });
    }

    @Override
    public void setOptions(long options) {
        LIBRARY.call("set_options", root, options);
    }

    @Override
    public void placeAt(long address) {
        LIBRARY.call("place_at", root, address);
    }

    @Override
    public void limit(long limitBytes) {
        LIBRARY.call("limit", root, limitBytes);
    }

    @Override
    public long collect() {
        return LIBRARY.call("collect", root);
    }

    @Override
    public void tick() {
        LIBRARY.call("tick", root);
    }

    @Override
    public boolean manage(long address, long sizeBytes, boolean isExclusive) {
        return LIBRARY.callInt("manage", root, address, sizeBytes, isExclusive ? 1 : 0) != 0;
    }

    @Override
    public long makeHeap() {
        return LIBRARY.call("make_heap", root);
    }

    @Override
    public long mallocIn(long heap, long sizeBytes) {
        return LIBRARY.call("malloc_in", root, heap, sizeBytes);
    }

    @Override
    public void destroyHeap(long heap) {
        LIBRARY.call("destroy_heap", root, heap);
    }

    @Override
    public long goodSize(long sizeBytes) {
        return LIBRARY.call("good_size", root, sizeBytes);
    }

    @Override
    public long statistic(int row, int column) {
        return LIBRARY.call("statistic", root, row, column);
    }

    @Override
    public List<Found> walk(long heap) {
        List<Found> found = new ArrayList<>();
        Mem.fill(scratch, SegmentWalk.CURSOR_BYTES, 0);
        while (LIBRARY.callInt("walk_next", root, scratch, heap) != 0)
            found.add(new Found(SegmentWalk.payload(scratch), SegmentWalk.usableBytes(scratch)));
        return found;
    }

    @Override
    public long map(long sizeBytes) {
        return Os.mmap(0, sizeBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, LIBRARY.call("verify", root, report, CAPACITY));
    }

    @Override
    public void close() {
        LIBRARY.call("close", root);
        Os.munmap(memory, memoryBytes);
    }
}
