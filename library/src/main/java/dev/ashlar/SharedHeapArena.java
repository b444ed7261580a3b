package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An arena of a heap's for any number of threads, one of which allocates at a time. */
final class SharedHeapArena implements Arena {
    private final Arena blocks;

    SharedHeapArena(Arena blocks) {
        this.blocks = blocks;
    }

    @Override
    public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
        return blocks.allocate(byteSize, byteAlignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return blocks.scope();
    }

    @Override
    public synchronized void close() {
        blocks.close();
    }
}
