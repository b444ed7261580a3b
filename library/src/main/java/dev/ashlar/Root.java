package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the threads of a heap have in common: the core's root, and where more memory may come from. */
final class Root {
    private final Arena scope;
    private final HeapTraits traits;
    private @Nullable Heap heap;
    private final AtomicLong toldPurgedBytes = new AtomicLong();

    /** The core's name for it. */
    final long address;

    final @Nullable Quota quota;

    /** Whose blocks may be freed here, too; null for none. */
    final @Nullable DebugHeap sample;

    /**
     * @param heap whose it is
     * @param scope the arena of the root, closed with it
     * @throws OutOfMemoryError if the budget has nothing; then the scope is closed
     */
    Root(Heap heap, Arena scope, HeapTraits traits, @Nullable DebugHeap sample) {
        FirstUse.ofSegmentHeaps();
        this.heap = heap;
        this.scope = scope;
        this.traits = traits;
        this.sample = sample;
        address = scope.allocate(SegmentRoot.BYTES, 128).address();
        SegmentRoot.prepare(address);
        if (traits.limitBytes() != 0) SegmentHeap.limit(address, traits.limitBytes());
        quota = traits.budget() == null ? null : newQuota(traits.budget());
    }

    private Quota newQuota(Budget budget) {
        try {
            return new Quota(
                    budget,
                    bytes -> SegmentHeap.limit(address, bytes),
                    () -> {
                        SegmentHeap.collect(address, 0);
                        return committedBytes();
                    },
                    () -> SegmentHeap.close(address));
        } catch (OutOfMemoryError error) {
            scope.close();
            throw error;
        }
    }

    @Nullable
    Budget budget() {
        return traits.budget();
    }

    void reclaim() {
        Heap open = heap;
        if (open != null) open.reclaim();
    }

    long committedBytes() {
        return total(SegmentStats.COMMITTED);
    }

    private long total(int column) {
        return SegmentStats.value(address, SegmentStats.TOTAL, column);
    }

    /** Tells JFR what has gone back to the system since it was told last; whoever comes first tells what others did. */
    void tellPurges() {
        if (!Recorder.wantsPurges()) return;
        long purgedBytes = total(SegmentStats.PURGED);
        long told = toldPurgedBytes.get();
        if (purgedBytes > told && toldPurgedBytes.compareAndSet(told, purgedBytes))
            Recorder.purged(traits.name(), purgedBytes - told, committedBytes());
    }

    void tellRefill(long byteSize) {
        Recorder.refilled(traits.name(), byteSize);
    }

    void tellRefusal(long byteSize) {
        Recorder.refused(traits.name(), byteSize, committedBytes() + (sample == null ? 0 : sample.committedBytes()));
    }

    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        if (quota != null) return quota.outOfMemory(byteSize);
        return Shortage.error(committedBytes(), total(SegmentStats.LIMIT), byteSize, byteAlignment);
    }

    /** Gives all memory back, and lets go of the heap: a thread that lives on may remember this. */
    void close() {
        heap = null;
        if (quota != null) quota.close();
        else SegmentHeap.close(address);
        scope.close();
    }
}
