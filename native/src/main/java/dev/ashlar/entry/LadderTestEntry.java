package dev.ashlar.entry;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderVerifier;
import org.teavm.interop.Export;

/** What the suites call in the test library: ladders in any memory. No other library keeps these. */
public final class LadderTestEntry {
    private LadderTestEntry() {}

    static void reach(long some) {
        malloc(some, some);
        calloc(some, some, some);
        realloc(some, some, some);
        alignedAlloc(some, some, some);
        free(some, some);
        usableBytes(some, some);
        ruleAgainst(some, some);
        enclosing(some, some);
        configure(some, some, some, some, some, some, some);
        hold(some);
        letGo(some);
        close(some);
        verify(some, some, some);
    }

    @Export(name = "ashlar_test_ladder_malloc")
    static long malloc(long ladder, long sizeBytes) {
        return Ladder.malloc(ladder, sizeBytes);
    }

    @Export(name = "ashlar_test_ladder_calloc")
    static long calloc(long ladder, long count, long itemBytes) {
        return Ladder.calloc(ladder, count, itemBytes);
    }

    @Export(name = "ashlar_test_ladder_realloc")
    static long realloc(long ladder, long payload, long sizeBytes) {
        return Ladder.realloc(ladder, payload, sizeBytes);
    }

    @Export(name = "ashlar_test_ladder_aligned_alloc")
    static long alignedAlloc(long ladder, long alignment, long sizeBytes) {
        return Ladder.alignedAlloc(ladder, alignment, sizeBytes);
    }

    @Export(name = "ashlar_test_ladder_free")
    static int free(long ladder, long payload) {
        return Ladder.free(ladder, payload);
    }

    @Export(name = "ashlar_test_ladder_usable_bytes")
    static long usableBytes(long ladder, long payload) {
        return Ladder.usableBytes(ladder, payload);
    }

    @Export(name = "ashlar_test_ladder_rule_against")
    static int ruleAgainst(long ladder, long payload) {
        return Ladder.ruleAgainst(ladder, payload);
    }

    @Export(name = "ashlar_test_ladder_enclosing")
    static long enclosing(long ladder, long address) {
        return Ladder.enclosing(ladder, address);
    }

    @Export(name = "ashlar_test_ladder_configure")
    static void configure(
            long ladder, long step, long fit, long threshold, long arenas, long scribble, long limitBytes) {
        Ladder.configure(ladder, (int) step, (int) fit, threshold, (int) arenas, scribble != 0, limitBytes);
    }

    @Export(name = "ashlar_test_ladder_hold")
    static void hold(long ladder) {
        Ladder.hold(ladder);
    }

    @Export(name = "ashlar_test_ladder_let_go")
    static void letGo(long ladder) {
        Ladder.letGo(ladder);
    }

    @Export(name = "ashlar_test_ladder_close")
    static void close(long ladder) {
        Ladder.close(ladder);
    }

    @Export(name = "ashlar_test_ladder_verify")
    static long verify(long ladder, long report, long capacity) {
        return LadderVerifier.verify(ladder, report, capacity);
    }
}
