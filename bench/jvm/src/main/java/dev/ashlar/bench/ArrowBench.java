package dev.ashlar.bench;

import dev.ashlar.Heap;
import dev.ashlar.arrow.AshlarAllocationManager;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.netty.NettyAllocationManager;
import org.apache.arrow.memory.unsafe.UnsafeAllocationManager;
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

/** Arrow's buffers on our manager and on Arrow's own two. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class ArrowBench {
    private static final int LIVE = 1024;

    @Param({"256", "4096", "65536"})
    private long bytes;

    @Param({"ashlar", "unsafe", "netty"})
    private String manager;

    private final Random random = new Random(1);
    private final ArrowBuf[] buffers = new ArrowBuf[LIVE];
    private Heap heap;
    private BufferAllocator allocator;

    private AllocationManager.Factory factory() {
        return switch (manager) {
            case "ashlar" -> AshlarAllocationManager.factory(heap);
            case "unsafe" -> UnsafeAllocationManager.FACTORY;
            default -> NettyAllocationManager.FACTORY;
        };
    }

    @Setup
    public void open() {
        heap = Heap.shared();
        allocator = new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(factory())
                .build());
        for (int i = 0; i < LIVE; i++) buffers[i] = allocator.buffer(bytes);
    }

    @TearDown(Level.Trial)
    public void close() {
        for (ArrowBuf buffer : buffers) buffer.close();
        allocator.close();
        heap.close();
    }

    @Benchmark
    public void pair() {
        allocator.buffer(bytes).close();
    }

    /** One of many live buffers, any, goes, and another comes, which is written to. */
    @Benchmark
    public void replace() {
        int index = random.nextInt(LIVE);
        buffers[index].close();
        ArrowBuf buffer = allocator.buffer(bytes);
        buffer.setLong(0, index);
        buffers[index] = buffer;
    }
}
