package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ashlar.OffsetPool.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the ranges themselves are in the core's tests. */
final class OffsetPoolTest {
    @Test
    void rangesComeAndGo() {
        try (OffsetPool pool = new OffsetPool(1L << 40, 100)) {
            Range first = pool.allocate(1000);
            Range second = pool.allocate(1L << 39, 4096);
            assertEquals(0, first.offset());
            assertEquals(1008, first.byteSize());
            assertEquals(4096, second.offset());
            assertEquals(2, pool.liveRanges());
            List<String> seen = new ArrayList<>();
            pool.walk((offset, bytes, isFree) -> seen.add(offset + " " + bytes + " " + isFree));
            assertEquals(
                    List.of(
                            "0 1008 false",
                            "1008 3088 true",
                            "4096 549755813888 false",
                            "549755817984 549755809792 true"),
                    seen);
            pool.free(first);
            pool.free(second);
            assertEquals(1L << 40, pool.freeBytes());
        }
    }

    @Test
    void misuseIsRefused() {
        OffsetPool pool = new OffsetPool(1 << 20, 4);
        Range range = pool.allocate(100);
        Range next = pool.allocate(100);
        pool.free(range);
        for (Range bad : List.of(range, new Range(0, 112, 0), new Range(next.offset(), 96, next.handle())))
            assertEquals(
                    bad + " is not a live range of this pool",
                    assertThrows(IllegalArgumentException.class, () -> pool.free(bad))
                            .getMessage());
        assertEquals(
                "2097152 bytes on a multiple of 16: the pool of 1048576 bytes has 1048464 free, in pieces, and 1 of 4 ranges are live",
                assertThrows(OutOfMemoryError.class, () -> pool.allocate(2 << 20))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> pool.allocate(-1));
        assertThrows(IllegalArgumentException.class, () -> pool.allocate(1, 3));
        assertThrows(IllegalArgumentException.class, () -> new OffsetPool(15, 10));
        assertThrows(IllegalArgumentException.class, () -> new OffsetPool(1 << 20, 0));
        pool.close();
        pool.close();
        assertThrows(IllegalStateException.class, () -> pool.allocate(1));
    }
}
