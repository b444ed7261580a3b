package dev.ashlar.entry;

import dev.ashlar.core.growing.GrowingHeap;
import org.teavm.interop.Export;

/** What the suites call in the test library: pools that grow, over any memory. No other library keeps these. */
public final class GrowingTestEntry {
    private GrowingTestEntry() {}

    static void reach(long some) {
        malloc(some, some);
        calloc(some, some, some);
        realloc(some, some, some);
        alignedAlloc(some, some, some);
        free(some, some);
        usableBytes(some, some);
        ruleAgainst(some, some);
        enclosing(some, some);
        configure(some, some, some);
        collect(some);
    }

    @Export(name = "ashlar_test_growing_malloc")
    static long malloc(long heap, long sizeBytes) {
        return GrowingHeap.malloc(heap, sizeBytes);
    }

    @Export(name = "ashlar_test_growing_calloc")
    static long calloc(long heap, long count, long itemBytes) {
        return GrowingHeap.calloc(heap, count, itemBytes);
    }

    @Export(name = "ashlar_test_growing_realloc")
    static long realloc(long heap, long payload, long sizeBytes) {
        return GrowingHeap.realloc(heap, payload, sizeBytes);
    }

    @Export(name = "ashlar_test_growing_aligned_alloc")
    static long alignedAlloc(long heap, long alignment, long sizeBytes) {
        return GrowingHeap.alignedAlloc(heap, alignment, sizeBytes);
    }

    @Export(name = "ashlar_test_growing_free")
    static int free(long heap, long payload) {
        return GrowingHeap.free(heap, payload);
    }

    @Export(name = "ashlar_test_growing_usable_bytes")
    static long usableBytes(long heap, long payload) {
        return GrowingHeap.usableBytes(heap, payload);
    }

    @Export(name = "ashlar_test_growing_rule_against")
    static int ruleAgainst(long heap, long payload) {
        return GrowingHeap.ruleAgainst(heap, payload);
    }

    @Export(name = "ashlar_test_growing_enclosing")
    static long enclosing(long heap, long address) {
        return GrowingHeap.enclosing(heap, address);
    }

    @Export(name = "ashlar_test_growing_configure")
    static void configure(long heap, long scribble, long limitBytes) {
        GrowingHeap.configure(heap, scribble != 0, limitBytes);
    }

    @Export(name = "ashlar_test_growing_collect")
    static boolean collect(long heap) {
        return GrowingHeap.collect(heap);
    }
}
