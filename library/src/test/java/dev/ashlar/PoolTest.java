package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool over memory of an arena. */
final class PoolTest {
    private static final long BYTES = 1 << 20;

    private Arena arena;
    private Pool pool;

    @BeforeEach
    void create() {
        arena = Arena.ofConfined();
        pool = Pool.create(arena.allocate(BYTES, 16));
    }

    @AfterEach
    void close() {
        if (!arena.scope().isAlive()) return;
        assertEquals(List.of(), pool.validate());
        arena.close();
    }

    private static void assertMessage(String expected, Throwable thrown) {
        assertEquals(expected, thrown.getMessage());
    }

    @Test
    void blocksAreApartAndInTheMemory() {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int size = 0; size < 1000; size += 7) {
            MemorySegment block = pool.allocate(size);
            assertEquals(size, block.byteSize());
            assertEquals(0, block.address() % Pool.ALIGNMENT);
            block.fill((byte) size);
            blocks.add(block);
        }
        for (MemorySegment block : blocks) {
            for (long i = 0; i < block.byteSize(); i++)
                assertEquals((byte) block.byteSize(), block.get(ValueLayout.JAVA_BYTE, i));
            assertEquals(block.address() - pool.memory().address(), pool.offsetOf(block));
        }
        assertEquals(blocks.size(), pool.liveBlocks());
        for (MemorySegment block : blocks) pool.free(block);
        assertEquals(0, pool.liveBlocks());
        assertEquals(0, pool.stats().usedBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 64, 4096, 65536})
    void alignmentIsKeptByReallocate(long alignment) {
        MemorySegment block = pool.allocate(100, alignment);
        pool.allocate(10);
        assertEquals(0, block.address() % alignment);
        block.fill((byte) 9);
        MemorySegment larger = pool.reallocate(block, 5000);
        assertEquals(0, larger.address() % alignment);
        assertEquals(5000, larger.byteSize());
        for (int i = 0; i < 100; i++) assertEquals(9, larger.get(ValueLayout.JAVA_BYTE, i));
        MemorySegment empty = pool.reallocate(larger, 0);
        assertEquals(0, empty.byteSize());
        pool.free(empty);
    }

    @Test
    void whatTheStatsCallCertainSucceeds() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) pool.allocate(random.nextInt(10_000));
        PoolStats stats = pool.stats();
        MemorySegment last = pool.allocate(stats.certainBytes());
        assertEquals(
                stats.usedBytes() + stats.freeBytes(),
                pool.stats().usedBytes() + pool.stats().freeBytes());
        pool.free(last);
    }

    @Test
    void theWalkShowsEveryByte() {
        MemorySegment block = pool.allocate(100);
        MemorySegment other = pool.allocate(200);
        pool.free(block);
        List<String> seen = new ArrayList<>();
        pool.walk((offset, bytes, isFree) -> seen.add("%d %d %s".formatted(offset, bytes, isFree)));
        assertEquals(3, seen.size());
        assertEquals("%d 104 true".formatted(pool.offsetOf(block)), seen.get(0));
        assertEquals("%d 200 false".formatted(pool.offsetOf(other)), seen.get(1));
        assertTrue(seen.get(2).endsWith(" true"));
    }

    // Errors

    @Test
    void heapMemoryIsRefused() {
        MemorySegment heap = MemorySegment.ofArray(new long[10_000]);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Pool.create(heap));
        assertTrue(refused.getMessage().startsWith("a pool needs native memory, and this is on the Java heap: "));
    }

    @Test
    void readOnlyMemoryIsRefused() {
        MemorySegment memory = arena.allocate(10_000, 16).asReadOnly();
        assertThrows(IllegalArgumentException.class, () -> Pool.create(memory));
    }

    @Test
    void misalignedMemoryIsRefused() {
        MemorySegment memory = arena.allocate(10_000, 16).asSlice(8);
        assertMessage(
                "a pool's memory begins on a multiple of 16, and this at 0x%x, 8 too far".formatted(memory.address()),
                assertThrows(IllegalArgumentException.class, () -> Pool.create(memory)));
    }

    @Test
    void littleMemoryIsRefused() {
        assertMessage(
                "a pool needs 928 bytes, and the memory has 900",
                assertThrows(IllegalArgumentException.class, () -> Pool.create(arena.allocate(900, 16))));
        Pool.create(arena.allocate(928, 16)).allocate(24);
    }

    @Test
    void aFullPoolSaysHowFullItIs() {
        pool.allocate(pool.stats().certainBytes() - 1000);
        assertMessage(
                "5000 bytes on a multiple of 16: the pool of 1048576 bytes has 992 free, 984 of them in one piece",
                assertThrows(OutOfMemoryError.class, () -> pool.allocate(5000)));
        assertEquals(0, pool.malloc(5000));
        assertThrows(OutOfMemoryError.class, () -> pool.allocate(Long.MAX_VALUE));
    }

    @Test
    void badRequestsAreRefused() {
        assertMessage("a block of -1 bytes", assertThrows(IllegalArgumentException.class, () -> pool.allocate(-1)));
        assertMessage(
                "alignment 24 is no power of two",
                assertThrows(IllegalArgumentException.class, () -> pool.allocate(10, 24)));
        assertThrows(IllegalArgumentException.class, () -> pool.allocate(10, 0));
    }

    @Test
    void misuseIsRefusedAndChangesNothing() {
        MemorySegment first = pool.allocate(100);
        MemorySegment block = pool.allocate(100);
        MemorySegment third = pool.allocate(100);
        MemorySegment foreign = arena.allocate(100, 16);
        pool.free(first);
        pool.free(block); // joined with the first
        assertRefused(block, "it is free already");
        pool.free(third); // joined with all
        assertRefused(third, "it is free already");
        assertRefused(block, "it is free already");
        MemorySegment live = pool.allocate(1000);
        live.fill((byte) 0);
        assertRefused(live.asSlice(16), "no block begins there");
        assertRefused(live.asSlice(7), "no block begins there");
        assertRefused(
                foreign,
                "it is not in the pool at 0x%x of %d bytes"
                        .formatted(pool.memory().address(), BYTES));
        assertThrows(IllegalArgumentException.class, () -> pool.reallocate(foreign, 10));
        assertEquals(1, pool.liveBlocks());
    }

    private void assertRefused(MemorySegment block, String why) {
        assertMessage(
                "block at 0x%x: %s".formatted(block.address(), why),
                assertThrows(IllegalArgumentException.class, () -> pool.free(block)));
        assertThrows(IllegalArgumentException.class, () -> pool.free(block.address()));
    }

    @Test
    void damageIsFound() {
        MemorySegment block = pool.allocate(24);
        MemorySegment next = pool.allocate(24);
        long header = next.address() - 8;
        MemorySegment whole = pool.memory();
        long before = whole.get(ValueLayout.JAVA_LONG, header - whole.address());
        whole.set(ValueLayout.JAVA_LONG, header - whole.address(), -1);
        List<PoolFault> faults = pool.validate();
        whole.set(ValueLayout.JAVA_LONG, header - whole.address(), before);
        assertEquals(
                "at offset %d: a block's size does not fit into the pool".formatted(pool.offsetOf(next) - 8),
                faults.getFirst().toString());
        pool.free(block);
    }

    @Test
    void aClosedPoolRefusesEverything() {
        MemorySegment block = pool.allocate(10);
        pool.close();
        pool.close();
        assertMessage("the pool is closed", assertThrows(IllegalStateException.class, () -> pool.allocate(1)));
        assertThrows(IllegalStateException.class, () -> pool.free(block));
        assertThrows(IllegalStateException.class, () -> pool.stats());
        pool = Pool.open(pool.memory());
        pool.free(block);
    }

    @Test
    void aPoolWhoseMemoryIsClosedRefusesEverything() {
        MemorySegment block = pool.allocate(10);
        arena.close();
        assertMessage("the pool's memory is closed", assertThrows(IllegalStateException.class, () -> pool.allocate(1)));
        assertThrows(IllegalStateException.class, () -> block.get(ValueLayout.JAVA_BYTE, 0));
        pool.close();
    }

    @Test
    void memoryWithoutAPoolIsNotOpened() {
        assertMessage(
                "there is no pool in these 4096 bytes",
                assertThrows(PoolDamagedException.class, () -> Pool.open(arena.allocate(4096, 16))));
        MemorySegment half = pool.memory().asSlice(0, BYTES / 2);
        pool.close();
        assertMessage(
                "the pool has 1048576 bytes, the memory 524288",
                assertThrows(PoolDamagedException.class, () -> Pool.open(half)));
        pool = Pool.open(pool.memory());
    }

    @Test
    void aPoolIsOpenedWhereverItsMemoryIs() {
        MemorySegment block = pool.allocate(100);
        block.fill((byte) 5);
        pool.setMark(pool.offsetOf(block));
        pool.close();
        MemorySegment elsewhere = arena.allocate(BYTES, 16).copyFrom(pool.memory());
        pool = Pool.open(elsewhere);
        MemorySegment found = pool.blockAt(pool.mark());
        assertNotEquals(block.address(), found.address());
        assertEquals(104, found.byteSize());
        assertEquals(5, found.get(ValueLayout.JAVA_BYTE, 99));
        pool.free(found);
        assertEquals(0, pool.liveBlocks());
    }

    // An arena of the pool

    @Test
    void anArenaGivesItsBlocksBackTogether() {
        PoolStats before = pool.stats();
        pool.free(pool.allocate(3000).fill((byte) 1));
        MemorySegment block;
        try (Arena blocks = pool.asArena()) {
            block = blocks.allocate(1000, 64);
            assertEquals(0, block.address() % 64);
            for (long i = 0; i < 1000; i++) assertEquals(0, block.get(ValueLayout.JAVA_BYTE, i));
            for (int i = 0; i < 100; i++) blocks.allocate(i);
            assertEquals("text", blocks.allocateFrom("text").getString(0));
            assertEquals(102, pool.liveBlocks());
        }
        assertEquals(before, pool.stats());
        MemorySegment ended = block;
        assertThrows(IllegalStateException.class, () -> ended.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void aClosedArenaAllocatesNothing() {
        Arena blocks = pool.asArena();
        blocks.allocate(10);
        blocks.close();
        assertThrows(IllegalStateException.class, () -> blocks.allocate(10));
        assertThrows(IllegalStateException.class, blocks::close);
        assertEquals(0, pool.liveBlocks());
    }

    @Test
    void anArenaIsItsThreads() throws InterruptedException {
        try (Arena blocks = pool.asArena()) {
            MemorySegment block = blocks.allocate(10);
            List<Throwable> thrown = new ArrayList<>();
            Thread other = new Thread(() -> {
                for (Runnable work : List.<Runnable>of(
                        () -> block.get(ValueLayout.JAVA_BYTE, 0), blocks::close, () -> blocks.allocate(1))) {
                    try {
                        work.run();
                    } catch (RuntimeException wrong) {
                        thrown.add(wrong);
                    }
                }
            });
            other.start();
            other.join();
            assertEquals(3, thrown.size());
            for (Throwable one : thrown) assertEquals(WrongThreadException.class, one.getClass());
        }
    }
}
