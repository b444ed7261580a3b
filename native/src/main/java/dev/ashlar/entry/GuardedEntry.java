package dev.ashlar.entry;

import dev.ashlar.core.guarded.Census;
import dev.ashlar.core.guarded.Findings;
import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.guarded.Leaks;
import dev.ashlar.core.guarded.Stacks;
import dev.ashlar.core.walk.GuardedPieces;
import org.teavm.interop.Export;

/** What guarded.c calls: one line each, on the heap of the process. */
public final class GuardedEntry {
    private GuardedEntry() {}

    /** Calls everything, so that TeaVM compiles it: an export alone is no reason to. */
    static void reach(long some) {
        allocate(some, some, some, some);
        calloc(some, some, some, some);
        realloc(some, some, some, some);
        free(some, some, some, some, some);
        usableBytes(some);
        ruleAgainst(some);
        configure((int) some, some, some, some, some);
        touched(some, some);
        checkAll(some);
        flush(some);
        open(some, some);
        count(some);
        rule(some, some);
        value(some, some, (int) some);
        total((int) some);
        systemCalls((int) some);
        afterForkInChild();
        leaks();
        closeLeaks(some);
        largest(some);
        leak(some, some, (int) some);
        forget(some, some);
        census(some);
        censusValue(some, (int) some, (int) some);
        refusedBy();
        stack(some, some);
        stackCount(some);
        stackFrame(some, some);
        hold();
        letGo(some);
        nextPiece(some, some);
    }

    @Export(name = "ashlar_guarded_allocate")
    static long allocate(long alignment, long sizeBytes, long site, long findings) {
        return GuardedHeap.allocate(GuardedHeap.ofProcess(), alignment, sizeBytes, site, findings);
    }

    @Export(name = "ashlar_guarded_calloc")
    static long calloc(long count, long itemBytes, long site, long findings) {
        return GuardedHeap.calloc(GuardedHeap.ofProcess(), count, itemBytes, site, findings);
    }

    @Export(name = "ashlar_guarded_realloc")
    static long realloc(long payload, long sizeBytes, long site, long findings) {
        return GuardedHeap.realloc(GuardedHeap.ofProcess(), payload, sizeBytes, site, findings);
    }

    @Export(name = "ashlar_guarded_free")
    static int free(long payload, long sizeBytes, long alignment, long site, long findings) {
        return GuardedHeap.free(GuardedHeap.ofProcess(), payload, sizeBytes, alignment, site, findings);
    }

    @Export(name = "ashlar_guarded_usable_bytes")
    static long usableBytes(long payload) {
        return GuardedHeap.usableBytes(GuardedHeap.ofProcess(), payload);
    }

    @Export(name = "ashlar_guarded_rule_against")
    static int ruleAgainst(long payload) {
        return GuardedHeap.ruleAgainst(GuardedHeap.ofProcess(), payload);
    }

    @Export(name = "ashlar_guarded_configure")
    static void configure(int scribble, long limitBytes, long mostHeldBytes, long fenceEvery, long mostFences) {
        GuardedHeap.configure(GuardedHeap.ofProcess(), scribble != 0, limitBytes, mostHeldBytes, fenceEvery);
        GuardedHeap.limitFences(GuardedHeap.ofProcess(), mostFences);
    }

    @Export(name = "ashlar_guarded_touched")
    static boolean touched(long address, long findings) {
        return GuardedHeap.touched(GuardedHeap.ofProcess(), address, findings);
    }

    @Export(name = "ashlar_guarded_check_all")
    static void checkAll(long findings) {
        GuardedHeap.checkAll(GuardedHeap.ofProcess(), findings);
    }

    @Export(name = "ashlar_guarded_flush")
    static void flush(long findings) {
        GuardedHeap.flush(GuardedHeap.ofProcess(), findings);
    }

    @Export(name = "ashlar_findings_open")
    static void open(long findings, long capacity) {
        Findings.open(findings, capacity);
    }

    @Export(name = "ashlar_findings_count")
    static long count(long findings) {
        return Findings.count(findings);
    }

    @Export(name = "ashlar_findings_rule")
    static int rule(long findings, long index) {
        return Findings.rule(findings, index);
    }

    /** Address, payload, requested bytes, distance, who allocated, who freed, and what was said: 0 to 6. */
    @Export(name = "ashlar_findings_value")
    static long value(long findings, long index, int which) {
        if (which == 0) return Findings.address(findings, index);
        if (which == 1) return Findings.payload(findings, index);
        if (which == 2) return Findings.requested(findings, index);
        if (which == 3) return Findings.distance(findings, index);
        if (which == 4) return Findings.allocSite(findings, index);
        return which == 5 ? Findings.freeSite(findings, index) : Findings.given(findings, index);
    }

    /** Live blocks and their bytes, bytes in quarantine, bytes mapped and the most that were: 0 to 4. */
    @Export(name = "ashlar_guarded_total")
    static long total(int which) {
        long heap = GuardedHeap.ofProcess();
        if (which == 0) return GuardedHeap.liveBlocks(heap);
        if (which == 1) return GuardedHeap.liveBytes(heap);
        if (which == 2) return GuardedHeap.heldBytes(heap);
        return which == 3 ? GuardedHeap.committedBytes(heap) : GuardedHeap.peakBytes(heap);
    }

    @Export(name = "ashlar_guarded_after_fork_in_child")
    static void afterForkInChild() {
        GuardedHeap.afterForkInChild(GuardedHeap.ofProcess());
    }

    @Export(name = "ashlar_guarded_leaks")
    static long leaks() {
        return GuardedHeap.leaks(GuardedHeap.ofProcess());
    }

    @Export(name = "ashlar_guarded_close_leaks")
    static void closeLeaks(long leaks) {
        GuardedHeap.closeLeaks(GuardedHeap.ofProcess(), leaks);
    }

    @Export(name = "ashlar_leaks_largest")
    static long largest(long leaks) {
        return Leaks.largest(leaks);
    }

    /** Sites in all; then site, blocks, bytes and one payload of an entry: 0 to 4. */
    @Export(name = "ashlar_leaks_value")
    static long leak(long leaks, long index, int which) {
        if (which == 0) return Leaks.sites(leaks);
        if (which == 1) return Leaks.site(leaks, index);
        if (which == 2) return Leaks.blocks(leaks, index);
        return which == 3 ? Leaks.bytes(leaks, index) : Leaks.payload(leaks, index);
    }

    @Export(name = "ashlar_leaks_forget")
    static void forget(long leaks, long index) {
        Leaks.forget(leaks, index);
    }

    @Export(name = "ashlar_guarded_census")
    static boolean census(long census) {
        return GuardedHeap.census(GuardedHeap.ofProcess(), census);
    }

    /** The most bytes of a block of a class, the blocks, their bytes: 0 to 2. */
    @Export(name = "ashlar_census_value")
    static long censusValue(long census, int size, int which) {
        if (which == 0) return Census.mostBytes(size);
        return which == 1 ? Census.blocks(census, size) : Census.bytes(census, size);
    }

    /** 1 for the limit of the options, 2 for the system, 0 for nobody so far. */
    @Export(name = "ashlar_guarded_refused_by")
    static int refusedBy() {
        return GuardedHeap.refusedBy(GuardedHeap.ofProcess());
    }

    @Export(name = "ashlar_guarded_stack")
    static long stack(long frames, long count) {
        return GuardedHeap.stack(GuardedHeap.ofProcess(), frames, count);
    }

    @Export(name = "ashlar_stack_count")
    static long stackCount(long stack) {
        return Stacks.count(stack);
    }

    @Export(name = "ashlar_stack_frame")
    static long stackFrame(long stack, long index) {
        return Stacks.frame(stack, index);
    }

    @Export(name = "ashlar_guarded_system_calls")
    static long systemCalls(int call) {
        return GuardedHeap.calls(GuardedHeap.ofProcess(), call);
    }

    /** What {@link #nextPiece} takes, while nobody else is inside; 0 if that can't be. */
    @Export(name = "ashlar_guarded_hold")
    static long hold() {
        long heap = GuardedHeap.ofProcess();
        return GuardedHeap.hold(heap) ? heap : 0;
    }

    @Export(name = "ashlar_guarded_let_go")
    static void letGo(long held) {
        GuardedHeap.letGo(held);
    }

    @Export(name = "ashlar_guarded_next_piece")
    static boolean nextPiece(long held, long piece) {
        return GuardedPieces.next(held, piece);
    }
}
