package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An arena of the JDK's whose blocks a heap, and perhaps a budget, account for. The JDK zeroes them. */
final class JdkArena implements Arena {
    private final JdkHeap heap;
    private final Arena arena;
    private final @Nullable Budget budget;
    private long blocks;
    private long bytes;

    JdkArena(JdkHeap heap, Arena arena, @Nullable Budget budget) {
        this.heap = heap;
        this.arena = arena;
        this.budget = budget;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        if (budget != null) budget.reserve(byteSize);
        try {
            MemorySegment block = heap.tryAllocate(arena, byteSize, byteAlignment);
            if (block == null) throw heap.outOfMemory(byteSize, byteAlignment);
            blocks++;
            bytes += byteSize;
            return block;
        } catch (OutOfMemoryError | RuntimeException failure) {
            if (budget != null) budget.release(byteSize);
            throw failure;
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
        heap.account(blocks, bytes);
        if (budget != null) budget.release(bytes);
    }
}
