package dev.ashlar.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the experiments claim, on runs of them, here. Those that need the built libraries are in system-tests. */
final class ExperimentsTest {
    private final Workshop workshop = new Workshop(Path.of(System.getProperty("ashlar.root")));

    @Test
    void lsCallsBrkAndMmap() {
        Finding finding = new Calls().run(workshop);
        Assumptions.assumeFalse(finding instanceof Calls.Unseen, "strace is not there, or may not look");
        Calls.Seen seen = assertInstanceOf(Calls.Seen.class, finding);
        assertEquals("brk(NULL)", seen.lines().getFirst().split(" ")[0], "the heap's end is asked for first");
        assertTrue(seen.breaks() >= 3, seen::toString);
        assertTrue(seen.mappings() > seen.anonymous(), "files are mapped too");
    }

    @Test
    void aSmallPayloadLiesInTheHeap() {
        Maps.Map map = new Maps().run(workshop);
        assertTrue(map.regionOfPayload().endsWith("[heap]"), map::regionOfPayload);
        assertTrue(map.lines().stream().anyMatch(line -> line.endsWith("[stack]")), "it is a map of a process");
    }

    @Test
    void theBreakMovesSeldomAndFar() {
        MovingBreak.Moves moves = new MovingBreak().run(workshop);
        assertTrue(moves.firstMoveBytes() > 10 * 1000, moves::toString);
        assertTrue(moves.secondMoveBytes() > 0, moves::toString);
        assertTrue(
                moves.callsUntilSecondMove() > 10 && moves.callsUntilSecondMove() * 1000 > moves.firstMoveBytes() / 2,
                moves::toString);
    }

    /** strace sees the same: the last size before the border makes no mapping of that size, the first one beyond it does. */
    @Test
    void bisectionFindsTheBorderBetweenBrkAndMmap() throws IOException {
        Threshold.Bisection found = new Threshold().run(workshop);
        assertTrue(Threshold.isMapped(workshop, found.firstMappedBytes()));
        assertFalse(Threshold.isMapped(workshop, found.firstMappedBytes() - 1));
        Assumptions.assumeTrue(Workshop.find("strace").isPresent(), "strace is not installed");
        assertEquals(1, mappingsForBlock(found.firstMappedBytes()), found::toString);
        assertEquals(0, mappingsForBlock(found.firstMappedBytes() - 1), found::toString);
    }

    /** How often malloc of that size calls mmap for memory of at least that size. */
    private long mappingsForBlock(long sizeBytes) throws IOException {
        Path log = Files.createTempFile(workshop.folder(), "threshold", ".log");
        String program = workshop.program("threshold").toString();
        Outcome outcome = workshop.run(
                List.of("strace", "-o", log.toString(), "-e", "trace=mmap", program, Long.toString(sizeBytes)));
        Assumptions.assumeTrue(outcome.status() == 0, "strace may not look");
        List<String> calls = Files.readAllLines(log);
        Files.delete(log);
        return calls.stream()
                .filter(call -> call.startsWith("mmap(NULL, ") && call.contains("MAP_ANONYMOUS"))
                .mapToLong(call ->
                        Long.parseLong(call.substring("mmap(NULL, ".length()).split(",")[0]))
                .filter(bytes -> bytes >= sizeBytes && bytes < 2 * sizeBytes)
                .count();
    }

    @Test
    void everyPayloadThatLiesBesideFaultsAndNoOther() {
        Alignment.Trap trap = new Alignment().run(workshop);
        for (Alignment.Store store : trap.odd().stores())
            assertEquals(store.isAligned() || !trap.canFault(), store.signal() == 0, store::toString);
        assertTrue(trap.odd().stores().stream().anyMatch(store -> !store.isAligned()), trap::toString);
        assertEquals(0, trap.even().faults());
        assertTrue(trap.even().stores().stream().allMatch(Alignment.Store::isAligned), trap::toString);
    }

    @Test
    void bestFitLooksAtNoLessThanFirstFit() {
        Fits.Searches searches = new Fits().run(workshop);
        assertEquals(50, Piece.countFree(searches.before()));
        assertEquals(50, searches.first().visitedForLarge(), "all holes, in vain");
        assertEquals(50, searches.best().visitedForLarge());
        assertEquals(1, searches.first().visitedForSmall());
        assertTrue(searches.best().visitedForSmall() > searches.first().visitedForSmall(), "one hole will do");
        assertTrue(searches.first().grownForLarge() >= 64 && searches.freeBytes() > 64, "fragmentation");
    }

    @Test
    void aSplitLeavesTheRestFree() {
        Splitting.Cuts cuts = new Splitting().run(workshop);
        assertEquals(512, cuts.list().givenBytes());
        assertEquals(0, Piece.countFree(cuts.list().after()));
        assertEquals(16, cuts.split().givenBytes());
        assertEquals(1, Piece.countFree(cuts.split().after()));
        assertEquals(512 - 16 - 16, Piece.freeBytes(cuts.split().after()), "but for the new header");
    }

    @Test
    void withCoalescingThereIsOneHoleWithoutTwo() {
        Coalescing.Both both = new Coalescing().run(workshop);
        assertEquals(2, Piece.countFree(both.apart().after()));
        assertEquals(1, Piece.countFree(both.joined().after()));
        assertEquals(
                Piece.freeBytes(both.apart().after()) + 16,
                Piece.freeBytes(both.joined().after()),
                "B's header is free memory too");
        assertTrue(both.apart().grownBytes() >= 400, both::toString);
        assertEquals(0, both.joined().grownBytes());
    }

    @Test
    void theFormulasSayWhereTheHeapsHaveTheirBlocks() {
        for (BinNumbers.Row row : new BinNumbers().run(workshop).all()) {
            assertEquals(row.computed(), row.seen(), row::toString);
            if (row.glibcSeen() >= 0) assertEquals(row.glibcComputed(), row.glibcSeen(), row::toString);
        }
    }

    @Test
    void whatIsFreedIsUnsortedUntilSomethingElseIsWanted() {
        Unsorted.Stages stages = new Unsorted().run(workshop);
        assertTrue(stages.isSameBlock());
        List<Integer> bins = stages.all().stream().map(Unsorted.Stage::bin).toList();
        assertEquals(List.of(-1, 0, -1, 0, BinNumbers.ours(304)), bins);
        assertEquals(1, stages.all().get(2).visited(), "one look, and it is found");
    }

    @Test
    void namesAreUniqueAndTheWordsAreThere() {
        Set<String> names = new HashSet<>();
        for (Step step : Step.values()) names.add(step.id());
        for (Experiment experiment : Experiments.ALL) {
            assertTrue(names.add(experiment.name()), experiment.name());
            Words words = experiment.words();
            for (String text :
                    List.of(words.title(), words.lookFor(), words.explanation(), words.glibc(), words.kernel()))
                assertNotEquals("", text.strip(), experiment.name());
            experiment.source().ifPresent(name -> assertTrue(Files.exists(workshop.source(name)), name));
        }
        for (Step step : Step.values())
            assertFalse(Experiments.named(step.id()).isEmpty(), "a step without an experiment: " + step.id());
    }
}
