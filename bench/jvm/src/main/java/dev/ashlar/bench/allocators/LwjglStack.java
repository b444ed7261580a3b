package dev.ashlar.bench.allocators;

import org.lwjgl.system.MemoryStack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** LWJGL's MemoryStack, held where it is used: the blocks of a frame end together. */
public class LwjglStack extends Blocks {
    private final MemoryStack stack = MemoryStack.create(1 << 20);

    @Benchmark
    public void one(Blackhole hole) {
        try (MemoryStack frame = stack.push()) {
            hole.consume(frame.nmalloc(bytes));
        }
    }

    @Benchmark
    public void many(Blackhole hole) {
        try (MemoryStack frame = stack.push()) {
            for (int i = 0; i < blocks; i++) hole.consume(frame.nmalloc(bytes));
        }
    }
}
