package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What JFR is told. */
final class RecorderTest {
    @TempDir
    Path folder;

    private List<RecordedEvent> recorded(String event, Runnable work) throws Exception {
        Path file = folder.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.ashlar." + event).withStackTrace();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    private static boolean isCausedBy(RecordedEvent event, String method) {
        return event.getStackTrace().getFrames().stream()
                .anyMatch(frame -> frame.getMethod().getName().equals(method));
    }

    private static void wantTooMuch(Heap heap) {
        heap.malloc(100_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsTold(HeapKind kind) throws Exception {
        try (Heap heap = kind.open(8 << 20)) {
            heap.malloc(1000);
            List<RecordedEvent> events = recorded("Refused", () -> {
                heap.malloc(100);
                wantTooMuch(heap);
            });
            assertEquals(1, events.size());
            assertEquals(100_000_000, events.getFirst().getLong("requested"));
            assertTrue(events.getFirst().getLong("committed") > 0);
            assertTrue(isCausedBy(events.getFirst(), "wantTooMuch"));
        }
    }

    private static void allocateMany(Heap heap) {
        for (int i = 0; i < 10_000; i++) heap.malloc(1000);
    }

    @Test
    void refillsAreASampleOfAllocations() throws Exception {
        try (Heap heap = Heap.shared()) {
            List<RecordedEvent> events = recorded("Refill", () -> allocateMany(heap));
            assertTrue(events.size() > 20 && events.size() < 5000, events.size() + " of 10000");
            assertTrue(events.stream().allMatch(event -> isCausedBy(event, "allocateMany")));
        }
    }

    @Test
    void leaksAreToldWhenADebuggedHeapIsClosed() throws Exception {
        Heap heap = Heap.builder().debug(true).shared();
        for (int i = 0; i < 3; i++) heap.malloc(100);
        List<RecordedEvent> events = recorded("Leak", heap::close);
        assertEquals(1, events.size());
        assertEquals(3, events.getFirst().getLong("blocks"));
        assertEquals(300, events.getFirst().getLong("requested"));
        assertTrue(events.getFirst()
                .getString("allocatedBy")
                .contains("RecorderTest.leaksAreToldWhenADebuggedHeapIsClosed"));
    }
}
