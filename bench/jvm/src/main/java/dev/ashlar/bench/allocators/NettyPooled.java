package dev.ashlar.bench.allocators;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/** Netty's pooled allocator. */
public class NettyPooled extends Buffers {
    @Override
    ByteBufAllocator newAllocator() {
        return PooledByteBufAllocator.DEFAULT;
    }
}
