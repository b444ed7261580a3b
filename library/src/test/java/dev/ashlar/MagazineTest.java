package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.map.Page;
import dev.ashlar.map.Use;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a thread keeps ready has an end, and what is beyond goes back. */
final class MagazineTest {
    private static long[] allocated(Heap heap, int count, long byteSize) {
        long[] blocks = new long[count];
        for (int i = 0; i < count; i++) blocks[i] = heap.malloc(byteSize);
        return blocks;
    }

    private static void free(Heap heap, long[] blocks) {
        for (long block : blocks) heap.free(block);
    }

    private static long openPages(Heap heap) {
        return heap.dump().picture().areas().stream()
                .flatMap(area -> area.pieces().stream())
                .filter(Page.class::isInstance)
                .count();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void pagesThatGotAllBackServeOtherSizes(HeapKind kind) {
        try (Heap heap = kind.open()) {
            free(heap, allocated(heap, 20_000, 256));
            long peakBytes = heap.stats().peakCommittedBytes();
            assertTrue(peakBytes >= 20_000 * 256);
            assertTrue(openPages(heap) <= 4, heap.dump()::text);
            free(heap, allocated(heap, 10_000, 512));
            assertTrue(heap.stats().peakCommittedBytes() <= peakBytes + (1 << 20), heap.stats()::toString);
            assertEquals(0, heap.stats().liveBlocks());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "SHARED"})
    void whatIsBeyondIsFreedOnce(HeapKind kind) {
        try (Heap heap = kind.open()) {
            long[] blocks = allocated(heap, 200, 64);
            free(heap, blocks);
            for (long block : blocks) {
                MisuseException thrown = assertThrows(MisuseException.class, () -> heap.free(block));
                assertEquals("double-free", thrown.rule());
            }
            Set<Long> again = new HashSet<>();
            for (long block : allocated(heap, 200, 64)) assertTrue(again.add(block), "handed out twice");
            assertEquals(200, heap.stats().liveBlocks());
        }
    }

    /** As many slots of a class as 32 KiB are, 64 at most, one at least; and the last slot beside them. */
    @ParameterizedTest
    @ValueSource(longs = {16, 512, 1024, 32768, 65536})
    void itKeepsSomeOfEachClass(long byteSize) {
        try (Heap heap = HeapKind.CONFINED.open()) {
            free(heap, allocated(heap, 100, byteSize));
            long kept = Math.clamp(32768 / byteSize, 1, 64) + 1;
            assertEquals(kept, heap.dump().picture().tally().blocks(Use.KEPT));
        }
    }
}
