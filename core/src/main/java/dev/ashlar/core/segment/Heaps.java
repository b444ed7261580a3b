package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * Heaps and threads. The record of a heap serves one thread after another: when a thread ends, its pages go to the pool or
 * wait for their slots to come back, and the empty heap waits for the next thread.
 * <pre>
 *   heaps +  0   idle   63 … 48 a count of changes, 47 … 0 the first heap that waits, or 0
 *   heaps +  8   all    the latest heap made; each knows the one before
 * </pre>
 * The count in {@code idle} makes a stale compare-and-set fail when a heap has left and come back meanwhile.
 */
final class Heaps {
    private Heaps() {}

    private static final long IDLE = 0;
    private static final long ALL = 8;
    private static final int COUNT_SHIFT = 48;
    private static final long HEAP_MASK = (1L << COUNT_SHIFT) - 1;

    /** Gives the calling thread a heap; 0 if there is no memory for one. */
    static long attach(long root) {
        if (!SegmentRoot.open(root)) return 0;
        long heap = popIdle(root);
        if (heap == 0) heap = make(root);
        if (heap == 0) return 0;
        Heap.open(root, heap, Heap.THREAD);
        Heap.setOwner(heap, Threads.id());
        Threads.setHeap(heap);
        Threads.watchExit();
        return heap;
    }

    /**
     * What the calling thread remembers as its heap, or if that is none, one; unless the thread is ending, or there is no
     * memory. Whoever touches what is shared has a heap, so that the child of a fork knows that there were others.
     */
    static long attached(long root, long heap) {
        if (!Heap.isNone(root, heap) || Threads.isEnding()) return heap;
        long fresh = attach(root);
        return fresh != 0 ? fresh : heap;
    }

    /** Ends a thread's use of its heap. The thread may go on, and get another. */
    static void detach(long root, long heap) {
        Refill.collectAll(root, heap, true);
        Threads.setHeap(0);
        retire(root, heap);
    }

    /** The heap, which has no page any more, waits for a thread. */
    static void retire(long root, long heap) {
        Heap.setOwner(heap, 0);
        push(SegmentRoot.heaps(root) + IDLE, heap);
    }

    private static long popIdle(long root) {
        return pop(SegmentRoot.heaps(root) + IDLE);
    }

    /** Adds a heap to those that wait at {@code idle}. */
    static void push(long idle, long heap) {
        long head;
        do {
            head = Atomics.loadAcquire(idle);
            Atomics.storeRelaxed(heap + Heap.IDLE, head & HEAP_MASK);
        } while (!Atomics.compareAndSet(idle, head, changed(head) | heap));
    }

    /** Takes one of the heaps that wait at {@code idle}; 0 if none does. */
    static long pop(long idle) {
        while (true) {
            long head = Atomics.loadAcquire(idle);
            long heap = head & HEAP_MASK;
            if (heap == 0) return 0;
            long next = Atomics.loadRelaxed(heap + Heap.IDLE); // stale if another was faster, and then of no use
            if (Atomics.compareAndSet(idle, head, changed(head) | next)) return heap;
        }
    }

    private static long changed(long head) {
        return (head & ~HEAP_MASK) + (1L << COUNT_SHIFT);
    }

    /** A fresh record, in the list of all. */
    static long make(long root) {
        long heap = Meta.allocate(root, Heap.BYTES);
        if (heap == 0) return 0;
        long all = SegmentRoot.heaps(root) + ALL;
        long first;
        do {
            first = Atomics.loadAcquire(all);
            Mem.putLong(heap + Heap.ALL, first);
        } while (!Atomics.compareAndSet(all, first, heap));
        return heap;
    }

    /** A heap of a program's own; 0 if there is no memory. */
    static long makeOwn(long root) {
        if (!SegmentRoot.open(root)) return 0;
        long heap = popIdle(root);
        if (heap == 0) heap = make(root);
        if (heap != 0) Heap.open(root, heap, Heap.OWN);
        return heap;
    }

    static long first(long root) {
        return Atomics.loadAcquire(SegmentRoot.heaps(root) + ALL);
    }

    static long next(long heap) {
        return Mem.getLong(heap + Heap.ALL);
    }
}
