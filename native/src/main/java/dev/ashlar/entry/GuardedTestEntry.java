package dev.ashlar.entry;

import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.guarded.GuardedVerifier;
import org.teavm.interop.Export;

/** What the suites call in the test library: the guarded heap, over any memory. No other library keeps these. */
public final class GuardedTestEntry {
    private GuardedTestEntry() {}

    static void reach(long some) {
        allocate(some, some, some, some, some);
        calloc(some, some, some, some, some);
        realloc(some, some, some, some, some);
        free(some, some, some, some, some, some);
        usableBytes(some, some);
        ruleAgainst(some, some);
        enclosing(some, some);
        configure(some, some, some, some, some);
        touched(some, some, some);
        close(some);
        checkAll(some, some);
        flush(some, some);
        verify(some, some);
        stack(some, some, some);
    }

    @Export(name = "ashlar_test_guarded_allocate")
    static long allocate(long heap, long alignment, long sizeBytes, long site, long findings) {
        return GuardedHeap.allocate(heap, alignment, sizeBytes, site, findings);
    }

    @Export(name = "ashlar_test_guarded_calloc")
    static long calloc(long heap, long count, long itemBytes, long site, long findings) {
        return GuardedHeap.calloc(heap, count, itemBytes, site, findings);
    }

    @Export(name = "ashlar_test_guarded_realloc")
    static long realloc(long heap, long payload, long sizeBytes, long site, long findings) {
        return GuardedHeap.realloc(heap, payload, sizeBytes, site, findings);
    }

    @Export(name = "ashlar_test_guarded_free")
    static int free(long heap, long payload, long sizeBytes, long alignment, long site, long findings) {
        return GuardedHeap.free(heap, payload, sizeBytes, alignment, site, findings);
    }

    @Export(name = "ashlar_test_guarded_stack")
    static long stack(long heap, long frames, long count) {
        return GuardedHeap.stack(heap, frames, count);
    }

    @Export(name = "ashlar_test_guarded_usable_bytes")
    static long usableBytes(long heap, long payload) {
        return GuardedHeap.usableBytes(heap, payload);
    }

    @Export(name = "ashlar_test_guarded_rule_against")
    static int ruleAgainst(long heap, long payload) {
        return GuardedHeap.ruleAgainst(heap, payload);
    }

    @Export(name = "ashlar_test_guarded_enclosing")
    static long enclosing(long heap, long address) {
        return GuardedHeap.enclosing(heap, address);
    }

    @Export(name = "ashlar_test_guarded_configure")
    static void configure(long heap, long scribble, long limitBytes, long mostHeldBytes, long fenceEvery) {
        GuardedHeap.configure(heap, scribble != 0, limitBytes, mostHeldBytes, fenceEvery);
    }

    @Export(name = "ashlar_test_guarded_touched")
    static boolean touched(long heap, long address, long findings) {
        return GuardedHeap.touched(heap, address, findings);
    }

    @Export(name = "ashlar_test_guarded_close")
    static void close(long heap) {
        GuardedHeap.close(heap);
    }

    @Export(name = "ashlar_test_guarded_check_all")
    static void checkAll(long heap, long findings) {
        GuardedHeap.checkAll(heap, findings);
    }

    @Export(name = "ashlar_test_guarded_flush")
    static void flush(long heap, long findings) {
        GuardedHeap.flush(heap, findings);
    }

    /** Faults of the heap of the process. */
    @Export(name = "ashlar_test_guarded_verify")
    static long verify(long report, long capacity) {
        return GuardedVerifier.verify(GuardedHeap.ofProcess(), report, capacity);
    }
}
