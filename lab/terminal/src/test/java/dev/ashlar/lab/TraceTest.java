package dev.ashlar.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.lab.Trace.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces in the format of malloc courses, read, written and recorded. */
final class TraceTest {
    private final Workshop workshop = new Workshop(Path.of(System.getProperty("ashlar.root")));

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("one.rep"), text);
    }

    @Test
    void theHeaderMayHaveAWeightOrNone() throws IOException {
        String operations = "a 0 100\na 1 50\nr 0 300\nf 1\nf -1\nf 0\n";
        Trace with = Trace.read(file("20000\n2\n6\n1\n" + operations));
        Trace without = Trace.read(file("20000\n2\n6\n" + operations + "\n"));
        assertEquals(with, without);
        assertEquals(new Operation('r', 0, 300), with.operations().get(2));
        assertEquals(new Trace.Peak(350, 2), with.peak());
        assertEquals(450, with.requestedBytes());
        Path copy = folder.resolve("copy.rep");
        with.write(copy);
        assertEquals(with, Trace.read(copy));
    }

    /** A bar stands for the end of a line. */
    @ParameterizedTest
    @CsvSource({
        "'',                       1, the suggested heap size, the end of the file",
        "'one',                    1, a whole number, 'one'",
        "'1|-2|1',                 2, the number of ids, '-2'",
        "'1|2|99999999999',        3, the number of operations, '99999999999'",
        "'1|1|2|a 0 8',            5, operation 2 of 2, the end of the file",
        "'1|1|1|1|b 0 8',          5, 'a ID BYTES', 'b 0 8'",
        "'1|1|1|1|a 0',            5, operation 1 of 1, 'a 0'",
        "'1|1|1|a 1 8',            4, 'from 0 to 0', 'a 1 8'",
        "'1|1|2|a 0 8|a 0 8',      5, not allocated already, 'a 0 8'",
        "'1|1|1|f 0',              4, an id that is allocated, 'f 0'",
        "'1|1|3|a 0 8|f 0|r 0 9',  6, an id that is allocated, 'r 0 9'",
        "'1|1|1|a 0 9223372036854775808', 4, operation 1, 'a 0 9223372036854775808'",
        "'1|1|1|a 0 99999999999999999',   4, a size up to, 'a 0 99999999999999999'",
        "'1|1|1|1|a 0 8|f 0',      6, the end, 'f 0'"
    })
    void whatIsWrongIsNamed(String text, int line, String expected, String found) throws IOException {
        Path file = file(text.replace('|', '\n'));
        String message = assertThrows(LabFailure.class, () -> Trace.read(file)).getMessage();
        assertTrue(message.startsWith(file + ":" + line + ": expected "), message);
        assertTrue(message.contains(expected) && message.contains("found ") && message.contains(found), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.rep");
        assertEquals(
                missing + ": no such file",
                assertThrows(LabFailure.class, () -> Trace.read(missing)).getMessage());
    }

    /** A program whose requests are known; threads too, whose blocks others free. Whatever is recorded must make sense to the reader. */
    @Test
    void whatIsRecordedIsWhatTheProgramAsked() throws IOException {
        Recording recording =
                Recorder.record(workshop, List.of(workshop.program("giveback").toString(), "1000000", "10000"));
        assertEquals(0, recording.status());
        List<Operation> blocks = recording.trace().operations().stream()
                .filter(one -> one.letter() == Trace.ALLOCATE && one.sizeBytes() == 10000)
                .toList();
        assertEquals(100, blocks.size());
        assertTrue(
                recording.trace().peak().liveBytes() >= 1_000_016,
                recording.trace().peak()::toString);
        assertTrue(recording.trace().count(Trace.FREE) >= 101);
        assertReadable(recording.trace());
    }

    @Test
    void threadsAreRecordedOneAfterTheOther() throws IOException {
        Recording recording =
                Recorder.record(workshop, List.of(workshop.program("threads").toString(), "4", "20000"));
        assertTrue(recording.trace().count(Trace.ALLOCATE) >= 80_000);
        assertReadable(recording.trace());
    }

    /** The reader refuses a trace in which an id is freed twice, or resized when it is free. */
    private void assertReadable(Trace trace) throws IOException {
        Path file = folder.resolve("recorded.rep");
        trace.write(file);
        assertEquals(trace, Trace.read(file));
    }

    /** A shell that forks, waits and ends without destructors. */
    @Test
    void aShellIsRecorded() throws IOException {
        Recording recording = Recorder.record(workshop, List.of("sh", "-c", "a=$(echo word); b=$(exit 3); exit 7"));
        assertEquals(7, recording.status());
        assertReadable(recording.trace());
    }

    /** What is resized keeps its id wherever it goes: a compiler resizes, and frees afterwards. */
    @Test
    void whatIsResizedIsFreedByItsId() {
        Recording recording = Recorder.record(workshop, List.of(Workshop.compiler(), "--version"));
        Set<Integer> resized = new HashSet<>();
        boolean isFreed = false;
        for (Operation operation : recording.trace().operations()) {
            if (operation.letter() == Trace.RESIZE) resized.add(operation.id());
            isFreed |= operation.letter() == Trace.FREE && resized.contains(operation.id());
        }
        Assumptions.assumeFalse(resized.isEmpty(), "this compiler resizes nothing");
        assertTrue(isFreed, "none of " + resized);
    }

    /** A program that starts others is recorded by the busiest of them all. */
    @Test
    void theBusiestProcessIsTaken() {
        String program = workshop.program("giveback").toString();
        Recording recording = Recorder.record(workshop, List.of("sh", "-c", program + " 5000000 1000; true"));
        assertEquals(2, recording.processes());
        List<Operation> sizes = new ArrayList<>(recording.trace().operations());
        sizes.removeIf(one -> one.letter() != Trace.ALLOCATE || one.sizeBytes() != 1000);
        assertEquals(5000, sizes.size());
    }
}
