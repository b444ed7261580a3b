package dev.ashlar;

import dev.ashlar.core.segment.SegmentHeap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A heap for any number of threads.
 * <pre>
 *   platform thread  ── its id ───────────▶ a LocalHeap of its own        no lock
 *   virtual threads  ── a bit of the id ──▶ one of the stripes            a LocalHeap, and who is inside: one compare-and-set
 * </pre>
 * Virtual threads come by the million, and a heap each would waste a page for each size. A stripe is held for one operation; whoever
 * finds it taken goes on to the next. What a platform thread has goes to the others when it has ended, which is noticed when a new
 * one comes.
 */
final class SharedHeap extends Heap {
    /** Threads whose heaps are found by their ids, in half the time that a ThreadLocal takes; the others' by that. */
    private static final int KNOWN = 64;

    private final Arena scope = Arena.ofShared();
    private final long root;
    private final MemorySegment memory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE, scope, null);
    private final @Nullable Quota quota;
    private final Stripes stripes;
    private final List<Owned> owned = new ArrayList<>();
    private final ThreadLocal<LocalHeap> locals = ThreadLocal.withInitial(this::attach);
    private final Owned[] known = new Owned[KNOWN];
    private boolean isClosed;

    /** A heap, and the thread that it belongs to. */
    private record Owned(Thread thread, LocalHeap local) {}

    SharedHeap(long limitBytes, @Nullable Budget budget) {
        root = LocalHeap.newRoot(scope, limitBytes);
        quota = LocalHeap.newQuota(scope, root, budget);
        stripes = new Stripes(root, quota);
    }

    private LocalHeap attach() {
        synchronized (owned) {
            if (isClosed) throw new IllegalStateException("the heap is closed");
            owned.removeIf(SharedHeap::hasEnded);
            LocalHeap local = new LocalHeap(root, Thread.currentThread().threadId() + 1 << 4, quota);
            Owned mine = new Owned(Thread.currentThread(), local);
            owned.add(mine);
            int place = place(mine.thread);
            if (known[place] == null || !known[place].thread.isAlive()) known[place] = mine;
            return local;
        }
    }

    private static int place(Thread thread) {
        return (int) thread.threadId() & KNOWN - 1;
    }

    /** The calling thread's own heap; null for a virtual thread. */
    private @Nullable LocalHeap mine() {
        Thread thread = Thread.currentThread();
        Owned found = known[place(thread)];
        if (found != null && found.thread == thread) return found.local;
        return thread.isVirtual() ? null : locals.get();
    }

    private static boolean hasEnded(Owned owned) {
        if (owned.thread.isAlive()) return false;
        owned.local.detach();
        return true;
    }

    @Override
    public long malloc(long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.malloc(byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.malloc(byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long calloc(long count, long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.calloc(count, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.calloc(count, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long alignedAlloc(long byteAlignment, long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.alignedAlloc(byteAlignment, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.alignedAlloc(byteAlignment, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public long realloc(long address, long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.realloc(address, byteSize);
        Stripe stripe = stripes.enter();
        try {
            return stripe.local.realloc(address, byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    public void free(long address) {
        LocalHeap mine = mine();
        if (mine != null) {
            mine.free(address);
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
        LocalHeap mine = mine();
        return mine == null ? bytes : bytes + mine.collect();
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
        return quota != null ? quota.outOfMemory(byteSize) : Shortage.of(root, byteSize, byteAlignment);
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
        if (quota != null) quota.close(() -> SegmentHeap.close(root));
        else SegmentHeap.close(root);
        scope.close();
    }
}
