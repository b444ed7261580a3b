package dev.ashlar.netty;

import dev.ashlar.Heap;
import dev.ashlar.HeapStats;
import dev.ashlar.adapter.ThreadHeap;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Netty's buffers as blocks of a {@link Heap}.
 * <pre>{@code
 *   AshlarAllocator allocator = new AshlarAllocator();
 *   bootstrap.option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator);
 * }</pre>
 * Direct buffers are the heap's; buffers on the Java heap are arrays, as those of Netty's unpooled allocator are. What is in a direct
 * buffer is what was there before.
 *
 * <p><b>No memory</b>: an OutOfMemoryError with the heap's numbers, where the heap has a limit or a budget that is used up, or the
 * system gives no more; a buffer that could not grow is unchanged.
 *
 * <p><b>Leaks</b>: Netty's ResourceLeakDetector watches these buffers as it does Netty's own. A {@linkplain
 * dev.ashlar.HeapBuilder#debug debugged} heap knows all that are live, and who allocated each.
 *
 * <p><b>Threads</b>: any, virtual ones too, if the heap is shared; a buffer may be released by another thread than it was allocated by.
 */
public final class AshlarAllocator extends AbstractByteBufAllocator
        implements ByteBufAllocatorMetricProvider, AutoCloseable {
    private final Heap heap;
    private final boolean isOwner;
    private final Shelves shelves;
    private final @Nullable Shelf[] places; // the shelves', a load less for each buffer
    private final LongAdder heapBytes = new LongAdder();
    private final AshlarMetric metric = new Metric();

    /**
     * An allocator with a shared heap of its own, which {@link #close} closes.
     *
     * @throws IllegalCallerException without native access; the message has the option that gives it
     */
    public AshlarAllocator() {
        this(Heap.shared(), !PlatformDependent.isExplicitNoPreferDirect(), true);
    }

    /** An allocator of buffers of {@code heap}, which the caller closes, after the last buffer is released. */
    public AshlarAllocator(Heap heap) {
        this(heap, !PlatformDependent.isExplicitNoPreferDirect());
    }

    /**
     * As {@link #AshlarAllocator(Heap)}.
     *
     * @param preferDirect whether {@code buffer()} is a direct buffer, or one on the Java heap
     */
    public AshlarAllocator(Heap heap, boolean preferDirect) {
        this(heap, preferDirect, false);
    }

    private AshlarAllocator(Heap heap, boolean preferDirect, boolean isOwner) {
        super(preferDirect);
        this.heap = heap;
        this.isOwner = isOwner;
        shelves = new Shelves(heap);
        places = shelves.shelves;
    }

    /** The heap of the direct buffers. */
    public Heap heap() {
        return heap;
    }

    /** @throws OutOfMemoryError if the heap has no memory; the message has the numbers */
    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        Shelf shelf = shelf();
        BlockBuf buffer = shelf == null ? null : shelf.take();
        if (buffer == null) buffer = new BlockBuf(this, shelf);
        buffer.begin(block(shelf, initialCapacity), initialCapacity, maxCapacity);
        count(shelf, 1, initialCapacity);
        ByteBuf watched = toLeakAwareBuffer(buffer);
        if (watched != buffer && shelf != null) shelf.forget(buffer);
        return watched;
    }

    private long block(@Nullable Shelf shelf, int byteSize) {
        ThreadHeap mine = shelf == null ? null : shelf.heap;
        long block = mine == null ? heap.malloc(byteSize) : mine.malloc(byteSize);
        return block != 0 ? block : heap.allocate(byteSize).address(); // which says why there is none
    }

    void count(@Nullable Shelf shelf, int buffers, long bytes) {
        if (shelf != null) shelf.count(buffers, bytes);
        else shelves.countElsewhere(buffers, bytes);
    }

    /** Where the calling thread may leave its buffers; null for nowhere. */
    @Nullable
    Shelf shelf() {
        Thread thread = Thread.currentThread();
        Shelf found = places[Shelves.place(thread)];
        return found != null && found.thread == thread ? found : shelves.claim(thread);
    }

    /** The address of the resized block. If there is no memory, nothing has changed. */
    long resize(long block, int oldBytes, int newBytes) {
        long resized = heap.realloc(block, newBytes);
        if (resized == 0) resized = moved(block, Math.min(oldBytes, newBytes), newBytes);
        count(shelf(), 0, newBytes - oldBytes);
        return resized;
    }

    private long moved(long block, int keptBytes, int newBytes) {
        long fresh = block(null, newBytes);
        Raw.copy(block, fresh, keptBytes);
        heap.free(block);
        return fresh;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return toLeakAwareBuffer(new CountedHeapBuf(this, initialCapacity, maxCapacity));
    }

    void countHeap(int bytes) {
        heapBytes.add(bytes);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    @Override
    public AshlarMetric metric() {
        return metric;
    }

    /**
     * Closes the heap, if it is the allocator's own; one that a caller brought is the caller's to close. Nobody may be allocating or
     * releasing.
     *
     * @throws IllegalStateException if direct buffers are live; then nothing has changed
     */
    @Override
    public void close() {
        long live = shelves.liveBuffers();
        if (live != 0)
            throw new IllegalStateException(
                    "%d direct buffers of %d bytes are not released; of a debugged heap, heap().leaks() has who allocated them"
                            .formatted(live, shelves.liveBytes()));
        if (isOwner) heap.close();
    }

    private final class Metric implements AshlarMetric {
        @Override
        public long usedDirectMemory() {
            return shelves.liveBytes();
        }

        @Override
        public long usedHeapMemory() {
            return heapBytes.sum();
        }

        @Override
        public long liveDirectBuffers() {
            return shelves.liveBuffers();
        }

        @Override
        public HeapStats heapStats() {
            return heap.stats();
        }

        @Override
        public String toString() {
            return "usedDirectMemory: %d, usedHeapMemory: %d, liveDirectBuffers: %d, heap: %s"
                    .formatted(usedDirectMemory(), usedHeapMemory(), liveDirectBuffers(), heapStats());
        }
    }
}
