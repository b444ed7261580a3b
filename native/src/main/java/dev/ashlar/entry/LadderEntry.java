package dev.ashlar.entry;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.walk.LadderPieces;
import org.teavm.interop.Export;

/** What ladder.c calls: one line each, on the ladder of the process. */
public final class LadderEntry {
    private LadderEntry() {}

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
        configure((int) some, (int) some, some, (int) some, (int) some, some);
        setThreshold(some);
        afterForkInChild();
        system((int) some);
        searches((int) some);
        hold();
        letGo(some);
        nextPiece(some, some);
    }

    @Export(name = "ashlar_ladder_malloc")
    static long malloc(long sizeBytes) {
        return Ladder.malloc(Ladder.ofProcess(), sizeBytes);
    }

    @Export(name = "ashlar_ladder_calloc")
    static long calloc(long count, long itemBytes) {
        return Ladder.calloc(Ladder.ofProcess(), count, itemBytes);
    }

    @Export(name = "ashlar_ladder_realloc")
    static long realloc(long payload, long sizeBytes) {
        return Ladder.realloc(Ladder.ofProcess(), payload, sizeBytes);
    }

    @Export(name = "ashlar_ladder_aligned_alloc")
    static long alignedAlloc(long alignment, long sizeBytes) {
        return Ladder.alignedAlloc(Ladder.ofProcess(), alignment, sizeBytes);
    }

    @Export(name = "ashlar_ladder_free")
    static int free(long payload) {
        return Ladder.free(Ladder.ofProcess(), payload);
    }

    @Export(name = "ashlar_ladder_usable_bytes")
    static long usableBytes(long payload) {
        return Ladder.usableBytes(Ladder.ofProcess(), payload);
    }

    @Export(name = "ashlar_ladder_rule_against")
    static int ruleAgainst(long payload) {
        return Ladder.ruleAgainst(Ladder.ofProcess(), payload);
    }

    @Export(name = "ashlar_ladder_enclosing")
    static long enclosing(long address) {
        return Ladder.enclosing(Ladder.ofProcess(), address);
    }

    @Export(name = "ashlar_ladder_configure")
    static void configure(int step, int fit, long threshold, int arenas, int scribble, long limitBytes) {
        Ladder.configure(Ladder.ofProcess(), step, fit, threshold, arenas, scribble != 0, limitBytes);
    }

    @Export(name = "ashlar_ladder_set_threshold")
    static void setThreshold(long threshold) {
        Ladder.setThreshold(Ladder.ofProcess(), threshold);
    }

    @Export(name = "ashlar_ladder_after_fork_in_child")
    static void afterForkInChild() {
        Ladder.afterForkInChild(Ladder.ofProcess());
    }

    /** Bytes from the system now, the most that there were, and how often a break was moved. */
    @Export(name = "ashlar_ladder_system")
    static long system(int which) {
        long ladder = Ladder.ofProcess();
        if (which == 0) return Ladder.takenBytes(ladder);
        return which == 1 ? Ladder.peakBytes(ladder) : Ladder.moves(ladder);
    }

    /** Live blocks, free blocks that searches have looked at, and waits for a lock. */
    @Export(name = "ashlar_ladder_searches")
    static long searches(int which) {
        long ladder = Ladder.ofProcess();
        if (which == 0) return Ladder.liveBlocks(ladder);
        return which == 1 ? Ladder.visited(ladder) : Ladder.waits(ladder);
    }

    /** What {@link #nextPiece} takes, while nobody else is inside; 0 if that can't be. */
    @Export(name = "ashlar_ladder_hold")
    static long hold() {
        Ladder.hold(Ladder.ofProcess());
        return Ladder.ofProcess();
    }

    @Export(name = "ashlar_ladder_let_go")
    static void letGo(long held) {
        Ladder.letGo(held);
    }

    @Export(name = "ashlar_ladder_next_piece")
    static boolean nextPiece(long held, long piece) {
        return LadderPieces.next(held, piece);
    }
}
