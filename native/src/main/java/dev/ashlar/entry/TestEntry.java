package dev.ashlar.entry;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.tlsf.TlsfVerifier;
import dev.ashlar.core.walk.ShowZones;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.core.zone.ZoneVerifier;
import dev.ashlar.platform.behaviour.PlatformBehaviour;
import org.teavm.interop.Export;

/** What the suites call in the test library: the zone heap over any root. No other library keeps these. */
public final class TestEntry {
    private TestEntry() {}

    static void reach(long some) {
        malloc(some, some);
        calloc(some, some, some);
        realloc(some, some, some);
        alignedAlloc(some, some, some);
        free(some, some);
        usableBytes(some, some);
        ruleAgainst(some, some);
        enclosing(some, some);
        configure(some, (int) some, some, some);
        manage(some, some, some);
        show(some, (int) some, (int) some);
        verify(some, some, some);
        stat(some, (int) some, (int) some);
        growingVerify(some, some);
        platformBehaviour();
    }

    @Export(name = "ashlar_test_malloc")
    static long malloc(long root, long sizeBytes) {
        return ZoneRoot.malloc(root, sizeBytes);
    }

    @Export(name = "ashlar_test_calloc")
    static long calloc(long root, long count, long itemBytes) {
        return ZoneRoot.calloc(root, count, itemBytes);
    }

    @Export(name = "ashlar_test_realloc")
    static long realloc(long root, long payload, long sizeBytes) {
        return ZoneRoot.realloc(root, payload, sizeBytes);
    }

    @Export(name = "ashlar_test_aligned_alloc")
    static long alignedAlloc(long root, long alignment, long sizeBytes) {
        return ZoneRoot.alignedAlloc(root, alignment, sizeBytes);
    }

    @Export(name = "ashlar_test_free")
    static int free(long root, long payload) {
        return ZoneRoot.free(root, payload);
    }

    @Export(name = "ashlar_test_usable_bytes")
    static long usableBytes(long root, long payload) {
        return ZoneRoot.usableBytes(root, payload);
    }

    @Export(name = "ashlar_test_rule_against")
    static int ruleAgainst(long root, long payload) {
        return ZoneRoot.ruleAgainst(root, payload);
    }

    @Export(name = "ashlar_test_enclosing")
    static long enclosing(long root, long address) {
        return ZoneRoot.enclosing(root, address);
    }

    @Export(name = "ashlar_test_configure")
    static boolean configure(long root, int scribble, long limitBytes, long historyEntries) {
        return ZoneRoot.configure(root, scribble != 0, limitBytes, historyEntries);
    }

    @Export(name = "ashlar_test_manage")
    static void manage(long root, long address, long sizeBytes) {
        ZoneRoot.manage(root, address, sizeBytes);
    }

    @Export(name = "ashlar_test_show")
    static void show(long root, int descriptor, int more) {
        if (more != 0) ShowZones.showMore(root, descriptor);
        else ShowZones.show(root, descriptor);
    }

    @Export(name = "ashlar_test_verify")
    static long verify(long root, long report, long capacity) {
        return ZoneVerifier.verifyHeap(ZoneRoot.main(root), report, capacity);
    }

    /** One number of a heap: which group, and which in it; see the suites' Subject. */
    @Export(name = "ashlar_test_stat")
    static long stat(long root, int group, int which) {
        long stats = ZoneHeap.stats(ZoneRoot.main(root));
        if (group == 0) return Stats.calls(stats, which);
        if (group == 1) return Stats.zonesMapped(stats, which);
        if (group == 2) return Stats.zonesUnmapped(stats, which);
        if (group == 3) return Mapper.calls(ZoneHeap.mapper(ZoneRoot.main(root)), which);
        if (which == 0) return Stats.liveBlocks(stats);
        if (which == 1) return Stats.liveBytes(stats);
        return which == 2 ? Stats.peakBytes(stats) : Mapper.mappedBytes(ZoneHeap.mapper(ZoneRoot.main(root)));
    }

    /** The pools of the process. */
    @Export(name = "ashlar_test_growing_verify")
    static long growingVerify(long report, long capacity) {
        return TlsfVerifier.verify(GrowingHeap.control(GrowingHeap.ofProcess()), report, capacity);
    }

    @Export(name = "ashlar_test_platform_behaviour")
    static int platformBehaviour() {
        return PlatformBehaviour.firstBroken();
    }
}
