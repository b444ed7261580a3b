package dev.ashlar.bench;

import dev.ashlar.netty.AshlarAllocator;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A direct buffer of Netty's allocated and released. Netty's threads are FastThreadLocalThreads: {@code
 * -Djmh.executor=CUSTOM -Djmh.executor.class=dev.ashlar.bench.EventLoops} in {@code jvmArgsAppend} has them here, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class NettyBench {
    @Param({"ashlar", "adaptive", "pooled", "unpooled"})
    private String allocator;

    @Param({"256", "1024", "4096", "16384", "65536"})
    private int bytes;

    private ByteBufAllocator buffers;

    @Setup
    public void open() {
        buffers = switch (allocator) {
            case "ashlar" -> new AshlarAllocator();
            case "adaptive" -> new AdaptiveByteBufAllocator();
            case "pooled" -> PooledByteBufAllocator.DEFAULT;
            default -> UnpooledByteBufAllocator.DEFAULT;
        };
    }

    @TearDown
    public void close() {
        if (buffers instanceof AshlarAllocator ours) ours.close();
    }

    @Benchmark
    public boolean pair() {
        return buffers.directBuffer(bytes).release();
    }

    /** Eight at a time, as a server has them that reads, and writes what it has read. */
    @Benchmark
    public boolean eight(Eight eight) {
        ByteBuf[] held = eight.held;
        for (int i = 0; i < held.length; i++) held[i] = buffers.directBuffer(bytes);
        boolean isFree = true;
        for (ByteBuf buffer : held) isFree &= buffer.release();
        return isFree;
    }

    @State(Scope.Thread)
    public static class Eight {
        final ByteBuf[] held = new ByteBuf[8];
    }
}
