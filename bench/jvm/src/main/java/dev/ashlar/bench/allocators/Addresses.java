package dev.ashlar.bench.allocators;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** An allocator whose blocks are addresses. */
public abstract class Addresses extends Blocks {
    private long[] live = {};

    abstract long allocate(int bytes);

    abstract void free(long address);

    @Override
    void open() {
        live = new long[blocks];
    }

    @Benchmark
    public void one(Blackhole hole) {
        long block = allocate(bytes);
        hole.consume(block);
        free(block);
    }

    @Benchmark
    public void many() {
        for (int i = 0; i < live.length; i++) live[i] = allocate(bytes);
        for (long block : live) free(block);
    }
}
