package dev.ashlar.arrow.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.arrow.AshlarAllocationManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.ArrowsOwn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After Arrow's suites: what is left allocated, beside what the same tests have left with Arrow's own manager. */
final class NothingIsLeftTest {
    private static SuiteRecord record(String suite, String who) throws Exception {
        return SuiteRecord.read(SuiteRecord.file(Path.of("target", "left"), suite, who));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "vector"})
    void thatArrowsOwnManagerWouldHaveFreed(String suite) throws Exception {
        SuiteRecord ours = record(suite, "ashlar");
        SuiteRecord arrows = record(suite, "arrow");
        assertEquals(Set.of(AshlarAllocationManager.class.getName()), ours.managers());
        assertEquals(Set.of(ArrowsOwn.class.getName()), arrows.managers());
        assertEquals(arrows.left().keySet(), ours.left().keySet(), "test classes that ran");
        assertTrue(ours.left().size() > 10, () -> "a suite of " + ours.left().keySet());
        assertEquals(Map.of(), ours.beyond(arrows), "blocks left more than by Arrow's own manager");
    }

    @Test
    void aBlockMoreIsSeen() {
        SuiteRecord arrows = new SuiteRecord(Set.of(), Map.of("A", 2L, "B", 0L, "C", 1L));
        SuiteRecord ours = new SuiteRecord(Set.of(), Map.of("A", 2L, "B", 1L, "C", 0L));
        assertEquals(Map.of("B", 1L), ours.beyond(arrows));
    }
}
