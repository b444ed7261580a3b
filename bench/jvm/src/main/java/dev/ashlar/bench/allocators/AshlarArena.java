package dev.ashlar.bench.allocators;

import dev.ashlar.Heap;
import java.lang.foreign.Arena;

/** Arenas of a heap of ours for one thread. */
public class AshlarArena extends Arenas {
    private final Heap heap = Heap.confined();

    @Override
    Arena newArena() {
        return heap.arena();
    }

    @Override
    void close() {
        heap.close();
    }
}
