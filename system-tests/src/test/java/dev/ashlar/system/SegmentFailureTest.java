package dev.ashlar.system;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The compiled library under threads while the system refuses what it is asked for: each call in turn, several in a row,
 * all of one kind. {@code -Dashlar.nightly=true} does it all ten times, with other random numbers.
 */
final class SegmentFailureTest {
    private static final String TIMES = Boolean.getBoolean("ashlar.nightly") ? "10" : "1";
    private static String program = "";

    @BeforeAll
    static void compile() {
        program = Run.library(
                        "failing_segment", "test/c/failing_segment.c", "-DASHLAR_SEGMENT", "-O1", "-g", "-pthread")
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "6"})
    void eachCallMayFailAndSomeAfterIt(String inARow) {
        Run.plain(program, "each", inARow, TIMES).succeeded();
    }

    /** Where the limit is near, memory is given back in the middle of an allocation. */
    @Test
    void eachCallMayFailNearALimit() {
        Run.run(Run.WORK, Map.of("ASHLAR_LIMIT", "12M"), program, "each", "1", TIMES)
                .succeeded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "60"})
    void allCallsOfAKindMayFailFromSomeTimeOn(String first) {
        Run.plain(program, "kind", first, TIMES).succeeded();
    }
}
