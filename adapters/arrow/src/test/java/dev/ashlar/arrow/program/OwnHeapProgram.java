package dev.ashlar.arrow.program;

import dev.ashlar.Heap;
import dev.ashlar.arrow.AshlarAllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;

/** A program with a heap of its own, which comes to Arrow's classes by ours, and then allocates in the common one. */
public final class OwnHeapProgram {
    private OwnHeapProgram() {}

    public static void main(String[] arguments) {
        try (Heap heap = Heap.shared()) {
            var factory = AshlarAllocationManager.factory(heap);
            System.out.println("empty of " + factory.empty().capacity());
            var config = RootAllocator.configBuilder()
                    .allocationManagerFactory(factory)
                    .build();
            try (RootAllocator allocator = new RootAllocator(config);
                    RootAllocator other = new RootAllocator();
                    ArrowBuf _ = allocator.buffer(100);
                    ArrowBuf _ = other.buffer(100);
                    ArrowBuf _ = other.buffer(100)) {
                System.out.println("of its own " + heap.stats().liveBlocks());
                System.out.println("of the common heap "
                        + AshlarAllocationManager.heap().stats().liveBlocks());
            }
        }
    }
}
