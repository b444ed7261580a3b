package dev.ashlar.arrow;

import dev.ashlar.Heap;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.ReferenceManager;

/**
 * A block of a {@linkplain Heap heap} under the buffers of Arrow's allocators, until the last of them has let go of it.
 * <pre>{@code
 *   try (Heap heap = Heap.builder().limit(1L << 30).shared();
 *           RootAllocator allocator = new RootAllocator(RootAllocator.configBuilder()
 *                   .allocationManagerFactory(AshlarAllocationManager.factory(heap))
 *                   .build())) { … }
 * }</pre>
 * <p>An allocator that is given no factory takes {@link #factory()}, since Arrow finds that by itself where this library is on the class
 * path or the module path, unless {@code -Darrow.allocation.manager.type} names another.
 *
 * <p>Blocks lie on multiples of 64, as Arrow's format recommends, and what is in them is whatever was there before. Any thread may
 * release a buffer of a {@linkplain Heap#shared shared} heap. What a heap refuses, Arrow's OutOfMemoryException tells in the heap's
 * words.
 */
public final class AshlarAllocationManager extends AllocationManager {
    /** As Arrow's format recommends. Costs nothing from 64 bytes on: Arrow asks for powers of two, whose slots lie on multiples of it. */
    private static final long ALIGNMENT = 64;

    private final Heap heap;
    private final long address;
    private final long byteSize;

    private AshlarAllocationManager(BufferAllocator accounting, Heap heap, long address, long byteSize) {
        super(accounting);
        this.heap = heap;
        this.address = address;
        this.byteSize = byteSize;
    }

    /**
     * Has no memory, so that it may outlive every heap. Apart, since Arrow's first buffer looks for the default factory, and thus comes
     * back to the class that makes it.
     */
    private static final class Empty {
        static final ArrowBuf BUFFER = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);
    }

    /** The heap of those who name none, which is there from their first buffer on. Nobody may close it. */
    private static final class Common {
        static final Heap HEAP = Heap.shared();
    }

    /** Arrow looks for one, and takes it, whether it is used or not: a heap is made when it is. */
    @FunctionalInterface
    private interface HeapFactory extends Factory {
        Heap heap();

        @Override
        default AllocationManager create(BufferAllocator accounting, long byteSize) {
            Heap heap = heap();
            long address = allocate(heap, byteSize);
            try {
                return new AshlarAllocationManager(accounting, heap, address, byteSize);
            } catch (Throwable refusal) { // the allocator is closed
                heap.free(address);
                throw refusal;
            }
        }

        @Override
        default ArrowBuf empty() {
            return Empty.BUFFER;
        }
    }

    private static final HeapFactory COMMON = () -> Common.HEAP;

    /** Has Arrow's blocks come from {@code heap}, which must be open as long as there are any. */
    public static Factory factory(Heap heap) {
        HeapFactory factory = () -> heap;
        return factory;
    }

    /** Has Arrow's blocks come from {@link #heap}. */
    public static Factory factory() {
        return COMMON;
    }

    /** The shared heap, without a limit, that lives as long as the JVM: for its numbers, leaks and checks. It must not be closed. */
    public static Heap heap() {
        return Common.HEAP;
    }

    private static long allocate(Heap heap, long byteSize) {
        long address = heap.alignedAlloc(ALIGNMENT, byteSize);
        return address != 0 ? address : allocateOrTell(heap, byteSize);
    }

    /** Asks again, in the way that is refused with the numbers. */
    private static long allocateOrTell(Heap heap, long byteSize) {
        try {
            return heap.allocate(byteSize, ALIGNMENT).address();
        } catch (OutOfMemoryError refusal) {
            throw new OutOfMemoryException(refusal.getMessage(), refusal);
        }
    }

    /** What was asked for, in bytes: what Arrow counts. */
    @Override
    public long getSize() {
        return byteSize;
    }

    @Override
    protected long memoryAddress() {
        return address;
    }

    @Override
    protected void release0() {
        heap.free(address);
    }
}
