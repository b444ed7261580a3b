package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a heap that end together. The JDK's arena inside allocates nothing: it is who says that a block has ended.
 * <pre>
 *   chunk     | block | block | block | … free … |      512 bytes, 1 KiB, … 16 KiB: for blocks of at most 1 KiB
 *   chunk     | block                            |      a larger one
 * </pre>
 * A chunk is a block of the heap's, so that many blocks cost as much as one.
 */
final class HeapArena implements Arena {
    private static final long LEAST_CHUNK_BYTES = 512;
    private static final long MOST_CHUNK_BYTES = 16 << 10;
    private static final long MOST_PACKED_BYTES = 1 << 10;

    private final Heap heap;
    private final Arena scope;
    private final boolean isZeroed;

    /** Who may allocate; null: anybody. */
    private final @Nullable Thread owner;

    private long next;
    private long end = -1; // nothing fits, not even 0 bytes
    private long chunkBytes = LEAST_CHUNK_BYTES;
    private long first;
    private long @Nullable [] others;
    private int countOthers;

    /** For the calling thread. */
    HeapArena(Heap heap, Arena scope, boolean isZeroed) {
        this(heap, scope, isZeroed, Thread.currentThread());
    }

    HeapArena(Heap heap, Arena scope, boolean isZeroed, @Nullable Thread owner) {
        heap.requireUsable();
        this.heap = heap;
        this.scope = scope;
        this.isZeroed = isZeroed;
        this.owner = owner;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        requireUsable();
        long address = next + byteAlignment - 1 & -byteAlignment;
        if (byteSize <= end - address) next = address + byteSize;
        else address = allocateSlow(byteSize, byteAlignment);
        MemorySegment block = MemorySegment.ofAddress(address).reinterpret(byteSize, scope, null);
        return isZeroed ? block.fill((byte) 0) : block;
    }

    private void requireUsable() {
        if (owner != null && owner != Thread.currentThread())
            throw new WrongThreadException(
                    "the arena is %s's, and this is %s".formatted(owner, Thread.currentThread()));
        if (!scope.scope().isAlive()) throw new IllegalStateException("the arena is closed");
    }

    private long allocateSlow(long byteSize, long byteAlignment) {
        boolean isPacked = heap.isPacked() && byteSize <= MOST_PACKED_BYTES && byteAlignment <= MOST_PACKED_BYTES;
        long bytes = isPacked ? Math.max(chunkBytes, byteSize + byteAlignment - 1) : byteSize;
        long chunk = heap.allocateBlock(bytes, isPacked ? 1 : byteAlignment);
        remember(chunk);
        if (!isPacked) return chunk;
        long address = chunk + byteAlignment - 1 & -byteAlignment;
        next = address + byteSize;
        end = chunk + bytes;
        if (chunkBytes < MOST_CHUNK_BYTES) chunkBytes *= 2;
        return address;
    }

    private void remember(long chunk) {
        if (first == 0) {
            first = chunk;
            return;
        }
        if (others == null) others = new long[8];
        if (countOthers == others.length) others = Arrays.copyOf(others, 2 * countOthers);
        others[countOthers++] = chunk;
    }

    @Override
    public MemorySegment.Scope scope() {
        return scope.scope();
    }

    /** First all blocks end, then their memory goes back; in between nobody can reach it. */
    @Override
    public void close() {
        scope.close();
        if (first != 0) heap.free(first);
        while (countOthers > 0) heap.free(others[--countOthers]);
    }
}
