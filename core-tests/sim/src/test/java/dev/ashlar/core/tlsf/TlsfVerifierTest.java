package dev.ashlar.core.tlsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Sim;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damages an allocator in one place, and expects the verifier to name the rule and the address. */
final class TlsfVerifierTest {
    private static final long BYTES = 64 << 10;
    private static final long CAPACITY = 32;

    private long control;
    private long pool;
    private long report;
    private long freed;
    private long alsoFreed;
    private long live;

    /** live, freed, live, freed and of the same list, live, the rest. */
    @BeforeEach
    void fill() {
        Sim.reset(4096);
        long memory = Os.mmap(0, 2 * BYTES, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        report = memory + BYTES;
        control = Tlsf.createWithPool(memory, BYTES, 16, 4);
        pool = Pools.first(control);
        long[] payloads = new long[5];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = Tlsf.malloc(control, 200);
            Mem.fill(payloads[i], 200, 1);
        }
        assertEquals(Rule.NONE, Tlsf.free(control, payloads[1]));
        assertEquals(Rule.NONE, Tlsf.free(control, payloads[3]));
        freed = Block.ofPayload(payloads[1]);
        alsoFreed = Block.ofPayload(payloads[3]);
        live = Block.ofPayload(payloads[2]);
        assertEquals(List.of(), faults());
    }

    @AfterEach
    void nothingElseWasWritten() {
        assertTrue(Report.faults(report) > 0, "this test has damaged nothing");
    }

    private List<String> faults() {
        long count = TlsfVerifier.verify(control, report, CAPACITY);
        assertTrue(count <= CAPACITY, count + " faults");
        List<String> faults = new ArrayList<>();
        for (long i = 0; i < count; i++) faults.add(fault(Report.rule(report, i), Report.address(report, i)));
        return faults;
    }

    private String fault(int rule, long address) {
        return "%d at %+d".formatted(rule, address - control);
    }

    private void assertFinds(int rule, long address) {
        List<String> faults = faults();
        assertTrue(faults.contains(fault(rule, address)), () -> fault(rule, address) + " is not in " + faults);
    }

    private void assertFindsOnly(int rule, long address) {
        assertEquals(List.of(fault(rule, address)), faults());
    }

    private static void add(long address, long value) {
        Mem.putLong(address, Mem.getLong(address) + value);
    }

    private static long tail(long block) {
        return Block.tailBefore(Block.next(block));
    }

    @Test
    void aControlThatIsNone() {
        add(control, 1);
        assertFindsOnly(Rule.CONTROL_HEADER, control);
    }

    @Test
    void moreLevelsThanThereMayBe() {
        Mem.putInt(control + 8, 6);
        assertFindsOnly(Rule.CONTROL_HEADER, control);
    }

    @Test
    void aPoolOfOddBytes() {
        add(pool, 8);
        assertFindsOnly(Rule.POOL_HEADER, pool);
    }

    @Test
    void aPoolThatIsLinkedToItself() {
        Mem.putLong(pool + 16, pool - control);
        assertFindsOnly(Rule.POOL_LINKS, pool);
    }

    @Test
    void aPrologueThatIsFree() {
        add(Pools.prologue(pool), 1);
        assertFinds(Rule.SENTINEL, Pools.prologue(pool));
    }

    @Test
    void anEpilogueOfSomeBytes() {
        add(Pools.epilogue(pool), 32);
        assertFindsOnly(Rule.SENTINEL, Pools.epilogue(pool));
    }

    @Test
    void aBlockBeyondThePool() {
        add(live, BYTES);
        assertFinds(Rule.BLOCK_SIZE, live);
    }

    @Test
    void aBlockOfNoBytes() {
        Mem.putLong(live, 2);
        assertFinds(Rule.BLOCK_SIZE, live);
    }

    @Test
    void aNeighbourThatDoesNotKnowThatItsPredecessorIsFree() {
        Block.clearPreviousFree(live);
        assertFinds(Rule.PREV_FREE_FLAG, live);
    }

    @Test
    void aNeighbourThatBelievesItsPredecessorToBeFree() {
        Block.setPreviousFree(freed);
        assertFindsOnly(Rule.PREV_FREE_FLAG, freed);
    }

    @Test
    void aGhostThatIsWrong() {
        add(live - 8, 16);
        assertFinds(Rule.FOOTER, freed);
    }

    @Test
    void twoFreeNeighbours() {
        add(live, 1);
        assertFinds(Rule.FREE_NEIGHBOURS, live);
    }

    @Test
    void aListThatGoesRoundInACircle() {
        Tail.setNext(tail(freed), tail(freed) - control);
        assertFinds(Rule.FREE_LINKS, tail(freed));
    }

    @Test
    void aLinkBackThatIsWrong() {
        Tail.setPlace(tail(freed), live - control);
        assertFinds(Rule.FREE_LINKS, tail(freed));
    }

    @Test
    void aLinkThatLeadsNowhere() {
        Tail.setNext(tail(alsoFreed), 1L << 40);
        assertFinds(Rule.FREE_LIST_MEMBER, control + (1L << 40));
    }

    @Test
    void aBlockInTheWrongList() {
        long list = FreeLists.listOf(control, Block.bytes(freed));
        Mem.putLong(Control.cell(control, list + 5), tail(alsoFreed) - control);
        Mem.putLong(Control.cell(control, list), 0);
        assertFinds(Rule.FREE_LIST_MEMBER, tail(alsoFreed));
    }

    @Test
    void aFreeBlockThatIsInNoList() {
        Tail.setNext(tail(alsoFreed), 0);
        assertFindsOnly(Rule.FREE_LIST_MEMBER, control);
    }

    @Test
    void aBitWithoutAList() {
        Control.setWord(control, 0, Control.word(control, 0) | 1 << 3);
        assertFinds(Rule.OCCUPANCY, Control.cell(control, 3));
    }

    @Test
    void aListWithoutABit() {
        long list = FreeLists.listOf(control, Block.bytes(freed));
        Control.setWord(control, list >>> 5, 0);
        assertFinds(Rule.OCCUPANCY, Control.cell(control, list));
    }

    @Test
    void aFirstLevelWithoutABit() {
        Control.setOccupied(control, 0);
        assertFinds(Rule.OCCUPANCY, control);
    }

    @Test
    void aCountThatIsOff() {
        Control.addLive(control, 16);
        assertFindsOnly(Rule.HEAP_TOTALS, control);
    }

    /** Not only the first: three places, three faults. */
    @Test
    void allFaultsAreReported() {
        Control.addLive(control, 16);
        Block.setPreviousFree(freed);
        add(Pools.epilogue(pool), 32);
        assertEquals(3, faults().size());
    }
}
