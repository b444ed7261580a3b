package dev.ashlar.core.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.CoreSubject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One deliberate corruption per rule: the verifier names it. */
final class ZoneVerifierTest {
    private CoreSubject subject;
    private long heap;
    private long live;
    private long free;
    private long afterFree;
    private long zone;

    @BeforeEach
    void aHeapWithAHole() {
        Sim.reset(4096);
        subject = new CoreSubject(_ -> "");
        heap = ZoneRoot.main(subject.root());
        live = Block.ofPayload(subject.calloc(1, 104));
        free = Block.ofPayload(subject.malloc(100));
        afterFree = Block.ofPayload(subject.malloc(100));
        subject.malloc(5000);
        subject.free(Block.payload(free));
        zone = ZoneHeap.zoneOf(heap, live);
        assertEquals(List.of(), subject.faults());
    }

    private void assertFound(int rule) {
        List<String> faults = subject.faults();
        assertTrue(faults.stream().anyMatch(fault -> fault.startsWith("rule %d at".formatted(rule))), faults::toString);
    }

    private static void flip(long address, long bits) {
        Sim.corrupt(address, Mem.getLong(address) ^ bits);
    }

    @Test
    void blockSize() {
        flip(live, Block.bytes(live));
        assertFound(Rule.BLOCK_SIZE);
    }

    @Test
    void previousFreeFlag() {
        flip(live, Block.PREV_FREE);
        assertFound(Rule.PREV_FREE_FLAG);
    }

    @Test
    void freeNeighbours() {
        flip(live, Block.FREE);
        assertFound(Rule.FREE_NEIGHBOURS);
    }

    @Test
    void footer() {
        flip(afterFree - 8, 16);
        assertFound(Rule.FOOTER);
    }

    @Test
    void zoneOffset() {
        flip(free, 16L << 32);
        assertFound(Rule.ZONE_OFFSET);
    }

    @Test
    void liveBitmap() {
        flip(Zone.liveBitmap(zone) + ((free - zone) >>> 10 << 3), 1L << ((Block.payload(free) - zone) >>> 4 & 63));
        assertFound(Rule.LIVE_BITMAP);
    }

    @Test
    void strayBitInTheLiveBitmap() {
        flip(Zone.liveBitmap(zone), 1);
        assertFound(Rule.LIVE_BITMAP);
    }

    @Test
    void requestedSize() {
        flip(live, 1L << 62);
        assertFound(Rule.REQUESTED_SIZE);
    }

    @Test
    void zoneTotals() {
        flip(zone + 32, 1);
        assertFound(Rule.ZONE_TOTALS);
    }

    @Test
    void zoneHeader() {
        flip(zone, 7);
        assertFound(Rule.ZONE_HEADER);
    }

    @Test
    void freeLinks() {
        flip(Block.links(free) + 8, 32);
        assertFound(Rule.FREE_LINKS);
    }

    @Test
    void freeListInACircle() {
        Sim.corrupt(Block.links(free), Block.links(free));
        assertFound(Rule.FREE_LINKS);
    }

    @Test
    void freeListThatLostABlock() {
        long bins = ZoneHeap.bins(heap, Kind.TINY);
        long list = Bins.list(bins, Bins.listOf(Block.bytes(free), Bins.countLists(Kind.TINY)));
        assertEquals(Block.links(free), Links.first(list));
        Sim.corrupt(list, 0);
        assertFound(Rule.FREE_LIST_MEMBER);
        assertFound(Rule.OCCUPANCY);
    }

    @Test
    void freeListWithALiveBlock() {
        Sim.corrupt(Bins.list(ZoneHeap.bins(heap, Kind.TINY), 0), Block.links(live));
        assertFound(Rule.FREE_LIST_MEMBER);
    }

    @Test
    void treeOrder() {
        long first = ZoneTree.next(ZoneHeap.zones(heap), 0);
        long last = ZoneTree.next(ZoneHeap.zones(heap), first);
        long top = Mem.getLong(ZoneHeap.zones(heap));
        assertEquals(0, ZoneTree.next(ZoneHeap.zones(heap), last));
        Sim.corrupt(top + (top == first ? Zone.LEFT : Zone.RIGHT), top == first ? last : first);
        Sim.corrupt(top + (top == first ? Zone.RIGHT : Zone.LEFT), 0);
        assertFound(Rule.TREE_ORDER);
    }

    @Test
    void heapTotals() {
        flip(ZoneHeap.stats(heap), 1);
        assertFound(Rule.HEAP_TOTALS);
    }

    @Test
    void everyFaultIsReportedNotOnlyTheFirst() {
        flip(live, Block.PREV_FREE);
        flip(free, 16L << 32);
        flip(zone + 32, 1);
        assertTrue(subject.faults().size() >= 3);
    }

    @Test
    void aBuildThatChecksNoticesByItself() {
        flip(zone + 32, 1);
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 5000; i++) subject.free(subject.malloc(600));
        });
    }

    @Test
    void aRootThatIsTooSmall() {
        assertNotEquals(0, ZoneRoot.ofProcess());
        Sim.claimRootBytes(ZoneRoot.BYTES - 1);
        assertThrows(IllegalStateException.class, ZoneRoot::ofProcess);
    }
}
