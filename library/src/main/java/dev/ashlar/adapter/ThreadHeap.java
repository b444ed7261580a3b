package dev.ashlar.adapter;

import dev.ashlar.Heap;
import org.jspecify.annotations.Nullable;

/**
 * One thread's part of a heap, for adapters that know the calling thread already: a shared heap looks for it each time. Nobody looks here
 * who calls, and another thread would do damage.
 */
public abstract class ThreadHeap {
    /** Knows whose part is whose; null until there is one. */
    private static @Nullable Finder finder;

    /** Asks a heap for the calling thread's part. */
    @FunctionalInterface
    public interface Finder {
        @Nullable
        ThreadHeap find(Heap heap);
    }

    /** For heaps, before there are any: what {@link #of} asks. */
    protected static void findBy(Finder finder) {
        ThreadHeap.finder = finder;
    }

    /**
     * The calling thread's, as long as the thread lives; null if it has none, as virtual threads have, or the heap is debugged, sampled or
     * of the JDK's arenas.
     */
    public static @Nullable ThreadHeap of(Heap heap) {
        Finder known = finder;
        return known == null ? null : known.find(heap);
    }

    /** As {@link Heap#malloc}. */
    public abstract long malloc(long byteSize);

    /** As {@link Heap#free(long)}. */
    public abstract void free(long address);
}
