package dev.ashlar;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A heap some of whose blocks are a debugged heap's: one allocation of so many costs tens of microseconds, and the others some
 * nanoseconds. What leaks comes to be among them, with the stack trace of who allocated it.
 * <pre>
 *   malloc ──┬── as a rule ──▶ a heap as any          ◀─────────────── free
 *            └── now and then ▶ a debugged heap       ◀── foreign ────┘   what the first takes for a misuse
 * </pre>
 */
final class SampledHeap extends Heap {
    private final Heap heap;
    final DebugHeap sample;
    private final Lots lots;

    SampledHeap(HeapTraits traits, int every, boolean isConfined) {
        super(traits.name());
        lots = new Lots(every);
        HeapTraits shared = traits.withBudget();
        sample = new DebugHeap(shared, isConfined, false);
        try {
            heap = isConfined ? new ConfinedHeap(shared, sample) : new SharedHeap(shared, sample);
        } catch (OutOfMemoryError error) {
            sample.close();
            throw error;
        }
    }

    @Override
    public long malloc(long byteSize) {
        long address = lots.isDrawn() ? sampled(byteSize, sample.malloc(byteSize)) : 0;
        return address != 0 ? address : heap.malloc(byteSize);
    }

    @Override
    public long calloc(long count, long byteSize) {
        long address = lots.isDrawn() ? sampled(count * byteSize, sample.calloc(count, byteSize)) : 0;
        return address != 0 ? address : heap.calloc(count, byteSize);
    }

    @Override
    public long alignedAlloc(long byteAlignment, long byteSize) {
        long address = lots.isDrawn() ? sampled(byteSize, sample.alignedAlloc(byteAlignment, byteSize)) : 0;
        return address != 0 ? address : heap.alignedAlloc(byteAlignment, byteSize);
    }

    /** A block of the sample; 0 if there was no memory for it, and there may be in the heap. */
    private long sampled(long byteSize, long address) {
        if (address != 0) Recorder.sampled(name(), byteSize, lots.every());
        return address;
    }

    /** A block stays where it was allocated. The heap asks the sample where it would throw; the same of the next two. */
    @Override
    public long realloc(long address, long byteSize) {
        return address == 0 ? malloc(byteSize) : heap.realloc(address, byteSize);
    }

    @Override
    public void free(long address) {
        heap.free(address);
    }

    @Override
    public long usableBytes(long address) {
        return heap.usableBytes(address);
    }

    /** The peak is that of one and that of the other, which may have been at different times. */
    @Override
    public HeapStats stats() {
        return heap.stats().and(sample.stats());
    }

    /** The heap's arenas, and the regions of the sample. */
    @Override
    public HeapDump dump() {
        return heap.dump().with(sample.dump(), toString());
    }

    @Override
    public long collect() {
        return heap.collect() + sample.collect();
    }

    @Override
    public List<Leak> leaks() {
        return sample.leaks();
    }

    @Override
    public void check() {
        sample.check();
    }

    @Override
    String kind() {
        return "%s, 1/%d sampled".formatted(heap.kind(), lots.every());
    }

    @Override
    @Nullable
    Budget budget() {
        return heap.budget();
    }

    @Override
    void tellAtExit() {
        sample.tellAtExit();
    }

    @Override
    MemorySegment memory() {
        return heap.memory();
    }

    @Override
    void requireUsable() {
        heap.requireUsable();
    }

    @Override
    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        return heap.outOfMemory(byteSize, byteAlignment);
    }

    @Override
    void requireShared() {
        heap.requireShared();
    }

    /** @throws MisuseException if a block of the sample is damaged; the heap is closed all the same */
    @Override
    public void close() {
        heap.close();
        OpenHeaps.forget(this);
        sample.close();
    }
}
