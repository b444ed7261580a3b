package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What a heap of the JDK's arenas adds to what every heap promises, and that it does without native access. */
final class JdkHeapTest {
    @Test
    void aFreedSegmentHasEnded() {
        try (Heap heap = Heap.builder().jdkArenas(true).shared()) {
            MemorySegment block = heap.allocate(100);
            heap.free(block);
            assertThrows(IllegalStateException.class, () -> block.get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @Test
    void theNumbersHaveArenasInThem() {
        try (Heap heap = Heap.builder().jdkArenas(true).limit(10_000).confined()) {
            long block = heap.malloc(1000);
            try (Arena arena = heap.arena()) {
                arena.allocate(5000);
                arena.allocate(0);
                assertEquals(new HeapStats(3, 6000, 6000, 0, 6000, 6000), heap.stats());
                OutOfMemoryError error = assertThrows(OutOfMemoryError.class, () -> arena.allocate(4001));
                assertEquals(
                        "4001 bytes for %s: %1$s has 6000 of 10000 bytes".formatted(heap.name()), error.getMessage());
                arena.allocate(4000);
                assertEquals(0, heap.malloc(1));
            }
            heap.free(block);
            assertEquals(new HeapStats(0, 0, 0, 0, 10_000, 0), heap.stats());
        }
    }

    /** {@link WithoutAccess} does all that a heap does. */
    @Test
    void noNativeAccessIsNeeded() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--illegal-native-access=deny",
                        "-Dashlar.jdkArenas=true",
                        "-cp",
                        System.getProperty("ashlar.classes"),
                        WithoutAccess.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        assertEquals("confined 0 of 0\nshared 0 of 0\n", said);
    }
}
