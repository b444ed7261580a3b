package dev.ashlar.core.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.list.Bitmap;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.SystemMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages a heap of the ladder in one place, and expects the verifier to name the rule and the address. */
final class LadderVerifierTest {
    private static final long CAPACITY = 32;

    private long ladder;
    private long report;
    private long heap;
    private long freed;
    private long alsoFreed;
    private long live;

    /** live, freed, live, freed, live: of 200 bytes each. */
    private void fill(int step) {
        Sim.reset(4096);
        ladder = SystemMemory.map(1 << 16);
        Mem.fill(ladder, 1 << 16, 0);
        report = ladder + Ladder.BYTES;
        Ladder.configure(ladder, step, Ladder.FIRST_FIT, 0, 1, false, 0);
        heap = Ladder.heap(ladder, 0);
        long[] payloads = new long[5];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = Ladder.malloc(ladder, 200);
            Mem.fill(payloads[i], 200, 1);
        }
        Ladder.free(ladder, payloads[1]);
        Ladder.free(ladder, payloads[3]);
        freed = Block.ofPayload(payloads[1]);
        alsoFreed = Block.ofPayload(payloads[3]);
        live = Block.ofPayload(payloads[2]);
        assertEquals(List.of(), faults());
    }

    private List<String> faults() {
        long count = LadderVerifier.verify(ladder, report, CAPACITY);
        List<String> faults = new ArrayList<>();
        for (long i = 0; i < Math.min(count, CAPACITY); i++)
            faults.add(fault(Report.rule(report, i), Report.address(report, i)));
        return faults;
    }

    private String fault(int rule, long address) {
        return "%d at %+d".formatted(rule, address - freed);
    }

    private void assertFinds(int rule, long address) {
        List<String> faults = faults();
        assertTrue(faults.contains(fault(rule, address)), () -> fault(rule, address) + " is not in " + faults);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.HEADER, Ladder.LIST, Ladder.MERGE, Ladder.BINS})
    void aSizeThatLeadsBeyondTheBreakIsFound(int step) {
        fill(step);
        Sim.corrupt(live, 1 << 20);
        assertFinds(Rule.BLOCK_SIZE, live);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.HEADER, Ladder.LIST, Ladder.MERGE, Ladder.BINS})
    void aMagicWordThatIsNoneIsFound(int step) {
        fill(step);
        Block.mark(live, 0x11111111);
        assertFinds(Rule.HEADER, live);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.HEADER, Ladder.MERGE, Ladder.BINS})
    void aFlagThatDoesNotAgreeIsFound(int step) {
        fill(step);
        boolean isPrevFree = Block.isPrevFree(live);
        assertEquals(step >= Ladder.MERGE, isPrevFree);
        Block.setPrevFree(live, !isPrevFree);
        assertFinds(Rule.PREV_FREE_FLAG, live);
    }

    @Test
    void aFooterThatDoesNotAgreeIsFound() {
        fill(Ladder.MERGE);
        Mem.putLong(live - 8, 16);
        assertFinds(Rule.FOOTER, freed);
    }

    @Test
    void freeNeighboursAreFound() {
        fill(Ladder.MERGE);
        Block.mark(live, Block.FREE);
        Block.writeFooter(live);
        assertFinds(Rule.FREE_NEIGHBOURS, live);
        assertFinds(Rule.FREE_LIST_MEMBER, heap);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT, Ladder.MERGE, Ladder.BINS})
    void aLiveBlockInAListIsFound(int step) {
        fill(step);
        Block.mark(alsoFreed, Block.LIVE);
        assertFinds(Rule.FREE_LIST_MEMBER, alsoFreed);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.MERGE, Ladder.BINS})
    void aLinkToNowhereIsFound(int step) {
        fill(step);
        Mem.putLong(Block.payload(alsoFreed), 0x5678);
        assertFinds(Rule.FREE_LIST_MEMBER, 0x5678);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.MERGE, Ladder.BINS})
    void aBlockThatIsInNoListIsFound(int step) {
        fill(step);
        Mem.putLong(Block.payload(alsoFreed), 0);
        assertFinds(Rule.FREE_LIST_MEMBER, heap);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.MERGE, Ladder.BINS})
    void aLinkBackThatDoesNotAgreeIsFound(int step) {
        fill(step);
        Mem.putLong(Block.payload(freed) + 8, live);
        assertFinds(Rule.FREE_LINKS, freed);
    }

    @ParameterizedTest
    @ValueSource(ints = {Ladder.LIST, Ladder.SPLIT})
    void aListThatIsACircleIsFound(int step) {
        fill(step);
        Mem.putLong(Block.payload(freed), Block.payload(alsoFreed));
        assertFinds(Rule.FREE_LINKS, alsoFreed);
    }

    @Test
    void aBinThatTheBitmapDoesNotKnowIsFound() {
        fill(Ladder.BINS);
        Bitmap.clear(LadderHeap.filled(heap), 0);
        assertFinds(Rule.OCCUPANCY, LadderHeap.list(heap, 0));
        Bitmap.set(LadderHeap.filled(heap), 0);
        Bitmap.set(LadderHeap.filled(heap), 99);
        assertFinds(Rule.OCCUPANCY, LadderHeap.list(heap, 99));
    }

    @Test
    void aBlockInTheWrongBinIsFound() {
        fill(Ladder.BINS);
        Ladder.malloc(ladder, 5000); // sorts
        assertEquals(List.of(), faults());
        int bin = Block.bin(freed);
        assertTrue(bin != 0);
        Block.setBin(freed, bin + 1);
        assertFinds(Rule.FREE_LIST_MEMBER, freed);
    }

    /** Every size has one bin, sizes and bins rise together, and no bin but the last has blocks that another bin's may be larger than. */
    @Test
    void binsAreInTheOrderOfSizes() {
        int last = BinsHeap.bin(32);
        for (long size = 48; size < 1L << 40; size += size < 4096 ? 16 : size / 64 & -16) {
            int bin = BinsHeap.bin(size);
            assertTrue(bin == last || bin == last + 1, "%d bytes: bin %d after %d".formatted(size, bin, last));
            last = bin;
        }
        assertTrue(last < LadderHeap.MOST_LISTS);
        assertEquals(BinsHeap.bin(32) + (1008 - 32) / 16, BinsHeap.bin(1008), "each small size has its own");
        assertEquals(BinsHeap.bin(1024), BinsHeap.bin(1520));
        assertEquals(BinsHeap.bin(1024) + 1, BinsHeap.bin(1536));
    }
}
