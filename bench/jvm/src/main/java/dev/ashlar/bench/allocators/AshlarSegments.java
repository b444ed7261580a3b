package dev.ashlar.bench.allocators;

import dev.ashlar.Heap;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** A heap of ours for one thread, by segment. */
public class AshlarSegments extends Blocks {
    private final Heap heap = Heap.confined();

    @Benchmark
    public void one(Blackhole hole) {
        MemorySegment block = heap.allocate(bytes);
        hole.consume(block.address());
        heap.free(block);
    }

    @Override
    void close() {
        heap.close();
    }
}
