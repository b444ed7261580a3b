package dev.ashlar.bench;

import dev.ashlar.Heap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A block allocated and freed, in heaps and arenas, and by what the JDK has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HeapBench {
    @Param({"32", "512", "65536"})
    private long bytes;

    private Heap confined;
    private Heap shared;

    @Setup
    public void open() {
        confined = Heap.confined();
        shared = Heap.shared();
    }

    @TearDown(Level.Trial)
    public void close() {
        confined.close();
        shared.close();
    }

    @Benchmark
    public void confinedPair() {
        confined.free(confined.malloc(bytes));
    }

    @Benchmark
    public void sharedPair() {
        shared.free(shared.malloc(bytes));
    }

    @Benchmark
    public void confinedSegmentPair(Blackhole hole) {
        MemorySegment block = confined.allocate(bytes);
        hole.consume(block.address());
        confined.free(block);
    }

    @Benchmark
    public void heapArena(Blackhole hole) {
        try (Arena arena = confined.arena()) {
            hole.consume(arena.allocate(bytes).address());
        }
    }

    @Benchmark
    public void heapArenaOf8(Blackhole hole) {
        try (Arena arena = confined.arena()) {
            for (int i = 0; i < 8; i++) hole.consume(arena.allocate(bytes).address());
        }
    }

    @Benchmark
    public void jdkArena(Blackhole hole) {
        try (Arena arena = Arena.ofConfined()) {
            hole.consume(arena.allocate(bytes).address());
        }
    }

    @Benchmark
    public void jdkArenaOf8(Blackhole hole) {
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < 8; i++) hole.consume(arena.allocate(bytes).address());
        }
    }
}
