package dev.ashlar.bench;

import dev.ashlar.Pool;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A block allocated and one freed, in a pool and by what the JDK has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class PoolBench {
    private static final int LIVE = 1024;
    private static final long BYTES = 64 << 20;

    private Arena arena;
    private Pool pool;
    private final long[] live = new long[LIVE];
    private final long[] sizes = new long[LIVE];
    private int next;

    /** A thousand live blocks of 16 bytes to 8 KiB, each size as likely as twice the size. */
    @Setup
    public void open() {
        arena = Arena.ofConfined();
        pool = Pool.create(arena.allocate(BYTES, Pool.ALIGNMENT));
        long random = 42;
        for (int i = 0; i < LIVE; i++) {
            random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            int log = 4 + (int) (random >>> 40) % 9;
            sizes[i] = (1L << log) + ((random >>> 20) & (1L << log) - 1);
            live[i] = pool.malloc(sizes[i]);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
        arena.close();
    }

    @Benchmark
    public void poolSameAgain() {
        pool.free(pool.malloc(64));
    }

    @Benchmark
    public void poolSameAgainAsSegment(Blackhole hole) {
        MemorySegment block = pool.allocate(64);
        hole.consume(block.address());
        pool.free(block);
    }

    /** Frees a block that has lived a while, and allocates one of another size. */
    @Benchmark
    public void poolReplace() {
        int slot = next * 613 & LIVE - 1;
        pool.free(live[slot]);
        live[slot] = pool.malloc(sizes[next++ * 389 + 7 & LIVE - 1]);
    }

    @Benchmark
    public void jdkArena(Blackhole hole) {
        try (Arena one = Arena.ofConfined()) {
            hole.consume(one.allocate(64).address());
        }
    }
}
