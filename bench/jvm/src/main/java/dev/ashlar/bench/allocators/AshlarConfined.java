package dev.ashlar.bench.allocators;

import dev.ashlar.Heap;

/** A heap of ours for one thread, by address. */
public class AshlarConfined extends Addresses {
    private final Heap heap = Heap.confined();

    @Override
    long allocate(int bytes) {
        return heap.malloc(bytes);
    }

    @Override
    void free(long address) {
        heap.free(address);
    }

    @Override
    void close() {
        heap.close();
    }
}
