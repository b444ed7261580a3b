package dev.ashlar.bench.allocators;

import dev.ashlar.netty.AshlarAllocator;
import io.netty.buffer.ByteBufAllocator;

/** Netty's buffers as blocks of a shared heap of ours. */
public class AshlarBuffers extends Buffers {
    @Override
    ByteBufAllocator newAllocator() {
        return new AshlarAllocator();
    }
}
