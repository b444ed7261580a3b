package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Javadoc shows, which is read from here. */
final class SnippetsTest {
    private final List<String> said = new ArrayList<>();

    private void warn(String text) {
        said.add(text);
    }

    @Test
    void heap() {
        // @start region="heap"
        try (Heap heap = Heap.shared()) {
            long block = heap.malloc(1000); // an address, until heap.free(block)
            try (Arena arena = heap.arena()) {
                MemorySegment text = arena.allocateFrom("until the arena is closed");
                warn(text.getString(0));
            }
            heap.free(block);
        } // gives back whatever is left
        // @end
        assertEquals(List.of("until the arena is closed"), said);
    }

    @Test
    void budget() throws InterruptedException {
        // @start region="budget"
        Budget process = Budget.of("process", 100 << 20);
        Budget tenant = process.child("tenant 7", 20 << 20);
        tenant.onReaching(15 << 20, it -> warn(it + " soon has no more"));
        try (Heap heap = Heap.builder().name("tenant 7's").budget(tenant).shared()) {
            for (long block; (block = heap.malloc(1 << 20)) != 0; ) warn("a MiB at " + block);
        }
        if (tenant.awaitAndReserve(1 << 20, Duration.ofSeconds(1))) tenant.release(1 << 20);
        // @end
        assertTrue(said.stream().anyMatch(text -> text.endsWith(" soon has no more")), said::toString);
        assertTrue(said.size() > 10 && said.size() <= 21, said::toString);
        assertEquals(0, process.usedBytes());
    }

    @Test
    void misuse() {
        // @start region="misuse"
        try (Heap heap = Heap.builder().debug(true).confined()) {
            MemorySegment text = heap.allocateFrom("12345678");
            MemorySegment beyond = text.reinterpret(10); // what a native function might do
            beyond.set(ValueLayout.JAVA_BYTE, 9, (byte) '!');
            heap.free(text);
        } catch (MisuseException overflow) {
            warn(overflow.getMessage()); // its suppressed traces say who allocated the block
        }
        // @end
        assertTrue(said.getFirst().startsWith("free: overflow at 0x"), said::toString);
    }

    @Test
    void pool() {
        // @start region="pool"
        try (Arena arena = Arena.ofConfined();
                Pool pool = Pool.create(arena.allocate(1 << 20, Pool.ALIGNMENT))) {
            MemorySegment block = pool.allocate(1000);
            pool.free(block);
        }
        // @end
        assertTrue(said.isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Pool.create(MemorySegment.ofArray(new byte[1 << 20])));
    }

    @Test
    void ranges() {
        long bufferBytes = 1 << 20;
        // @start region="ranges"
        try (OffsetPool pool = new OffsetPool(bufferBytes, 10_000)) {
            OffsetPool.Range vertices = pool.allocate(3000, 256);
            warn("upload to offset " + vertices.offset());
            pool.free(vertices);
        }
        // @end
        assertFalse(said.isEmpty());
    }
}
