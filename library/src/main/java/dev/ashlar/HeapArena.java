package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a heap that end together. The JDK's arena inside allocates nothing: it is who says that a block has ended.
 * <pre>
 *   chunk     | block | block | block | … free … |      512 bytes, 4 KiB, 8 KiB, 16 KiB …: for blocks of at most 1 KiB
 *   chunk     | block                            |      a larger one
 * </pre>
 * A chunk is a block of the heap's, so that many blocks cost as much as one. The first comes with the arena: what HotSpot compiles is
 * then three short methods, which it inlines.
 */
final class HeapArena implements Arena {
    private static final long LEAST_CHUNK_BYTES = 512;
    private static final long MOST_CHUNK_BYTES = 16 << 10;
    private static final long MOST_PACKED_BYTES = 1 << 10;

    private final Heap heap;
    private final Arena scope;
    private final boolean isZeroed;
    private final @Nullable Budget budget;

    /** Who may allocate; null: anybody. */
    private final @Nullable Thread owner;

    private final long first;
    private long reservedBytes;
    private long next;
    private long end;
    private @Nullable Chunks others;

    HeapArena(Heap heap, Arena scope, boolean isZeroed, @Nullable Thread owner, @Nullable Budget budget) {
        this.budget = budget;
        this.heap = heap;
        this.scope = scope;
        this.isZeroed = isZeroed;
        this.owner = owner;
        first = heap.isPacked() && budget == null ? heap.allocateBlock(LEAST_CHUNK_BYTES, 1) : 0;
        next = first;
        end = first == 0 ? -1 : first + LEAST_CHUNK_BYTES; // -1: nothing fits, not even 0 bytes
        if (first == 0) heap.requireUsable();
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        if (owner != null && owner != Thread.currentThread()) throw Requests.wrongThread("arena", owner);
        long address = next + byteAlignment - 1 & -byteAlignment;
        if (byteSize <= end - address) next = address + byteSize;
        else address = allocateSlow(byteSize, byteAlignment);
        MemorySegment block = MemorySegment.ofAddress(address).reinterpret(byteSize, scope, null);
        return isZeroed ? block.fill((byte) 0) : block;
    }

    private long allocateSlow(long byteSize, long byteAlignment) {
        if (!scope.scope().isAlive()) throw new IllegalStateException("the arena is closed");
        if (others == null) others = new Chunks();
        boolean isPacked = heap.isPacked() && byteSize <= MOST_PACKED_BYTES && byteAlignment <= MOST_PACKED_BYTES;
        long bytes = isPacked ? Math.max(others.nextBytes, byteSize + byteAlignment - 1) : byteSize;
        others.makeRoom(); // now, when nothing can be lost for want of it
        long chunk = allocateChunk(bytes, isPacked ? 1 : byteAlignment);
        others.add(chunk);
        if (!isPacked) return chunk;
        long address = chunk + byteAlignment - 1 & -byteAlignment;
        next = address + byteSize;
        end = chunk + bytes;
        if (others.nextBytes < MOST_CHUNK_BYTES) others.nextBytes *= 2;
        return address;
    }

    private long allocateChunk(long bytes, long byteAlignment) {
        if (budget == null) return heap.allocateBlock(bytes, byteAlignment);
        budget.reserve(bytes);
        try {
            long chunk = heap.allocateBlock(bytes, byteAlignment);
            reservedBytes += bytes;
            return chunk;
        } catch (OutOfMemoryError error) {
            budget.release(bytes);
            throw error;
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return scope.scope();
    }

    /** First all blocks end, then their memory goes back; in between nobody can reach it. */
    @Override
    public void close() {
        scope.close();
        end = -1;
        next = 0;
        MisuseException found = others == null ? null : others.free(heap);
        heap.free(first);
        if (budget != null) budget.release(reservedBytes);
        if (found != null) throw found;
    }

    /** The chunks after the first. */
    private static final class Chunks {
        private long nextBytes = 8 * LEAST_CHUNK_BYTES;
        private long[] addresses = new long[8];
        private int count;

        void makeRoom() {
            if (count == addresses.length) addresses = Arrays.copyOf(addresses, 2 * count);
        }

        void add(long chunk) {
            addresses[count++] = chunk;
        }

        /** Frees all of them; what was found to be damaged, together, or null. */
        @Nullable
        MisuseException free(Heap heap) {
            MisuseException found = null;
            while (count > 0) {
                try {
                    heap.free(addresses[--count]);
                } catch (MisuseException misuse) {
                    if (found == null) found = misuse;
                    else found.addSuppressed(misuse);
                }
            }
            return found;
        }
    }
}
