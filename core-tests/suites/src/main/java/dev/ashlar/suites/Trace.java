package dev.ashlar.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random sequence of operations, the same for the same seed, against a model: which blocks live, of what size, filled
 * with what. The model notices overlaps and lost contents, which no invariant of the heap's own can see.
 */
public final class Trace {
    private record Held(long payload, long sizeBytes, int tag) {}

    private final long seed;
    private final int steps;
    private final Random random;
    private final List<Held> held = new ArrayList<>();
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    public Trace(long seed, int steps) {
        this.seed = seed;
        this.steps = steps;
        this.random = new Random(seed);
    }

    /** Runs it, verifying the heap after each step or once at the end, and frees what is left. */
    public void run(Blocks heap, boolean verifyEachStep) {
        run(heap, verifyEachStep, true);
    }

    public void run(Blocks heap, boolean verifyEachStep, boolean freeAll) {
        long before = heap.liveBlocks();
        for (int step = 0; step < steps; step++) {
            step(heap, step);
            if (verifyEachStep) assertEquals(List.of(), heap.faults(), where(step));
        }
        assertEquals(List.of(), heap.faults(), where(steps));
        assertEquals(before + held.size(), heap.liveBlocks(), where(steps));
        if (!freeAll) return;
        while (!held.isEmpty()) free(heap, held.size() - 1, steps);
        assertEquals(before, heap.liveBlocks(), where(steps));
    }

    private String where(int step) {
        return "seed %d, step %d".formatted(seed, step);
    }

    private void step(Blocks heap, int step) {
        int dice = random.nextInt(100);
        boolean grows = step / 500 % 2 == 0;
        if (held.isEmpty() || dice < (grows ? 50 : 25)) {
            allocate(heap, step);
        } else if (dice < 65) {
            reallocate(heap, step);
        } else {
            free(heap, random.nextInt(held.size()), step);
        }
    }

    /** Mostly small, sometimes huge: each power of two about as likely, up to 256 KiB. */
    private long size() {
        return random.nextLong(1L << random.nextInt(4, random.nextInt(20) == 0 ? 19 : 13));
    }

    private void allocate(Blocks heap, int step) {
        long size = size();
        long payload =
                switch (random.nextInt(4)) {
                    case 0 -> {
                        long fresh = heap.calloc(1, size);
                        assertTrue(fresh == 0 || heap.isFilled(fresh, size, 0), where(step));
                        yield fresh;
                    }
                    case 1 -> {
                        long alignment = 1L << random.nextInt(4, 14);
                        long aligned = heap.alignedAlloc(alignment, size);
                        assertEquals(0, aligned % alignment, where(step));
                        yield aligned;
                    }
                    default -> heap.malloc(size);
                };
        if (payload != 0) hold(heap, payload, size, step);
    }

    private void hold(Blocks heap, long payload, long size, int step) {
        assertEquals(0, payload % 16, where(step));
        int tag = random.nextInt(256);
        heap.fill(payload, size, tag);
        held.add(new Held(payload, size, tag));
        long end = payload + Math.max(size, 1);
        var before = ends.floorEntry(payload);
        var after = ends.ceilingEntry(payload);
        assertTrue(before == null || before.getValue() <= payload, () -> where(step) + ": overlaps the block before");
        assertTrue(after == null || after.getKey() >= end, () -> where(step) + ": overlaps the block after");
        ends.put(payload, end);
    }

    private void reallocate(Blocks heap, int step) {
        int index = random.nextInt(held.size());
        Held old = held.get(index);
        long size = size() + 1;
        long payload = heap.realloc(old.payload, size);
        if (payload == 0) {
            assertTrue(heap.isFilled(old.payload, old.sizeBytes, old.tag), where(step));
            return;
        }
        assertTrue(heap.isFilled(payload, Math.min(size, old.sizeBytes), old.tag), where(step));
        ends.remove(old.payload);
        held.set(index, held.getLast());
        held.removeLast();
        hold(heap, payload, size, step);
    }

    private void free(Blocks heap, int index, int step) {
        Held old = held.get(index);
        assertTrue(heap.isFilled(old.payload, old.sizeBytes, old.tag), () -> where(step) + ": contents of " + old);
        assertEquals(0, heap.free(old.payload), where(step));
        ends.remove(old.payload);
        held.set(index, held.getLast());
        held.removeLast();
    }
}
