package dev.ashlar.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.lab.Trace.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What the lab's experiments claim of the built libraries, on runs of them. */
final class BuiltHeapsTest {
    private static final int MOST_TRIES = 20;

    private final Workshop workshop = new Workshop(Path.of(System.getProperty("ashlar.root")));

    @Test
    void lsRunsOnBumpWhichKeepsEveryByte() {
        BumpUnderLs.Ran ran = new BumpUnderLs().run(workshop);
        assertTrue(ran.isSame(), "ls writes what it always writes");
        assertTrue(ran.table().startsWith("ashlar: bump heap of ls\n"), ran.table());
        Trace asked = ran.asked().trace();
        assertTrue(
                asked.count(Trace.FREE) > 0
                        && asked.requestedBytes() > asked.peak().liveBytes(),
                "it did free");
        assertTrue(ran.bumpBytes() >= asked.requestedBytes(), ran::table);
    }

    @Test
    void theMagicWordLiesBeforeThePayload() {
        MagicWord.Header header = new MagicWord().run(workshop);
        assertEquals(8, header.distanceBytes());
        assertEquals(112, header.sizeBytes(), "100, rounded up to 16");
        assertEquals(MagicWord.LIVE, header.before());
        assertEquals(MagicWord.FREE, header.after());
        assertTrue(header.complaint().contains("double-free"), header::complaint);
    }

    @Test
    void aMappedBlockGoesBackAndWhatIsPinnedDoesNot() {
        GivingBack.Returned returned = new GivingBack().run(workshop);
        long most = 64 << 20;
        assertTrue(returned.large().residentTaken() >= most, returned::toString);
        assertTrue(returned.large().residentKept() < most / 64, returned::toString);
        assertTrue(returned.large().spaceKept() < most / 64, returned::toString);
        assertTrue(returned.small().residentKept() >= most, returned::toString);
        assertTrue(returned.small().spaceKept() >= most, returned::toString);
    }

    /** Counted, not timed. Where others use the processors, the threads may have to try until they meet. */
    @Test
    void arenasWaitLessOftenThanOneLock() {
        TwoThreads.Runs runs = new TwoThreads().run(workshop);
        for (int i = 1; i < MOST_TRIES && !runs.haveMet(); i++) runs = new TwoThreads().run(workshop);
        assertEquals(0, runs.alone().waits());
        Assumptions.assumeTrue(runs.haveMet(), "the threads never met: is there one processor?");
        assertTrue(runs.arenas().waits() < runs.oneLock().waits(), runs.toString());
    }

    /** That everybody who can plays, and that the score is the formula; nothing of who is how fast. */
    @Test
    void theTableHasAllHeapsAndTheirScores() {
        Assumptions.assumeTrue(Workshop.find("bash").isPresent(), "bash is not installed");
        Standings standings = new LastTable().run(workshop);
        List<String> names = standings.all().stream().map(Standing::name).toList();
        assertEquals(
                List.of(
                        "bump", "header", "list", "split", "merge", "map", "bins", "arenas", "zone", "tlsf", "segment",
                        "system"),
                names);
        for (Standing standing : standings.all()) {
            if (!standing.hasFigures()) {
                assertTrue(standing.failure().startsWith("more than "), standing::toString);
                continue;
            }
            double speed = standings.named("system").seconds() / standing.seconds();
            double score = 0.6 * standing.utilisation() + 0.4 * Math.min(1, speed);
            assertEquals(score, standings.score(standing), 1e-12);
            assertTrue(standing.utilisation() > 0 && standing.utilisation() <= 1, standing::toString);
        }
        assertTrue(
                standings.named("bump").peakBytes() >= standings.trace().requestedBytes() / 2,
                "what is never used again stays");
        assertTrue(
                standings.named("merge").utilisation() > standings.named("bump").utilisation());
        assertTrue(
                standings.named("bins").visited().orElseThrow()
                        < standings.named("merge").visited().orElseThrow(),
                "bins are there to make searches short");
    }

    /** A trace whose peak is known: 100 blocks of 10 000 bytes, again and again. */
    @Test
    void thePeakIsWhatTheHeapNeeds() {
        List<Operation> operations = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int id = 0; id < 100; id++) operations.add(new Operation(Trace.ALLOCATE, id, 10_000));
            for (int id = 0; id < 100; id++) operations.add(new Operation(Trace.FREE, id, 0));
        }
        List<Contender> contenders = Contender.all(workshop).stream()
                .filter(one -> List.of("bump", "list", Contender.SYSTEM).contains(one.name()))
                .toList();
        Standings standings = new Contest(workshop, contenders).run(new Trace(100, operations));
        long live = 1_000_000;
        assertEquals(live, standings.trace().peak().liveBytes());
        long list = standings.named("list").peakBytes();
        assertTrue(list >= live * 9 / 10 && list < live * 12 / 10, standings::toString);
        assertTrue(standings.named("bump").peakBytes() >= 20 * live * 9 / 10, standings::toString);
    }

    /** The peak, not what is left at the end: of mapped blocks nothing is. */
    @Test
    void whatGoesBackWasNeededToo() {
        List<Operation> operations = new ArrayList<>();
        for (int id = 0; id < 20; id++) operations.add(new Operation(Trace.ALLOCATE, id, 200_000));
        for (int id = 0; id < 20; id++) operations.add(new Operation(Trace.FREE, id, 0));
        List<Contender> contenders =
                List.of(new Contender("map", workshop.onStep("map")), new Contender(Contender.SYSTEM, Map.of()));
        Standings standings = new Contest(workshop, contenders).run(new Trace(20, operations));
        long live = 20 * 200_000;
        long peak = standings.named("map").peakBytes();
        assertTrue(peak >= live && peak < live * 12 / 10, standings::toString);
    }

    /** A malloc without memory is a row that says so, and the others go on. */
    @Test
    void whoCannotPlayIsNamed() {
        List<Contender> contenders = List.of(
                new Contender("poor", withLimit(workshop.onStep("bump"))), new Contender(Contender.SYSTEM, Map.of()));
        List<Operation> operations = List.of(new Operation(Trace.ALLOCATE, 0, 1 << 20));
        Standings standings = new Contest(workshop, contenders).run(new Trace(1, operations));
        assertFalse(standings.named("poor").hasFigures());
        assertEquals("malloc gave NULL", standings.named("poor").failure());
        assertTrue(standings.hasScores());
    }

    private static Map<String, String> withLimit(Map<String, String> environment) {
        Map<String, String> limited = new HashMap<>(environment);
        limited.put("ASHLAR_LIMIT", "512K");
        return limited;
    }
}
