package dev.ashlar.bench.allocators;

import dev.ashlar.Heap;

/** A heap of ours for any thread, by address. */
public class AshlarShared extends SharedAddresses {
    private final Heap heap = Heap.shared();

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
        super.close();
        heap.close();
    }
}
