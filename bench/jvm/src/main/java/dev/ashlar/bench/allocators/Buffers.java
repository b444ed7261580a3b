package dev.ashlar.bench.allocators;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** An allocator of Netty's direct buffers, on threads of Netty's kind, for which it keeps more ready than for others. */
@Fork(
        value = 3,
        jvmArgsPrepend = {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=dev.ashlar.bench.allocators.NettyThreads"},
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.allocator.useCacheForAllThreads=true",
            "-Dio.netty.leakDetection.level=disabled"
        })
public abstract class Buffers extends Blocks {
    private final ByteBufAllocator allocator = newAllocator();
    private ByteBuf[] live = {};
    private @Nullable Handoff<ByteBuf[]> handoff;

    abstract ByteBufAllocator newAllocator();

    @Override
    void open() {
        live = new ByteBuf[blocks];
    }

    @Benchmark
    public void one(Blackhole hole) {
        ByteBuf block = allocator.directBuffer(bytes);
        hole.consume(block);
        block.release();
    }

    @Benchmark
    public void many() {
        for (int i = 0; i < live.length; i++) live[i] = allocator.directBuffer(bytes);
        for (ByteBuf block : live) block.release();
    }

    /** The time is a block's. */
    @Benchmark
    @OperationsPerInvocation(Handoff.BLOCKS)
    public void freedByAnother() {
        if (handoff == null)
            handoff = new Handoff<>(new DefaultThreadFactory("receiver", true), ByteBuf[]::new, Buffers::releaseAll);
        ByteBuf[] batch = handoff.next();
        for (int i = 0; i < batch.length; i++) batch[i] = allocator.directBuffer(bytes);
        handoff.handOver();
    }

    private static void releaseAll(ByteBuf[] batch) {
        for (ByteBuf block : batch) block.release();
    }

    @Override
    void close() {
        if (handoff != null) handoff.close();
    }
}
