package dev.ashlar.core.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SegmentSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule has a corruption that the verifier finds; without one it finds nothing. */
final class SegmentVerifierTest {
    private static final int SIZE = 400;
    private static final int CLASS = SizeClass.of(SIZE);

    private SegmentSubject subject = new SegmentSubject(Runnable::run);
    private final List<Long> payloads = new ArrayList<>();
    private long root;
    private long heap;
    private long current;
    private long queued;
    private long abandoned;

    /** Enough slots that some pages are abandoned, one is queued with room, one is current. */
    @BeforeEach
    void build() {
        Sim.reset(4096);
        subject = new SegmentSubject(Runnable::run);
        root = subject.root();
        payloads.clear();
        for (int i = 0; i < 1200; i++) payloads.add(subject.malloc(SIZE));
        heap = dev.ashlar.platform.Threads.heap();
        current = Heap.current(heap, CLASS);
        abandoned = PageTable.find(root, payloads.getFirst());
        queued = Queue.first(Heap.queue(heap, CLASS));
        subject.free(Page.start(queued));
        assertEquals(List.of(), subject.faults());
    }

    private void flip(long address, long bits) {
        Sim.corrupt(address, Mem.getLong(address) ^ bits);
    }

    private void assertFound(int rule) {
        List<String> faults = subject.faults();
        assertTrue(faults.stream().anyMatch(fault -> fault.startsWith("rule %d at".formatted(rule))), faults::toString);
    }

    @Test
    void theThreeKindsOfPagesAreThere() {
        assertTrue(Remote.isAbandoned(abandoned));
        assertEquals(heap, Page.heap(queued));
        assertEquals(heap, Page.heap(current));
    }

    @Test
    void pageHeader() {
        flip(current + Page.MAGIC, 1);
        assertFound(Rule.PAGE_HEADER);
    }

    @Test
    void limitOfAPage() {
        flip(current + Page.LIMIT, 1L << 20);
        assertFound(Rule.PAGE_HEADER);
    }

    @Test
    void slotListThatLeavesThePage() {
        flip(queued + Page.FREE, 1L << 20);
        assertFound(Rule.SLOT_LIST);
    }

    @Test
    void slotListInACircle() {
        Sim.corrupt(Page.free(queued), Page.free(queued));
        assertFound(Rule.SLOT_LIST);
    }

    @Test
    void slotListWithALiveSlot() {
        Sim.corrupt(Page.free(queued) + Slot.MARK, 0);
        assertFound(Rule.SLOT_LIST);
    }

    @Test
    void slotCount() {
        flip(queued + Page.USED, 2);
        assertFound(Rule.SLOT_COUNT);
    }

    @Test
    void anAbandonedPageThatSomebodyOwns() {
        Page.setOwner(abandoned, 16);
        assertFound(Rule.PAGE_PLACE);
    }

    @Test
    void anOwnedPageThatIsAbandoned() {
        flip(queued + Page.REMOTE, 1);
        assertFound(Rule.PAGE_PLACE);
    }

    @Test
    void aCurrentPageThatDoesNotKnow() {
        Page.clearFlag(current, Page.CURRENT);
        assertFound(Rule.PAGE_PLACE);
    }

    @Test
    void granuleThatIsFreeAndInUse() {
        flip(Arena.segment(Page.arena(current), 0), 1);
        assertFound(Rule.GRANULE);
    }

    @Test
    void queueThatLostItsEnd() {
        flip(Heap.queue(heap, CLASS) + 8, 128);
        assertFound(Rule.QUEUE);
    }

    @Test
    void queueWithAPageOfAnotherClass() {
        Sim.corrupt(Heap.queue(heap, CLASS + 1), queued + Page.LINKS);
        assertFound(Rule.QUEUE);
    }

    @Test
    void purse() {
        flip(SegmentRoot.purse(root), 1);
        assertFound(Rule.PURSE);
    }

    @Test
    void whatAClassGaveBack() {
        flip(SegmentRoot.statistics(root) + ClassStats.PURGED * 8, 1);
        assertFound(Rule.PURSE);
    }
}
