package dev.ashlar.bench.allocators;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A ring of batches between the thread that is measured, which fills them, and one that empties them. Whoever is ahead waits for the
 * other: what is measured is the slower of the two. A batch has so many blocks that its way costs next to nothing.
 */
final class Handoff<B> {
    /** Blocks of a batch. */
    static final int BLOCKS = 256;

    private static final int BATCHES = 8;
    private static final int SPINS = 1000;
    private static final int EMPTY = 0;
    private static final int FULL = 1;

    private final List<B> batches;
    private final AtomicIntegerArray states = new AtomicIntegerArray(BATCHES);
    private final Thread receiver;
    private volatile boolean isOver;
    private int next;

    Handoff(ThreadFactory threads, IntFunction<B> newBatch, Consumer<B> free) {
        batches = IntStream.range(0, BATCHES)
                .mapToObj(_ -> newBatch.apply(BLOCKS))
                .toList();
        receiver = threads.newThread(() -> receive(free));
        receiver.start();
    }

    /** An empty batch, to be filled and handed over. */
    B next() {
        await(EMPTY, next);
        return batches.get(next);
    }

    void handOver() {
        states.setRelease(next, FULL);
        next = (next + 1) % BATCHES;
    }

    private void receive(Consumer<B> free) {
        for (int i = 0; await(FULL, i); i = (i + 1) % BATCHES) {
            free.accept(batches.get(i));
            states.setRelease(i, EMPTY);
        }
    }

    /** False if it is over before that state comes. */
    private boolean await(int state, int batch) {
        for (int spins = 0; states.getAcquire(batch) != state; spins++) {
            if (isOver) return states.getAcquire(batch) == state;
            if (spins < SPINS) Thread.onSpinWait();
            else Thread.yield();
        }
        return true;
    }

    /** Returns when all that was handed over is freed. */
    void close() {
        isOver = true;
        try {
            receiver.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
