package dev.ashlar.bench;

import dev.ashlar.bench.allocators.AshlarConfined;
import dev.ashlar.bench.allocators.Blocks;
import dev.ashlar.bench.allocators.JdkConfinedArena;
import dev.ashlar.bench.allocators.Jemalloc;
import dev.ashlar.bench.allocators.LwjglStack;
import dev.ashlar.bench.allocators.Malloc;
import dev.ashlar.bench.allocators.Mimalloc;
import dev.ashlar.bench.allocators.NettyAdaptive;
import dev.ashlar.bench.allocators.NettyPooled;
import dev.ashlar.bench.allocators.UnsafeMemory;

/** Who is in the table, and which allocator it is where a row does not say another. */
enum Column {
    ASHLAR("Ashlar", AshlarConfined.class),
    JDK("JDK arena", JdkConfinedArena.class),
    MALLOC("malloc", Malloc.class),
    UNSAFE("Unsafe", UnsafeMemory.class),
    NETTY_POOLED("Netty pooled", NettyPooled.class),
    NETTY_ADAPTIVE("adaptive", NettyAdaptive.class),
    MIMALLOC("mimalloc", Mimalloc.class),
    JEMALLOC("jemalloc", Jemalloc.class),
    STACK("MemoryStack", LwjglStack.class);

    final String title;
    final Class<? extends Blocks> allocator;

    Column(String title, Class<? extends Blocks> allocator) {
        this.title = title;
        this.allocator = allocator;
    }
}
