package dev.ashlar.entry;

import dev.ashlar.core.segment.SegmentFork;
import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.core.walk.SegmentPieces;
import dev.ashlar.platform.Threads;
import org.teavm.interop.Export;

/** What the C shim of the segment heap calls: one line each, on the root of the process and the heap of the thread. */
public final class SegmentEntry {
    private SegmentEntry() {}

    /** Calls everything, so that TeaVM compiles it: an export alone is no reason to. */
    static void reach(long some) {
        tryMalloc(some);
        mallocSlow(some);
        calloc(some, some);
        realloc(some, some);
        alignedAlloc(some, some);
        tryFree(some);
        emptied(some);
        tryFreeOther(some);
        freeSlow(some);
        usableBytes(some);
        goodSize(some);
        ruleAgainst(some);
        enclosing(some);
        setOptions(some);
        placeAt(some);
        limit(some);
        manage(some, some, (int) some);
        detach();
        collect();
        tick();
        afterForkInChild();
        heapNew();
        heapMalloc(some, some);
        heapCalloc(some, some, some);
        heapAlignedAlloc(some, some, some);
        heapDestroy(some);
        isOwnHeap(some);
        heapOf(some);
        walkNext(some, some);
        statistic((int) some, (int) some);
        use(some, some);
        hold();
        letGo(some);
        nextPiece(some, some);
    }

    private static long root() {
        return SegmentRoot.ofProcess();
    }

    @Export(name = "ashlar_segment_try_malloc")
    static long tryMalloc(long sizeBytes) {
        return SegmentHeap.tryMalloc(Threads.heap(), sizeBytes);
    }

    @Export(name = "ashlar_segment_malloc_slow")
    static long mallocSlow(long sizeBytes) {
        return SegmentHeap.mallocSlow(root(), Threads.heap(), sizeBytes);
    }

    @Export(name = "ashlar_segment_calloc")
    static long calloc(long count, long itemBytes) {
        return SegmentHeap.calloc(root(), Threads.heap(), count, itemBytes);
    }

    @Export(name = "ashlar_segment_realloc")
    static long realloc(long payload, long sizeBytes) {
        return SegmentHeap.realloc(root(), Threads.heap(), payload, sizeBytes);
    }

    @Export(name = "ashlar_segment_aligned_alloc")
    static long alignedAlloc(long alignment, long sizeBytes) {
        return SegmentHeap.alignedAlloc(root(), Threads.heap(), alignment, sizeBytes);
    }

    @Export(name = "ashlar_segment_try_free")
    static int tryFree(long payload) {
        return SegmentHeap.tryFree(root(), Threads.id(), payload);
    }

    @Export(name = "ashlar_segment_emptied")
    static int emptied(long payload) {
        return SegmentHeap.emptied(root(), payload);
    }

    @Export(name = "ashlar_segment_try_free_other")
    static int tryFreeOther(long payload) {
        return SegmentHeap.tryFreeOther(root(), Threads.heap(), Threads.id(), payload);
    }

    @Export(name = "ashlar_segment_free_slow")
    static int freeSlow(long payload) {
        return SegmentHeap.freeSlow(root(), payload);
    }

    @Export(name = "ashlar_segment_usable_bytes")
    static long usableBytes(long payload) {
        return SegmentHeap.usableBytes(root(), payload);
    }

    @Export(name = "ashlar_segment_good_size")
    static long goodSize(long sizeBytes) {
        return SegmentHeap.goodSize(root(), sizeBytes);
    }

    @Export(name = "ashlar_segment_rule_against")
    static int ruleAgainst(long payload) {
        return SegmentHeap.ruleAgainst(root(), payload);
    }

    @Export(name = "ashlar_segment_enclosing")
    static long enclosing(long address) {
        return SegmentHeap.enclosing(root(), address);
    }

    @Export(name = "ashlar_segment_set_options")
    static void setOptions(long options) {
        SegmentRoot.setOptions(root(), options);
    }

    @Export(name = "ashlar_segment_place_at")
    static void placeAt(long address) {
        SegmentHeap.placeAt(root(), address);
    }

    @Export(name = "ashlar_segment_limit")
    static void limit(long limitBytes) {
        SegmentHeap.limit(root(), limitBytes);
    }

    @Export(name = "ashlar_segment_manage")
    static boolean manage(long address, long sizeBytes, int isExclusive) {
        return SegmentHeap.manage(root(), address, sizeBytes, isExclusive != 0);
    }

    @Export(name = "ashlar_segment_detach")
    static void detach() {
        SegmentHeap.detach(root(), Threads.heap());
    }

    @Export(name = "ashlar_segment_collect")
    static long collect() {
        return SegmentHeap.collect(root(), Threads.heap());
    }

    @Export(name = "ashlar_segment_tick")
    static void tick() {
        SegmentHeap.tick(root());
    }

    @Export(name = "ashlar_segment_after_fork_in_child")
    static void afterForkInChild() {
        SegmentFork.afterInChild(root());
    }

    @Export(name = "ashlar_segment_heap_new")
    static long heapNew() {
        return SegmentHeap.makeHeap(root());
    }

    @Export(name = "ashlar_segment_heap_malloc")
    static long heapMalloc(long heap, long sizeBytes) {
        return SegmentHeap.mallocIn(root(), heap, sizeBytes);
    }

    @Export(name = "ashlar_segment_heap_calloc")
    static long heapCalloc(long heap, long count, long itemBytes) {
        return SegmentHeap.callocIn(root(), heap, count, itemBytes);
    }

    @Export(name = "ashlar_segment_heap_aligned_alloc")
    static long heapAlignedAlloc(long heap, long alignment, long sizeBytes) {
        return SegmentHeap.alignedAllocIn(root(), heap, alignment, sizeBytes);
    }

    @Export(name = "ashlar_segment_heap_destroy")
    static void heapDestroy(long heap) {
        SegmentHeap.destroyHeap(root(), heap);
    }

    @Export(name = "ashlar_segment_is_own_heap")
    static boolean isOwnHeap(long heap) {
        return SegmentHeap.isOwnHeap(root(), heap);
    }

    @Export(name = "ashlar_segment_heap_of")
    static long heapOf(long payload) {
        return SegmentHeap.ownHeapOf(root(), payload);
    }

    @Export(name = "ashlar_segment_walk_next")
    static boolean walkNext(long cursor, long heap) {
        return SegmentWalk.next(root(), cursor, heap);
    }

    @Export(name = "ashlar_segment_statistic")
    static long statistic(int row, int column) {
        return SegmentStats.value(root(), row, column);
    }

    @Export(name = "ashlar_segment_use")
    static void use(long blocks, long bytes) {
        SegmentStats.use(root(), blocks, bytes);
    }

    /** What {@link #nextPiece} takes, while nobody else is inside; 0 if that can't be. */
    @Export(name = "ashlar_segment_hold")
    static long hold() {
        return SegmentRoot.ofProcess(); // nothing is ever locked there
    }

    @Export(name = "ashlar_segment_let_go")
    static void letGo(long held) {}

    @Export(name = "ashlar_segment_next_piece")
    static boolean nextPiece(long held, long piece) {
        return SegmentPieces.next(held, piece);
    }
}
