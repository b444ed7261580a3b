package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * What one thread after another does to the heaps: random operations on blocks of its own, and of those that other lanes have handed
 * over. The same seed makes the same choices.
 */
final class SoakLane {
    /** Of 1000 requests, how many are below the power of two: most small, few large, as programs ask. */
    private static final int[] BELOW = {20, 60, 160, 340, 560, 700, 790, 860, 915, 955, 980, 990, 995, 998, 999, 1000};

    private static final int LOG_LEAST = 3;

    private final List<Heap> heaps;
    private final List<BlockingQueue<SoakBlock>> queues;
    private final SplittableRandom random;
    private final SoakBlock[] blocks;
    private long serial;
    private long operations;
    private long refusals;

    SoakLane(List<Heap> heaps, List<BlockingQueue<SoakBlock>> queues, SplittableRandom random, int blockCount) {
        this.heaps = heaps;
        this.queues = queues;
        this.random = random;
        this.serial = random.nextLong();
        this.blocks = new SoakBlock[blockCount];
    }

    /** Calls of the heaps' so far. */
    long operations() {
        return operations;
    }

    /** How many of them had no memory. */
    long refusals() {
        return refusals;
    }

    /** Some more operations: {@code count}, or a few more. */
    void run(long count) {
        long end = operations + count;
        while (operations < end) {
            int rare = random.nextInt(100_000);
            if (rare < 8) beRare(rare);
            else if (rare < 800) fillArena(heap()::arena);
            else if (rare < 20_000) takeOver(queue());
            else useOne(random.nextInt(blocks.length));
        }
    }

    private Heap heap() {
        return heaps.get(random.nextInt(heaps.size()));
    }

    private BlockingQueue<SoakBlock> queue() {
        return queues.get(random.nextInt(queues.size()));
    }

    private long byteSize() {
        int chosen = random.nextInt(1000);
        int log = 0;
        while (BELOW[log] <= chosen) log++;
        return random.nextLong(1L << LOG_LEAST + log);
    }

    private void useOne(int index) {
        SoakBlock block = blocks[index];
        if (block == null) {
            blocks[index] = allocated(heap(), byteSize());
            return;
        }
        int chosen = random.nextInt(100);
        if (chosen < 50) free(block);
        else if (chosen < 70) handOver(block);
        blocks[index] = chosen < 70 ? null : chosen < 85 ? resized(block) : measured(block);
    }

    private SoakBlock allocated(Heap heap, long byteSize) {
        int chosen = random.nextInt(100);
        operations++;
        if (chosen < 70) return filled(heap, heap.malloc(byteSize), byteSize);
        if (chosen < 85) {
            long address = heap.calloc(1, byteSize);
            if (address != 0) SoakBlock.assertZeroed(address, byteSize);
            return filled(heap, address, byteSize);
        }
        long byteAlignment = 1L << random.nextInt(chosen == 99 ? 20 : 13);
        long address = heap.alignedAlloc(byteAlignment, byteSize);
        assertEquals(0, address & byteAlignment - 1, () -> "not on a multiple of " + byteAlignment);
        return filled(heap, address, byteSize);
    }

    private SoakBlock filled(Heap heap, long address, long byteSize) {
        if (address == 0) refusals++;
        return address == 0 ? null : SoakBlock.filled(heap, address, byteSize, serial++);
    }

    private void free(SoakBlock block) {
        operations++;
        block.free();
    }

    private SoakBlock resized(SoakBlock block) {
        block.verify();
        long byteSize = byteSize();
        operations++;
        long address = block.heap().realloc(block.address(), byteSize);
        if (address != 0) return block.resized(address, byteSize);
        refusals++;
        block.verify();
        return block;
    }

    private SoakBlock measured(SoakBlock block) {
        operations++;
        long usableBytes = block.heap().usableBytes(block.address());
        assertTrue(usableBytes >= block.byteSize(), () -> block + " has " + usableBytes);
        return block;
    }

    /** Another lane frees it; this one has to, where too many wait. */
    private void handOver(SoakBlock block) {
        if (!queue().offer(block)) free(block);
    }

    private void takeOver(BlockingQueue<SoakBlock> queue) {
        SoakBlock block = queue.poll();
        if (block != null) free(block);
    }

    private void fillArena(Supplier<Arena> arenas) {
        try (Arena arena = arenas.get()) {
            int count = 1 + random.nextInt(8);
            List<SoakBlock> inside = new ArrayList<>();
            operations += count + 2L;
            for (int i = 0; i < count; i++) {
                long byteSize = byteSize();
                inside.add(filled(heaps.getFirst(), arena.allocate(byteSize).address(), byteSize));
            }
            inside.forEach(SoakBlock::verify);
        } catch (OutOfMemoryError refused) {
            refusals++;
        }
    }

    private void beRare(int chosen) {
        Heap heap = heap();
        operations++;
        if (chosen < 2) fillArena(heap::sharedArena);
        else if (chosen < 5) assertTrue(heap.collect() >= 0);
        else assertSane(heap.stats());
    }

    /** Each number is as of a moment of its own; so much is true of any. */
    private static void assertSane(HeapStats stats) {
        assertTrue(stats.liveBlocks() >= 0 && stats.usableBytes() >= 0, stats::toString);
        assertTrue(stats.committedBytes() >= 0 && stats.reservedBytes() > 0, stats::toString);
    }

    /** Frees all that it has. */
    void end() {
        for (SoakBlock block : blocks) if (block != null) block.free();
        for (BlockingQueue<SoakBlock> queue : queues) while (!queue.isEmpty()) takeOver(queue);
    }
}
