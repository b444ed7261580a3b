package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A heap for any number of threads.
 * <pre>
 *   platform thread  ── its id ───────────▶ a LocalHeap of its own        no lock
 *   virtual threads  ── a bit of the id ──▶ one of the stripes            a LocalHeap, and who is inside: one compare-and-set
 *   some of them     ── its id ───────────▶ a LocalHeap of its own        no lock
 * </pre>
 * Virtual threads come by the million, and a heap each would waste a page for each size. A stripe is held for one operation; whoever
 * finds it taken goes on to the next. Who has had one {@value Stripe#STREAK} times in a row gets a heap of its own, if there are not
 * as many of those as there are stripes: that is half the time of a pair, and the memory of twice the stripes at most.
 * What a thread of its own heap has goes to the others when it has ended, which is noticed when a new one comes, and where memory is
 * short.
 */
final class SharedHeap extends Heap {
    /** Threads whose heaps are found by their ids, in half the time that a ThreadLocal takes; the others' by that. */
    private static final int KNOWN = 64;

    private final Root root;
    private final Arena life = Arena.ofShared(); // of the blocks: ends before their memory goes
    private final MemorySegment memory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE, life, null);
    private final Stripes stripes;
    final List<LocalHeap> owned = new ArrayList<>(); // and its monitor guards what threads have
    private final ThreadLocal<@Nullable LocalHeap> locals = new ThreadLocal<>();
    private final @Nullable LocalHeap[] known = new LocalHeap[KNOWN];
    private final Object dumping = new Object(); // held by who walks through the heap or closes it; taken before owned
    private boolean isClosed;

    /** @param sample whose blocks are freed here, too */
    SharedHeap(HeapTraits traits, @Nullable DebugHeap sample) {
        super(traits.name());
        root = new Root(this, Arena.ofShared(), traits, sample);
        try {
            stripes = new Stripes(root);
        } catch (OutOfMemoryError noRoom) {
            root.close();
            throw noRoom;
        }
    }

    private LocalHeap attach() {
        synchronized (owned) {
            if (isClosed) throw new IllegalStateException("the heap is closed");
            letGoOfEnded();
            for (LocalHeap one : owned)
                if (one.owner == Thread.currentThread()) return one; // its ThreadLocals were cleared
            return add(Thread.currentThread());
        }
    }

    private LocalHeap add(Thread thread) {
        LocalHeap one = new LocalHeap(root, thread);
        owned.add(one);
        int place = place(thread);
        if (known[place] == null) known[place] = one;
        return one;
    }

    /** Of one that is owned. */
    private static Thread owner(LocalHeap one) {
        return Objects.requireNonNull(one.owner);
    }

    /** Gives the calling virtual thread a heap of its own, if it can be found by the id, and not too many have one. */
    private void settle(Thread thread) {
        synchronized (owned) {
            if (isClosed) return;
            letGoOfEnded();
            int settled = 0;
            for (LocalHeap one : owned) if (owner(one).isVirtual()) settled++;
            if (known[place(thread)] == null && settled < Stripes.COUNT) add(thread);
        }
    }

    /** A stripe for the calling virtual thread, until {@link Stripe#leave}. */
    private Stripe enter() {
        Stripe stripe = stripes.enter();
        if (!stripe.isStreak()) return stripe;
        stripe.leave(); // nobody waits inside for a lock
        try {
            settle(Thread.currentThread());
        } catch (OutOfMemoryError noRoom) {
            // On Java's heap there is none for another heap: the stripes go on serving this thread.
        }
        return stripes.enter();
    }

    private static int place(Thread thread) {
        return (int) thread.threadId() & KNOWN - 1;
    }

    /** Null if stripes serve the thread, as they do most virtual ones. */
    @Override
    @Nullable
    LocalHeap mine() {
        Thread thread = Thread.currentThread();
        LocalHeap found = known[place(thread)];
        if (found != null && found.owner == thread) return found;
        return thread.isVirtual() ? null : attached();
    }

    /** Has the calling platform thread have one; null where Java's heap has no room for it: the stripes serve it until there is. */
    private @Nullable LocalHeap attached() {
        try {
            LocalHeap local = locals.get();
            if (local == null) {
                local = attach();
                locals.set(local);
            }
            return local;
        } catch (OutOfMemoryError noRoom) {
            return null;
        }
    }

    /** Whose thread has ended gives what it has to the others. Takes no room on Java's heap. */
    private void letGoOfEnded() {
        for (int i = owned.size() - 1; i >= 0; i--) if (hasEnded(owned.get(i))) owned.remove(i);
    }

    private boolean hasEnded(LocalHeap one) {
        Thread owner = owner(one);
        if (owner.isAlive()) return false;
        if (known[place(owner)] == one) known[place(owner)] = null;
        one.detach();
        return true;
    }

    @Override
    public long malloc(long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.malloc(byteSize);
        Stripe stripe = enter();
        try {
            return stripe.local.malloc(byteSize);
        } finally {
            stripe.leave();
        }
    }

    @Override
    long mallocChunk(long byteSize) {
        LocalHeap mine = mine();
        return mine != null ? mine.chunks.malloc(byteSize) : malloc(byteSize);
    }

    @Override
    void freeChunk(long address) {
        LocalHeap mine = mine();
        if (mine != null) mine.chunks.free(address);
        else free(address);
    }

    @Override
    public long calloc(long count, long byteSize) {
        LocalHeap mine = mine();
        if (mine != null) return mine.calloc(count, byteSize);
        Stripe stripe = enter();
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
        Stripe stripe = enter();
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
        Stripe stripe = enter();
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
        Stripe stripe = enter();
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
    public HeapStats stats() {
        synchronized (owned) {
            Kept kept = stripes.kept();
            for (LocalHeap one : owned) kept = kept.and(one.kept());
            return kept.statsOf(root.address);
        }
    }

    /** Who is new, or allocates, need not wait for it; who closes the heap must. */
    @Override
    public HeapDump dump() {
        synchronized (dumping) {
            Owners owners = new Owners();
            stripes.forEach((local, i) -> owners.add(local, "virtual threads " + i));
            synchronized (owned) {
                for (LocalHeap one : owned) owners.add(one, owner(one).getName());
            }
            return owners.dump(toString(), root.address);
        }
    }

    @Override
    public long collect() {
        long bytes = reclaimed();
        LocalHeap mine = mine();
        return mine == null ? bytes : bytes + mine.collect();
    }

    @Override
    void reclaim() {
        reclaimed();
    }

    /** Has ended threads, and stripes where nobody is inside, give up what they do not need; how many bytes went to the system. */
    private long reclaimed() {
        synchronized (owned) {
            letGoOfEnded();
        }
        return stripes.collect();
    }

    /** The core's name for this heap. */
    long root() {
        return root.address;
    }

    @Override
    String kind() {
        return "shared";
    }

    @Override
    @Nullable
    Budget budget() {
        return root.budget();
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
        return root.outOfMemory(byteSize, byteAlignment);
    }

    @Override
    void requireShared() {}

    @Override
    public void close() {
        synchronized (dumping) {
            closeAlone();
        }
    }

    private void closeAlone() {
        synchronized (owned) {
            if (isClosed) return;
            life.close();
            OpenHeaps.forget(this);
            isClosed = true;
            for (int i = 0; i < owned.size(); i++) owned.get(i).close(); // takes no room on Java's heap
            owned.clear();
            stripes.close();
            root.close();
        }
    }
}
