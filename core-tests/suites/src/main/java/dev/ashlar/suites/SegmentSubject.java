package dev.ashlar.suites;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.SegmentClock;
import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentVerifier;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The segment heap itself, on whichever platform is on the class path. */
public final class SegmentSubject extends InProcess implements SegmentBlocks {
    private final long memory;
    private final long memoryBytes;
    private final long root;
    private final long report;
    private final long scratch;
    private final Consumer<Runnable> threads;

    /** {@code threads} runs what it is given in another thread, and waits for its end. */
    public SegmentSubject(Consumer<Runnable> threads) {
        this(threads, 0);
    }

    /** The root is at {@code address} if that is free, and not 0. */
    public SegmentSubject(Consumer<Runnable> threads, long address) {
        long pageBytes = Os.pageSize();
        long reportBytes = Report.bytesFor(CAPACITY);
        long scratchBytes = 2 * 8 * (SegmentStats.LARGE + 1);
        memoryBytes = Math.ceilDiv(SegmentRoot.BYTES + reportBytes + scratchBytes, pageBytes) * pageBytes;
        memory = SystemMemory.map(address, memoryBytes);
        Mem.fill(memory, memoryBytes, 0);
        root = memory;
        report = root + Math.ceilDiv(SegmentRoot.BYTES, 8) * 8;
        scratch = report + reportBytes;
        this.threads = threads;
    }

    public long root() {
        return root;
    }

    private boolean isAttached() {
        return SegmentHeap.isAttached(root, Threads.heap());
    }

    /** As a program would: the fast path, and what it has left. A thread without a heap here begins with the slow one. */
    @Override
    public long malloc(long sizeBytes) {
        long heap = Threads.heap();
        return isAttached() ? SegmentHeap.malloc(root, heap, sizeBytes) : SegmentHeap.mallocSlow(root, heap, sizeBytes);
    }

    /** What needs a heap to begin with gets one by a first block; 0 if there is no memory for that. */
    private long heap() {
        if (!isAttached()) {
            long payload = SegmentHeap.mallocSlow(root, 0, 1);
            if (payload != 0) SegmentHeap.free(root, Threads.id(), payload);
        }
        return Threads.heap();
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return heap() == 0 ? 0 : SegmentHeap.calloc(root, heap(), count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return heap() == 0 ? 0 : SegmentHeap.realloc(root, heap(), payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return heap() == 0 ? 0 : SegmentHeap.alignedAlloc(root, heap(), alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return SegmentHeap.free(root, Threads.id(), payload);
    }

    @Override
    public long usableBytes(long payload) {
        return SegmentHeap.usableBytes(root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return SegmentHeap.ruleAgainst(root, payload);
    }

    @Override
    public long enclosing(long address) {
        return SegmentHeap.enclosing(root, address);
    }

    @Override
    public long liveBlocks() {
        Mem.fill(scratch, 2 * 8 * (SegmentStats.LARGE + 1), 0);
        long bytes = scratch + 8 * (SegmentStats.LARGE + 1);
        SegmentStats.use(root, scratch, bytes);
        long blocks = 0;
        for (int i = 0; i <= SegmentStats.LARGE; i++) blocks += Mem.getLong(scratch + i * 8L);
        return blocks;
    }

    @Override
    public void inThread(Runnable work) {
        threads.accept(() -> {
            try {
                work.run();
            } finally {
                SegmentHeap.detach(root, Threads.heap());
            }
        });
    }

    @Override
    public void setOptions(long options) {
        SegmentRoot.setOptions(root, options);
    }

    @Override
    public void placeAt(long address) {
        SegmentHeap.placeAt(root, address);
    }

    @Override
    public void limit(long limitBytes) {
        SegmentHeap.limit(root, limitBytes);
    }

    @Override
    public long collect() {
        return SegmentHeap.collect(root, Threads.heap());
    }

    @Override
    public void tick() {
        SegmentHeap.tick(root);
    }

    @Override
    public void stopClock() {
        SegmentClock.stop(root);
    }

    @Override
    public boolean manage(long address, long sizeBytes, boolean isExclusive) {
        return SegmentHeap.manage(root, address, sizeBytes, isExclusive);
    }

    @Override
    public long makeHeap() {
        return SegmentHeap.makeHeap(root);
    }

    @Override
    public long mallocIn(long heap, long sizeBytes) {
        return SegmentHeap.mallocIn(root, heap, sizeBytes);
    }

    @Override
    public void destroyHeap(long heap) {
        SegmentHeap.destroyHeap(root, heap);
    }

    @Override
    public long goodSize(long sizeBytes) {
        return SegmentHeap.goodSize(root, sizeBytes);
    }

    @Override
    public long statistic(int row, int column) {
        return SegmentStats.value(root, row, column);
    }

    @Override
    public List<Found> walk(long heap) {
        List<Found> found = new ArrayList<>();
        Mem.fill(scratch, SegmentWalk.CURSOR_BYTES, 0);
        while (SegmentWalk.next(root, scratch, heap))
            found.add(new Found(SegmentWalk.payload(scratch), SegmentWalk.usableBytes(scratch)));
        return found;
    }

    @Override
    public long map(long sizeBytes) {
        return SystemMemory.map(sizeBytes);
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, SegmentVerifier.verify(root, report, CAPACITY));
    }

    /** {@link #faults} but for the purse's counts, which a thread that vanishes may leave a little off. */
    public List<String> faultsBesidesCounts() {
        String counts = "rule %d at".formatted(Rule.PURSE);
        return faults().stream().filter(fault -> !fault.startsWith(counts)).toList();
    }

    @Override
    public void close() {
        SegmentHeap.close(root);
        Threads.setHeap(0);
        SystemMemory.unmap(memory, memoryBytes);
    }
}
