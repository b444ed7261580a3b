package org.apache.arrow.memory;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.unsafe.UnsafeAllocationManager;

/** A block of Arrow's own manager, counted as long as that has not freed it. In Arrow's package, which alone may have it freed. */
public final class ArrowsOwn extends AllocationManager {
    private static final AtomicLong LIVE = new AtomicLong();

    private final AllocationManager own;

    private ArrowsOwn(BufferAllocator accounting, long byteSize) {
        super(accounting);
        own = UnsafeAllocationManager.FACTORY.create(accounting, byteSize);
        LIVE.incrementAndGet();
    }

    /** Has every allocator that names no factory take this one; the number of live blocks. */
    public static LongSupplier install() {
        try {
            Field found = DefaultAllocationManagerOption.class.getDeclaredField("DEFAULT_ALLOCATION_MANAGER_FACTORY");
            found.setAccessible(true);
            found.set(null, new CountingFactory());
        } catch (ReflectiveOperationException change) {
            throw new AssertionError("Arrow keeps its default elsewhere", change);
        }
        return LIVE::get;
    }

    private record CountingFactory() implements Factory {
        @Override
        public AllocationManager create(BufferAllocator accounting, long byteSize) {
            return new ArrowsOwn(accounting, byteSize);
        }

        @Override
        public ArrowBuf empty() {
            return UnsafeAllocationManager.FACTORY.empty();
        }
    }

    @Override
    public long getSize() {
        return own.getSize();
    }

    @Override
    protected long memoryAddress() {
        return own.memoryAddress();
    }

    @Override
    protected void release0() {
        own.release0();
        LIVE.decrementAndGet();
    }
}
