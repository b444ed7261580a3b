package dev.ashlar.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces, with both headers and without; whatever else somebody writes is a message with a line. */
final class TraceTest {
    private static final List<Operation> OPERATIONS = List.of(
            new Operation('a', 0, 100, 0),
            new Operation('a', 1, 0, 2),
            new Operation('r', 0, 300, 0),
            new Operation('f', 0, 0, 0));
    private static final String LINES = "a 0 100\n a 1\t0 @2  # the second thread\n\nr 0 300\nf 0\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "1000\n2\n4\n", "1000\n2\n4\n1\n", "# about it\n1000\n2\n4\n1\n"})
    void everyHeaderIsRead(String header) {
        assertEquals(OPERATIONS, Trace.parse(header + LINES));
    }

    @ParameterizedTest
    @CsvSource({
        "'x 1 2', 'line 1: “x 1 2”, where a, r or f'",
        "'a 1', 'line 1: “a 1”, where a ID BYTES'",
        "'a 1 2 3', 'where a ID BYTES'",
        "'a 1 2|f', 'line 2: “f”, where f ID'",
        "'a 1 2|f 1 9', 'line 2: “f 1 9”, where f ID'",
        "'a -1 2', 'line 1: “-1”, where an id, 0 or more,'",
        "'a 1 -2', 'line 1: “-2”, where a number of bytes, 0 or more,'",
        "'a 1 9223372036854775808', 'line 1: “9223372036854775808”, where a number of bytes below 2⁶³'",
        "'a 1 1e3', 'line 1: “1e3”, where a number of bytes'",
        "'a 3000000000 1', 'where an id below 2147483647'",
        "'a 1 2|a 1 3', 'line 2: “a 1 3”, where an id that is not in use'",
        "'a 1 2|f 1|f 1', 'line 3: “f 1”, where an id that is in use'",
        "'a 1 2 @9', 'where a thread from 0 to 7'",
        "'a 1 2 @', 'where a thread behind @'",
        "'5|a 1 2', 'the header has 1 numbers; 3 or 4 are expected'",
        "'5|2|9|a 1 2', 'the header says 9 operations, there are 1'",
        "'5|1|1|a 1 2', 'the header says 1 ids, and there is an id 1'"
    })
    void aMistakeSaysWhereItIsAndWhatWasExpected(String lines, String message) {
        Mistake mistake = assertThrows(Mistake.class, () -> Trace.parse(lines.replace('|', '\n')));
        String said = String.valueOf(mistake.getMessage());
        assertTrue(said.contains(message), said);
    }

    /** As in traces of malloc courses, and in what ./ashlar lab trace takes. */
    @Test
    void nullMayBeFreed() {
        assertEquals(
                List.of(new Operation('a', 0, 8, 0), new Operation('f', Operation.NO_ID, 0, 1)),
                Trace.parse("1\n1\n2\na 0 8\nf -1 @1"));
    }

    @Test
    void ofALineThatIsTooLongTheMessageHasTheBeginning() {
        Mistake mistake = assertThrows(Mistake.class, () -> Trace.parse("x".repeat(1_000_000)));
        String said = String.valueOf(mistake.getMessage());
        assertTrue(said.startsWith("line 1: \u201c" + "x".repeat(60) + "\u2026\u201d, where a, r or f"), said);
    }

    @Test
    void aTraceMayBeLongButNotEndless() {
        String line = "r 0 10\n";
        assertEquals(
                Trace.MOST_OPERATIONS,
                Trace.parse(line.repeat(Trace.MOST_OPERATIONS)).size());
        assertThrows(Mistake.class, () -> Trace.parse(line.repeat(Trace.MOST_OPERATIONS + 1)));
    }
}
