package dev.ashlar.entry;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfWalk;
import dev.ashlar.core.walk.GrowingPieces;
import org.teavm.interop.Export;

/** What growing.c calls: one line each, on the heap of the process. */
public final class GrowingEntry {
    private GrowingEntry() {}

    /** Calls everything, so that TeaVM compiles it: an export alone is no reason to. */
    static void reach(long some) {
        malloc(some);
        calloc(some, some);
        realloc(some, some);
        alignedAlloc(some, some);
        free(some);
        usableBytes(some);
        ruleAgainst(some);
        enclosing(some);
        configure((int) some, some);
        collect();
        afterForkInChild();
        live((int) some);
        mapped((int) some);
        pools();
        systemCalls((int) some);
        hold();
        letGo(some);
        nextPiece(some, some);
    }

    @Export(name = "ashlar_growing_malloc")
    static long malloc(long sizeBytes) {
        return GrowingHeap.malloc(GrowingHeap.ofProcess(), sizeBytes);
    }

    @Export(name = "ashlar_growing_calloc")
    static long calloc(long count, long itemBytes) {
        return GrowingHeap.calloc(GrowingHeap.ofProcess(), count, itemBytes);
    }

    @Export(name = "ashlar_growing_realloc")
    static long realloc(long payload, long sizeBytes) {
        return GrowingHeap.realloc(GrowingHeap.ofProcess(), payload, sizeBytes);
    }

    @Export(name = "ashlar_growing_aligned_alloc")
    static long alignedAlloc(long alignment, long sizeBytes) {
        return GrowingHeap.alignedAlloc(GrowingHeap.ofProcess(), alignment, sizeBytes);
    }

    @Export(name = "ashlar_growing_free")
    static int free(long payload) {
        return GrowingHeap.free(GrowingHeap.ofProcess(), payload);
    }

    @Export(name = "ashlar_growing_usable_bytes")
    static long usableBytes(long payload) {
        return GrowingHeap.usableBytes(GrowingHeap.ofProcess(), payload);
    }

    @Export(name = "ashlar_growing_rule_against")
    static int ruleAgainst(long payload) {
        return GrowingHeap.ruleAgainst(GrowingHeap.ofProcess(), payload);
    }

    @Export(name = "ashlar_growing_enclosing")
    static long enclosing(long address) {
        return GrowingHeap.enclosing(GrowingHeap.ofProcess(), address);
    }

    @Export(name = "ashlar_growing_configure")
    static void configure(int scribble, long limitBytes) {
        GrowingHeap.configure(GrowingHeap.ofProcess(), scribble != 0, limitBytes);
    }

    @Export(name = "ashlar_growing_collect")
    static boolean collect() {
        return GrowingHeap.collect(GrowingHeap.ofProcess());
    }

    @Export(name = "ashlar_growing_after_fork_in_child")
    static void afterForkInChild() {
        GrowingHeap.afterForkInChild(GrowingHeap.ofProcess());
    }

    /** Live blocks, their bytes with headers, bytes of free blocks, the most that a request is certain to get. */
    @Export(name = "ashlar_growing_live")
    static long live(int which) {
        long control = GrowingHeap.control(GrowingHeap.ofProcess());
        if (which == 0) return TlsfWalk.liveBlocks(control);
        if (which == 1) return Tlsf.usedBytes(control);
        return which == 2 ? Tlsf.freeBytes(control) : Tlsf.certainBytes(control);
    }

    /** Bytes mapped, and the most that were. */
    @Export(name = "ashlar_growing_mapped")
    static long mapped(int which) {
        long heap = GrowingHeap.ofProcess();
        return which == 0 ? GrowingHeap.mappedBytes(heap) : GrowingHeap.peakBytes(heap);
    }

    @Export(name = "ashlar_growing_pools")
    static long pools() {
        long control = GrowingHeap.control(GrowingHeap.ofProcess());
        long pools = 0;
        for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool)) pools++;
        return pools;
    }

    @Export(name = "ashlar_growing_system_calls")
    static long systemCalls(int call) {
        return GrowingHeap.calls(GrowingHeap.ofProcess(), call);
    }

    /** What {@link #nextPiece} takes, while nobody else is inside; 0 if that can't be. */
    @Export(name = "ashlar_growing_hold")
    static long hold() {
        long heap = GrowingHeap.ofProcess();
        return GrowingHeap.hold(heap) ? heap : 0;
    }

    @Export(name = "ashlar_growing_let_go")
    static void letGo(long held) {
        GrowingHeap.letGo(held);
    }

    @Export(name = "ashlar_growing_next_piece")
    static boolean nextPiece(long held, long piece) {
        return GrowingPieces.next(held, piece);
    }
}
