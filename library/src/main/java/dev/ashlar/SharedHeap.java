package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A heap for any number of threads.
 * <pre>
 *   platform thread  ── its ThreadLocal ──▶ a LocalHeap of its own        no lock
 *   virtual threads  ── a bit of the id ──▶ one of the stripes            a LocalHeap, and who is inside: one compare-and-set
 * </pre>
 * Virtual threads come by the million, and a heap each would waste a page for each size. A stripe is held for one operation; whoever
 * finds it taken goes on to the next. What a platform thread has goes to the others when it has ended, which is noticed when a new
 * one comes.
 */
final class SharedHeap extends Heap {
    private final Arena scope = Arena.ofShared();
    private final long root;
    private final MemorySegment memory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE, scope, null);
    private final Stripes stripes;
    private final List<Owned> owned = new ArrayList<>();
    private final ThreadLocal<LocalHeap> mine = ThreadLocal.withInitial(this::attach);
    private boolean isClosed;

    /** A heap, and the thread that it belongs to. */
    private record Owned(Thread thread, LocalHeap local) {}

    SharedHeap(long limitBytes) {
        root = LocalHeap.newRoot(scope, limitBytes).address();
        stripes = new Stripes(root);
    }

    private LocalHeap attach() {
        synchronized (owned) {
            if (isClosed) throw new IllegalStateException("the heap is closed");
            owned.removeIf(SharedHeap::hasEnded);
            LocalHeap local = new LocalHeap(root, Thread.currentThread().threadId() + 1 << 4);
            owned.add(new Owned(Thread.currentThread(), local));
            return local;
        }
    }

    private static boolean hasEnded(Owned owned) {
        if (owned.thread.isAlive()) return false;
        owned.local.detach();
        return true;
    }

    @Override
    public long malloc(long byteSize) {
        if (!Thread.currentThread().isVirtual()) return mine.get().malloc(byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.malloc(byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long calloc(long count, long byteSize) {
        if (!Thread.currentThread().isVirtual()) return mine.get().calloc(count, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.calloc(count, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long alignedAlloc(long byteAlignment, long byteSize) {
        if (!Thread.currentThread().isVirtual()) return mine.get().alignedAlloc(byteAlignment, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.alignedAlloc(byteAlignment, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long realloc(long address, long byteSize) {
        if (!Thread.currentThread().isVirtual()) return mine.get().realloc(address, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.realloc(address, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public void free(long address) {
        if (!Thread.currentThread().isVirtual()) {
            mine.get().free(address);
            return;
        }
        Stripe stripe = stripes.enter();
        try {
            stripe.local.free(address);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long usableBytes(long address) {
        return stripes.first().local.usableBytes(address); // which changes nothing
    }

    @Override
    public long collect() {
        synchronized (owned) {
            owned.removeIf(SharedHeap::hasEnded);
        }
        long bytes = stripes.collect();
        return Thread.currentThread().isVirtual() ? bytes : bytes + mine.get().collect();
    }

    /** The core's name for this heap. */
    long root() {
        return root;
    }

    @Override
    MemorySegment memory() {
        return memory;
    }

    @Override
    void requireUsable() {
        stripes.first().local.requireOpen();
    }

    @Override
    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        return Shortage.of(root, byteSize, byteAlignment);
    }

    @Override
    public Arena sharedArena() {
        return new SharedHeapArena(this);
    }

    @Override
    public void close() {
        synchronized (owned) {
            if (isClosed) return;
            isClosed = true;
            for (Owned one : owned) one.local.close();
            owned.clear();
        }
        stripes.close();
        SegmentHeap.close(root);
        scope.close();
    }
}
