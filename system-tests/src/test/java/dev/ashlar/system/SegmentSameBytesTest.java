package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.SegmentClock;
import dev.ashlar.core.segment.SegmentImage;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.CompiledSegment;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSubject;
import dev.ashlar.suites.Threaded;
import dev.ashlar.suites.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One trace, at the same addresses, twice: by the JVM and by the C. Every byte of both heaps is the same, but for the name
 * of the thread; the clocks stand still.
 */
final class SegmentSameBytesTest {
    private static final long ROOT = 0x2000_0000_0000L;
    private static final long PLACE = 0x2100_0000_0000L;

    /** More than is reserved: a table of 2 GiB, arenas of some hundred MiB. */
    private static final long PLACE_BYTES = 1L << 36;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aTraceLeavesTheSameBytes(long seed) {
        List<SegmentImage.Part> managed = image(seed, false);
        List<SegmentImage.Part> compiled = image(seed, true);
        assertEquals(names(managed), names(compiled));
        long used = 0;
        for (int i = 0; i < managed.size(); i++) {
            SegmentImage.Part part = managed.get(i);
            int mismatch = Arrays.mismatch(part.bytes(), compiled.get(i).bytes());
            assertEquals(-1, mismatch, () -> "first byte that differs in the " + part.name());
            for (byte one : part.bytes()) used += one == 0 ? 0 : 1;
        }
        assertTrue(used > 100_000, "an image of %d bytes that are not zero compares nothing".formatted(used));
    }

    private static List<String> names(List<SegmentImage.Part> parts) {
        return parts.stream()
                .map(part -> "%s at 0x%x".formatted(part.name(), part.address()))
                .toList();
    }

    private static List<SegmentImage.Part> image(long seed, boolean isNative) {
        try {
            return isNative ? imageOfCompiled(seed) : imageOfManaged(seed);
        } finally {
            Os.munmap(PLACE, PLACE_BYTES); // the records, which stay when a heap is closed
        }
    }

    private static List<SegmentImage.Part> imageOfManaged(long seed) {
        try (SegmentSubject heap = new SegmentSubject(Threaded::run, ROOT)) {
            return image(seed, heap, heap.root());
        }
    }

    private static List<SegmentImage.Part> imageOfCompiled(long seed) {
        try (CompiledSegment heap = new CompiledSegment(Exports.LIBRARY, ROOT)) {
            return image(seed, heap, heap.root());
        }
    }

    private static List<SegmentImage.Part> image(long seed, SegmentBlocks heap, long root) {
        assertEquals(ROOT, root, "the address is taken");
        heap.placeAt(PLACE);
        heap.free(heap.malloc(1));
        SegmentClock.stop(root);
        new Trace(seed, 5000).run(heap, false, false);
        useThreads(seed, heap);
        long own = heap.makeHeap();
        for (long size = 20; size < 200_000; size *= 3) heap.fill(heap.mallocIn(own, size), size, 1);
        return SegmentImage.of(root);
    }

    /** Pages that other threads have left behind, or freed some slots of. */
    private static void useThreads(long seed, SegmentBlocks heap) {
        Random random = new Random(seed);
        List<Long> payloads = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Runnable work = () -> {
                for (int i = 0; i < 1500; i++) payloads.add(heap.malloc(random.nextInt(i % 9 == 0 ? 5000 : 300)));
                for (int i = 0; i < 1000; i++)
                    assertEquals(Rule.NONE, heap.free(payloads.remove(random.nextInt(payloads.size()))));
            };
            if (round % 2 == 0) work.run();
            else heap.inThread(work);
            if (round == 1) assertTrue(heap.collect() > 0, "nothing is given back");
        }
    }
}
