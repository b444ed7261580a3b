package dev.ashlar.entry;

import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.walk.ShowZones;
import dev.ashlar.core.walk.ZonePieces;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.ZoneFork;
import dev.ashlar.core.zone.ZoneGate;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneRoot;
import org.teavm.interop.Export;

/** What the C shim of the zone heap calls: one line each, on the root of the process. */
public final class ZoneEntry {
    private ZoneEntry() {}

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
        configure((int) some, some, some);
        beforeFork();
        afterForkInParent();
        afterForkInChild();
        show((int) some);
        showMore((int) some);
        settle();
        calls((int) some);
        moreCalls((int) some);
        liveBlocks();
        liveBytes();
        peakBytes();
        mappedBytes();
        mappedPeakBytes();
        zonesMapped((int) some);
        zonesUnmapped((int) some);
        systemCalls((int) some);
        hold();
        letGo(some);
        nextPiece(some, some);
    }

    @Export(name = "ashlar_zone_malloc")
    static long malloc(long sizeBytes) {
        return ZoneRoot.malloc(ZoneRoot.ofProcess(), sizeBytes);
    }

    @Export(name = "ashlar_zone_calloc")
    static long calloc(long count, long itemBytes) {
        return ZoneRoot.calloc(ZoneRoot.ofProcess(), count, itemBytes);
    }

    @Export(name = "ashlar_zone_realloc")
    static long realloc(long payload, long sizeBytes) {
        return ZoneRoot.realloc(ZoneRoot.ofProcess(), payload, sizeBytes);
    }

    @Export(name = "ashlar_zone_aligned_alloc")
    static long alignedAlloc(long alignment, long sizeBytes) {
        return ZoneRoot.alignedAlloc(ZoneRoot.ofProcess(), alignment, sizeBytes);
    }

    @Export(name = "ashlar_zone_free")
    static int free(long payload) {
        return ZoneRoot.free(ZoneRoot.ofProcess(), payload);
    }

    @Export(name = "ashlar_zone_usable_bytes")
    static long usableBytes(long payload) {
        return ZoneRoot.usableBytes(ZoneRoot.ofProcess(), payload);
    }

    @Export(name = "ashlar_zone_rule_against")
    static int ruleAgainst(long payload) {
        return ZoneRoot.ruleAgainst(ZoneRoot.ofProcess(), payload);
    }

    @Export(name = "ashlar_zone_enclosing")
    static long enclosing(long address) {
        return ZoneRoot.enclosing(ZoneRoot.ofProcess(), address);
    }

    @Export(name = "ashlar_zone_configure")
    static boolean configure(int scribble, long limitBytes, long historyEntries) {
        return ZoneRoot.configure(ZoneRoot.ofProcess(), scribble != 0, limitBytes, historyEntries);
    }

    @Export(name = "ashlar_zone_before_fork")
    static void beforeFork() {
        ZoneFork.before(ZoneRoot.ofProcess());
    }

    @Export(name = "ashlar_zone_after_fork_in_parent")
    static void afterForkInParent() {
        ZoneFork.afterInParent(ZoneRoot.ofProcess());
    }

    @Export(name = "ashlar_zone_after_fork_in_child")
    static void afterForkInChild() {
        ZoneFork.afterInChild(ZoneRoot.ofProcess());
    }

    @Export(name = "ashlar_zone_show")
    static void show(int descriptor) {
        ShowZones.show(ZoneRoot.ofProcess(), descriptor);
    }

    @Export(name = "ashlar_zone_show_more")
    static void showMore(int descriptor) {
        ShowZones.showMore(ZoneRoot.ofProcess(), descriptor);
    }

    @Export(name = "ashlar_zone_settle")
    static void settle() {
        ZoneRoot.settle(ZoneRoot.ofProcess());
    }

    @Export(name = "ashlar_zone_calls")
    static long calls(int call) {
        return Stats.calls(stats(), call);
    }

    @Export(name = "ashlar_zone_more_calls")
    static long moreCalls(int call) {
        return Stats.calls(stats(), Stats.ALIGNED + call);
    }

    @Export(name = "ashlar_zone_live_blocks")
    static long liveBlocks() {
        return Stats.liveBlocks(stats());
    }

    @Export(name = "ashlar_zone_live_bytes")
    static long liveBytes() {
        return Stats.liveBytes(stats());
    }

    @Export(name = "ashlar_zone_peak_bytes")
    static long peakBytes() {
        return Stats.peakBytes(stats());
    }

    @Export(name = "ashlar_zone_mapped_bytes")
    static long mappedBytes() {
        return Mapper.mappedBytes(mapper());
    }

    @Export(name = "ashlar_zone_mapped_peak_bytes")
    static long mappedPeakBytes() {
        return Mapper.peakBytes(mapper());
    }

    @Export(name = "ashlar_zone_zones_mapped")
    static long zonesMapped(int kind) {
        return Stats.zonesMapped(stats(), kind);
    }

    @Export(name = "ashlar_zone_zones_unmapped")
    static long zonesUnmapped(int kind) {
        return Stats.zonesUnmapped(stats(), kind);
    }

    @Export(name = "ashlar_zone_system_calls")
    static long systemCalls(int call) {
        return Mapper.calls(mapper(), call);
    }

    private static long stats() {
        return ZoneHeap.stats(ZoneRoot.main(ZoneRoot.ofProcess()));
    }

    private static long mapper() {
        return ZoneHeap.mapper(ZoneRoot.main(ZoneRoot.ofProcess()));
    }

    /** What {@link #nextPiece} takes, while nobody else is inside; 0 if that can't be. */
    @Export(name = "ashlar_zone_hold")
    static long hold() {
        return ZoneGate.enter(ZoneRoot.ofProcess());
    }

    @Export(name = "ashlar_zone_let_go")
    static void letGo(long held) {
        ZoneGate.leave(ZoneRoot.ofProcess(), held);
    }

    @Export(name = "ashlar_zone_next_piece")
    static boolean nextPiece(long held, long piece) {
        return ZonePieces.next(held, piece);
    }
}
