package dev.ashlar.bench.allocators;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;

/** Netty's adaptive allocator, which is its usual one. */
public class NettyAdaptive extends Buffers {
    @Override
    ByteBufAllocator newAllocator() {
        return new AdaptiveByteBufAllocator(true, true);
    }
}
