package dev.ashlar.bench.allocators;

import dev.ashlar.Heap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.Arena;
import org.lwjgl.system.mimalloc.mimalloc;

/** A program that allocates one block, and prints how many nanoseconds after its start it had it. */
public final class Cold {
    private static final int BYTES = 64;

    private Cold() {}

    /** The simple name of the class that is measured otherwise; here its classes are not loaded, which would take time. */
    public static void main(String[] arguments) {
        long start = System.nanoTime();
        allocate(arguments[0]);
        System.out.println(System.nanoTime() - start);
    }

    private static void allocate(String allocator) {
        switch (allocator) {
            case "AshlarShared" -> Heap.shared().malloc(BYTES);
            case "JdkConfinedArena" -> Arena.ofConfined().allocate(BYTES);
            case "Malloc" -> Libc.malloc(BYTES);
            case "NettyPooled" -> PooledByteBufAllocator.DEFAULT.directBuffer(BYTES);
            case "NettyAdaptive" -> new AdaptiveByteBufAllocator().directBuffer(BYTES);
            case "Mimalloc" -> mimalloc.nmi_malloc(BYTES);
            default -> throw new IllegalArgumentException(allocator);
        }
    }
}
