package dev.ashlar.netty;

import dev.ashlar.Heap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The shelves of an allocator's threads.
 * <pre>
 *   platform thread  ── its id ──▶ a place ──▶ a shelf of its own     unless another thread that lives has the place
 *   virtual threads  ───────────▶ none
 * </pre>
 * Who has no shelf counts with atomic additions, and makes each buffer anew. There is no ThreadLocal, which would keep the allocator
 * alive as long as its threads are.
 */
final class Shelves {
    /** Ids of threads are given one after the other, and a server has fewer event loops. */
    private static final int PLACES = 256;

    /** The shelves, each in the {@link #place} of its thread. */
    final @Nullable Shelf[] shelves = new Shelf[PLACES];

    /** What those have counted who have no shelf, or have ended. */
    private final LongAdder otherBuffers = new LongAdder();

    private final LongAdder otherBytes = new LongAdder();

    private final Heap heap;

    /** Of an allocator of {@code heap}. */
    Shelves(Heap heap) {
        this.heap = heap;
    }

    static int place(Thread thread) {
        return (int) thread.threadId() & PLACES - 1;
    }

    /** A shelf for {@code thread}, the calling one, which has none yet; null if it gets none. */
    @Nullable
    Shelf claim(Thread thread) {
        if (thread.isVirtual()) return null;
        Shelf found = shelves[place(thread)];
        return found == null || !found.thread.isAlive() ? claimSlow(thread) : null;
    }

    private synchronized @Nullable Shelf claimSlow(Thread thread) {
        Shelf found = shelves[place(thread)];
        if (found != null) {
            if (found.thread.isAlive()) return null;
            countElsewhere(found.liveBuffers(), found.liveBytes());
        }
        Shelf mine = new Shelf(heap);
        shelves[place(thread)] = mine;
        return mine;
    }

    /** Adds to what is live, for a thread that has no shelf. */
    void countElsewhere(long buffers, long bytes) {
        otherBuffers.add(buffers);
        otherBytes.add(bytes);
    }

    long liveBuffers() {
        return sum(otherBuffers, Shelf::liveBuffers);
    }

    long liveBytes() {
        return sum(otherBytes, Shelf::liveBytes);
    }

    private synchronized long sum(LongAdder others, ToLongFunction<Shelf> part) {
        long sum = others.sum();
        for (Shelf shelf : shelves) if (shelf != null) sum += part.applyAsLong(shelf);
        return sum;
    }
}
