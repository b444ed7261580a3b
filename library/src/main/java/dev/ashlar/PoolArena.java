package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Blocks of a pool that end together. The JDK's arena inside allocates nothing: it is who says that a block has ended. */
final class PoolArena implements Arena {
    private final Pool pool;
    private final Arena scope = Arena.ofConfined();
    private long[] addresses = new long[8];
    private int count;

    PoolArena(Pool pool) {
        this.pool = pool;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (!scope.scope().isAlive()) throw new IllegalStateException("Already closed");
        MemorySegment block = pool.allocate(byteSize, byteAlignment);
        block.fill((byte) 0);
        if (count == addresses.length) addresses = Arrays.copyOf(addresses, 2 * count);
        addresses[count++] = block.address();
        return MemorySegment.ofAddress(block.address()).reinterpret(byteSize, scope, null);
    }

    @Override
    public MemorySegment.Scope scope() {
        return scope.scope();
    }

    @Override
    public void close() {
        scope.close();
        while (count > 0) pool.free(addresses[--count]);
    }
}
