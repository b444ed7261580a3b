package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A heap that one thread uses. */
final class ConfinedHeap extends Heap {
    private final Thread owner = Thread.currentThread();
    private final Root root;
    private final LocalHeap local;
    private final Arena life = Arena.ofConfined(); // of the blocks: ends before their memory goes
    private final MemorySegment memory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE, life, null);

    /** @param sample whose blocks are freed here, too */
    ConfinedHeap(HeapTraits traits, @Nullable DebugHeap sample) {
        super(traits.name());
        root = new Root(this, Arena.ofConfined(), traits, sample);
        try {
            local = new LocalHeap(root, owner);
        } catch (OutOfMemoryError noRoom) {
            root.close();
            throw noRoom;
        }
    }

    private LocalHeap local() {
        if (Thread.currentThread() != owner) throw Requests.wrongThread("heap", owner);
        return local;
    }

    @Override
    LocalHeap mine() {
        return local();
    }

    @Override
    public long malloc(long byteSize) {
        return local().malloc(byteSize);
    }

    @Override
    long mallocChunk(long byteSize) {
        return local().chunks.malloc(byteSize);
    }

    @Override
    void freeChunk(long address) {
        local().chunks.free(address);
    }

    @Override
    public long calloc(long count, long byteSize) {
        return local().calloc(count, byteSize);
    }

    @Override
    public long alignedAlloc(long byteAlignment, long byteSize) {
        return local().alignedAlloc(byteAlignment, byteSize);
    }

    @Override
    public long realloc(long address, long byteSize) {
        return local().realloc(address, byteSize);
    }

    @Override
    public void free(long address) {
        local().freeConfined(address);
    }

    @Override
    public long usableBytes(long address) {
        return local().usableBytes(address);
    }

    @Override
    public synchronized HeapStats stats() {
        return local.kept().statsOf(root.address);
    }

    @Override
    public HeapDump dump() {
        Owners owners = new Owners();
        owners.add(local(), owner.getName());
        return owners.dump(toString(), root.address);
    }

    @Override
    public long collect() {
        return local().collect();
    }

    @Override
    String kind() {
        return owner.getName() + "'s";
    }

    @Override
    @Nullable
    Budget budget() {
        return root.budget();
    }

    @Override
    MemorySegment memory() {
        return memory;
    }

    @Override
    void requireUsable() {
        local().requireOpen();
    }

    @Override
    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        return root.outOfMemory(byteSize, byteAlignment);
    }

    @Override
    void requireShared() {
        throw new UnsupportedOperationException("the heap is %s's alone".formatted(owner));
    }

    @Override
    public synchronized void close() {
        if (local().isClosed()) return;
        life.close();
        OpenHeaps.forget(this);
        local.close();
        root.close();
    }
}
