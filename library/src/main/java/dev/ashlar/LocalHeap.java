package dev.ashlar;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.platform.Acting;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A heap of the core, and the id under which it is used: by one thread at a time, its owner or whoever has it for the moment. The
 * core takes the id for a thread's.
 */
final class LocalHeap {
    /** A root that has nothing, and a heap that has nothing: a closed heap's, which the fast paths may look at. */
    private static final long CLOSED = zeroed(SegmentRoot.BYTES);

    private static final long NONE = zeroed(SegmentHeap.NONE_BYTES);

    static {
        SegmentRoot.prepare(CLOSED);
        SegmentHeap.makeNone(CLOSED, NONE);
    }

    private static long zeroed(long bytes) {
        return Arena.global().allocate(bytes, 128).address();
    }

    final long id;
    private long root;
    private long heap = NONE;

    /** The root's, where they are read faster. */
    private long table = SegmentHeap.table(CLOSED);

    private long mask;
    private Magazine magazine = new Magazine();

    LocalHeap(long root, long id) {
        this.root = root;
        this.id = id;
    }

    /** Zeroed memory for the root of a new heap, as long as {@code scope} lives. */
    static MemorySegment newRoot(Arena scope, long limitBytes) {
        MemorySegment root = scope.allocate(SegmentRoot.BYTES, 128);
        SegmentRoot.prepare(root.address());
        if (limitBytes != 0) SegmentHeap.limit(root.address(), limitBytes);
        return root;
    }

    /** Has whoever comes later find nothing, and throw. */
    void close() {
        root = CLOSED;
        heap = NONE;
        table = SegmentHeap.table(CLOSED);
        mask = 0;
        magazine = new Magazine();
    }

    boolean isClosed() {
        return root == CLOSED;
    }

    void requireOpen() {
        if (isClosed()) throw new IllegalStateException("the heap is closed");
    }

    long malloc(long byteSize) {
        long address = magazine.take(byteSize);
        if (address == 0) address = SegmentHeap.tryMalloc(heap, byteSize);
        return address != 0 ? address : mallocSlow(byteSize);
    }

    private long mallocSlow(long byteSize) {
        Requests.requireSize("block", byteSize);
        if (!isAttached()) return 0;
        long address = SegmentHeap.mallocSlow(root, heap, byteSize);
        return address != 0 || !emptyMagazine() ? address : SegmentHeap.malloc(root, heap, byteSize);
    }

    long calloc(long count, long byteSize) {
        Requests.requireSize("number of blocks", count);
        Requests.requireSize("block", byteSize);
        return isAttached() ? SegmentHeap.calloc(root, heap, count, byteSize) : 0;
    }

    long alignedAlloc(long byteAlignment, long byteSize) {
        Requests.requireAlignment(byteAlignment);
        Requests.requireSize("block", byteSize);
        return isAttached() ? SegmentHeap.alignedAlloc(root, heap, byteAlignment, byteSize) : 0;
    }

    long realloc(long address, long byteSize) {
        Requests.requireSize("block", byteSize);
        if (address == 0) return malloc(byteSize);
        requireLive("realloc", address);
        if (!isAttached()) return 0;
        Acting acting = begin();
        long resized = SegmentHeap.realloc(root, heap, address, Math.max(byteSize, 1)); // 0 would free
        end(acting);
        return resized;
    }

    void free(long address) {
        if (!magazine.tryFree(table, mask, id, address)) freeToPage(address);
    }

    private void freeToPage(long address) {
        int done = SegmentHeap.tryFree(root, id, address);
        if (done != SegmentHeap.FREED) freeRest(address, done);
    }

    private void freeRest(long address, int done) {
        if (done == SegmentHeap.NOT_FREED) {
            requireOpen();
            done = SegmentHeap.tryFreeOther(root, heap, id, address);
        }
        if (done == SegmentHeap.EMPTIED) SegmentHeap.emptied(root, address);
        else if (done == SegmentHeap.NOT_FREED && address != 0) freeSlow(address);
    }

    private void freeSlow(long address) {
        Acting acting = begin();
        int rule = SegmentHeap.freeSlow(root, address);
        end(acting);
        if (rule != Rule.NONE) throw misuse("free", rule, address);
    }

    long usableBytes(long address) {
        requireLive("usableBytes", address);
        return SegmentHeap.usableBytes(root, address);
    }

    private void requireLive(String function, long address) {
        requireOpen();
        int rule = SegmentHeap.ruleAgainst(root, address);
        if (rule != Rule.NONE) throw misuse(function, rule, address);
    }

    private MisuseException misuse(String function, int rule, long address) {
        long block = SegmentHeap.enclosing(root, address);
        return new MisuseException(
                function, rule, address, block, block == 0 ? 0 : SegmentHeap.usableBytes(root, block));
    }

    /** Gives back to the system what neither it nor all together need now; how many bytes. */
    long collect() {
        requireOpen();
        emptyMagazine();
        return SegmentHeap.collect(root, heap);
    }

    /** Whether there was anything in it. */
    private boolean emptyMagazine() {
        boolean isAny = false;
        for (long slot; (slot = magazine.takeAny()) != 0; isAny = true) freeToPage(slot);
        return isAny;
    }

    /** Gives what it has to the threads that remain; its thread has ended. */
    void detach() {
        if (heap == NONE) return;
        emptyMagazine();
        Acting acting = begin();
        SegmentHeap.detach(root, heap);
        end(acting);
    }

    /** Whether it has a heap of the core's, which it gets now if it has none; false if there is no memory for one. */
    private boolean isAttached() {
        if (heap == NONE) {
            Acting acting = begin();
            SegmentHeap.attach(root);
            end(acting);
            table = SegmentHeap.table(root);
            mask = SegmentHeap.mask(root);
        }
        return heap != NONE;
    }

    /** From here to {@link #end} the core takes the calling thread for this heap's. */
    private Acting begin() {
        requireOpen();
        Acting acting = Acting.current();
        acting.become(id, heap == NONE ? 0 : heap);
        return acting;
    }

    private void end(Acting acting) {
        heap = acting.heap == 0 ? NONE : acting.heap;
        acting.retire();
    }
}
