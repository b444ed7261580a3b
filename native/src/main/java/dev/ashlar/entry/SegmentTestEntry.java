package dev.ashlar.entry;

import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentVerifier;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.platform.Threads;
import org.teavm.interop.Export;

/** What the suites call in the test library: the segment heap over any root. No other library keeps these. */
public final class SegmentTestEntry {
    private SegmentTestEntry() {}

    static void reach(long some) {
        malloc(some, some);
        calloc(some, some, some);
        realloc(some, some, some);
        alignedAlloc(some, some, some);
        free(some, some);
        usableBytes(some, some);
        ruleAgainst(some, some);
        enclosing(some, some);
        setOptions(some, some);
        placeAt(some, some);
        limit(some, some);
        collect(some);
        tick(some);
        manage(some, some, some, some);
        makeHeap(some);
        mallocIn(some, some, some);
        destroyHeap(some, some);
        goodSize(some, some);
        statistic(some, some, some);
        use(some, some, some);
        walkNext(some, some, some);
        verify(some, some, some);
        detach(some);
        close(some);
    }

    /** What needs a heap to begin with gets one by a first block. */
    private static long heap(long root) {
        if (!SegmentHeap.isAttached(root, Threads.heap())) free(root, SegmentHeap.mallocSlow(root, Threads.heap(), 1));
        return Threads.heap();
    }

    @Export(name = "ashlar_test_segment_malloc")
    static long malloc(long root, long sizeBytes) {
        return SegmentHeap.isAttached(root, Threads.heap())
                ? SegmentHeap.malloc(root, Threads.heap(), sizeBytes)
                : SegmentHeap.mallocSlow(root, Threads.heap(), sizeBytes);
    }

    @Export(name = "ashlar_test_segment_calloc")
    static long calloc(long root, long count, long itemBytes) {
        return SegmentHeap.calloc(root, heap(root), count, itemBytes);
    }

    @Export(name = "ashlar_test_segment_realloc")
    static long realloc(long root, long payload, long sizeBytes) {
        return SegmentHeap.realloc(root, heap(root), payload, sizeBytes);
    }

    @Export(name = "ashlar_test_segment_aligned_alloc")
    static long alignedAlloc(long root, long alignment, long sizeBytes) {
        return SegmentHeap.alignedAlloc(root, heap(root), alignment, sizeBytes);
    }

    @Export(name = "ashlar_test_segment_free")
    static int free(long root, long payload) {
        return SegmentHeap.free(root, Threads.id(), payload);
    }

    @Export(name = "ashlar_test_segment_usable_bytes")
    static long usableBytes(long root, long payload) {
        return SegmentHeap.usableBytes(root, payload);
    }

    @Export(name = "ashlar_test_segment_rule_against")
    static int ruleAgainst(long root, long payload) {
        return SegmentHeap.ruleAgainst(root, payload);
    }

    @Export(name = "ashlar_test_segment_enclosing")
    static long enclosing(long root, long address) {
        return SegmentHeap.enclosing(root, address);
    }

    @Export(name = "ashlar_test_segment_set_options")
    static void setOptions(long root, long options) {
        SegmentRoot.setOptions(root, options);
    }

    @Export(name = "ashlar_test_segment_place_at")
    static void placeAt(long root, long address) {
        SegmentHeap.placeAt(root, address);
    }

    @Export(name = "ashlar_test_segment_limit")
    static void limit(long root, long limitBytes) {
        SegmentHeap.limit(root, limitBytes);
    }

    @Export(name = "ashlar_test_segment_collect")
    static long collect(long root) {
        return SegmentHeap.collect(root, Threads.heap());
    }

    @Export(name = "ashlar_test_segment_tick")
    static void tick(long root) {
        SegmentHeap.tick(root);
    }

    @Export(name = "ashlar_test_segment_manage")
    static boolean manage(long root, long address, long sizeBytes, long isExclusive) {
        return SegmentHeap.manage(root, address, sizeBytes, isExclusive != 0);
    }

    @Export(name = "ashlar_test_segment_make_heap")
    static long makeHeap(long root) {
        return SegmentHeap.makeHeap(root);
    }

    @Export(name = "ashlar_test_segment_malloc_in")
    static long mallocIn(long root, long heap, long sizeBytes) {
        return SegmentHeap.mallocIn(root, heap, sizeBytes);
    }

    @Export(name = "ashlar_test_segment_destroy_heap")
    static void destroyHeap(long root, long heap) {
        SegmentHeap.destroyHeap(root, heap);
    }

    @Export(name = "ashlar_test_segment_good_size")
    static long goodSize(long root, long sizeBytes) {
        return SegmentHeap.goodSize(root, sizeBytes);
    }

    @Export(name = "ashlar_test_segment_statistic")
    static long statistic(long root, long row, long column) {
        return SegmentStats.value(root, (int) row, (int) column);
    }

    @Export(name = "ashlar_test_segment_use")
    static void use(long root, long blocks, long bytes) {
        SegmentStats.use(root, blocks, bytes);
    }

    @Export(name = "ashlar_test_segment_walk_next")
    static boolean walkNext(long root, long cursor, long heap) {
        return SegmentWalk.next(root, cursor, heap);
    }

    @Export(name = "ashlar_test_segment_verify")
    static long verify(long root, long report, long capacity) {
        return SegmentVerifier.verify(root, report, capacity);
    }

    @Export(name = "ashlar_test_segment_detach")
    static void detach(long root) {
        SegmentHeap.detach(root, Threads.heap());
    }

    @Export(name = "ashlar_test_segment_close")
    static void close(long root) {
        SegmentHeap.close(root);
        Threads.setHeap(0);
    }
}
