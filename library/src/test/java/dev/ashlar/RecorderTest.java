package dev.ashlar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Name;
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
        return RecordingFile.readAllEvents(file).stream()
                .filter(one -> one.getEventType().getName().equals("dev.ashlar." + event)) // others are there, too
                .toList();
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

    /** What it says has gone is what the heap has less of. */
    @Test
    void whatGoesBackToTheSystemIsTold() throws Exception {
        try (Heap heap = Heap.builder().name("large").debug(false).confined()) {
            long[] blocks = new long[100];
            for (int i = 0; i < blocks.length; i++) blocks[i] = heap.malloc(1 << 20);
            long before = heap.stats().committedBytes();
            List<RecordedEvent> events = recorded("Purge", () -> {
                for (long block : blocks) heap.free(block);
                heap.collect();
            });
            long gone = before - heap.stats().committedBytes();
            assertTrue(gone >= 90 << 20, gone + " bytes");
            assertEquals(
                    gone,
                    events.stream().mapToLong(event -> event.getLong("purged")).sum());
            assertEquals(heap.stats().committedBytes(), events.getLast().getLong("committed"));
            assertEquals("large", events.getLast().getString("heap"));
            assertTrue(isCausedBy(events.getLast(), "whatGoesBackToTheSystemIsTold"));
        }
    }

    @Test
    void aSampledHeapTellsItsSample() throws Exception {
        try (Heap heap = Heap.builder().debug(false).sample(50).shared()) {
            List<RecordedEvent> events = recorded("AllocationSample", () -> allocateMany(heap));
            long blocks = heap.leaks().getFirst().blocks();
            assertEquals(blocks, events.size());
            long all = events.stream()
                    .mapToLong(event -> event.getLong("standsFor"))
                    .sum();
            assertEquals(10_000, all, 50 * 5 * Math.sqrt(10_000 / 50.0));
            assertTrue(events.stream().allMatch(event -> event.getLong("requested") == 1000));
            assertTrue(events.stream().allMatch(event -> isCausedBy(event, "allocateMany")));
        }
    }

    /** The file that comes with the library names every event, and no other. */
    @Test
    void theSettingsFileHasEveryEvent() throws Exception {
        Set<String> events = Arrays.stream(Recorder.class.getDeclaredClasses())
                .filter(type -> type.isAnnotationPresent(Name.class))
                .map(type -> type.getAnnotation(Name.class).value())
                .collect(Collectors.toSet());
        try (Reader file = new InputStreamReader(Heap.class.getResourceAsStream("ashlar.jfc"), UTF_8)) {
            Map<String, String> settings = Configuration.create(file).getSettings();
            assertEquals(
                    events,
                    settings.keySet().stream().map(key -> key.split("#")[0]).collect(Collectors.toSet()));
            assertEquals("true", settings.get("dev.ashlar.Purge#enabled"));
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
