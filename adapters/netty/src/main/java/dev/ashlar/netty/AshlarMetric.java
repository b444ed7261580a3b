package dev.ashlar.netty;

import dev.ashlar.HeapStats;
import io.netty.buffer.ByteBufAllocatorMetric;

/** An {@link AshlarAllocator}'s numbers. While threads are at work, each is as of some moment during the call. */
public interface AshlarMetric extends ByteBufAllocatorMetric {
    /** Capacities of the direct buffers that are live, together, in bytes; 0 when all are released. */
    @Override
    long usedDirectMemory();

    /** Capacities of the live buffers on the Java heap, together, in bytes. */
    @Override
    long usedHeapMemory();

    /** Direct buffers that are allocated and not released, slices and duplicates not counted. */
    long liveDirectBuffers();

    /**
     * What the heap below has from the system, and for what: blocks of others who use it, too. Looks at each page of the heap: a
     * microsecond per MiB or so.
     */
    HeapStats heapStats();
}
