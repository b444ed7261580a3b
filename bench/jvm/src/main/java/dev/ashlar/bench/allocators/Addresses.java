package dev.ashlar.bench.allocators;

import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** An allocator whose blocks are addresses. */
public abstract class Addresses extends Blocks {
    private static final int SIZES = 1024;

    private long[] live = {};
    private int[] sizes = {};
    private int random = 1;

    abstract long allocate(int bytes);

    abstract void free(long address);

    @Override
    void open() {
        live = new long[blocks];
        sizes = new Random(1).ints(SIZES, 1, bytes + 1).toArray();
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

    /** One of {@link #blocks} live ones, for another of up to {@link #bytes}. */
    @Benchmark
    public void replaced() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        int i = (random >>> 10) % live.length;
        if (live[i] != 0) free(live[i]);
        live[i] = allocate(sizes[random & SIZES - 1]);
    }
}
