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
 * A chunk is a block of the heap's, so that many blocks cost as much as one. The first comes with the arena.
 *
 * <p>Where HotSpot inlines all of this, the arena, its scope and its segments are no objects at all, and what is here has the form that
 * it needs for that. {@link #allocate} has less than 325 bytes of code; what it may leave out of line does not have the arena as an
 * argument; two chunks need no list, and the second is of those that arenas had before. The slowest path to memory is as few calls
 * deep as can be (beyond 15 nothing is inlined; nor beyond 18 000 nodes, and to free a slot that is not the last has 6000).
 */
final class HeapArena implements Arena {
    static final long LEAST_CHUNK_BYTES = 512;
    private static final long SECOND_CHUNK_BYTES = 4 << 10;
    private static final long MOST_CHUNK_BYTES = 16 << 10;
    private static final long MOST_PACKED_BYTES = 1 << 10;

    private final Heap heap;
    private final Arena scope;
    private final boolean isZeroed;
    private final @Nullable Budget budget;

    /** Who may allocate; null: anybody. */
    private final @Nullable Thread owner;

    private long first;
    private long second;
    private @Nullable Chunks others;
    private long nextBytes = SECOND_CHUNK_BYTES;
    private long reservedBytes;
    private long next;
    private long end = -1; // nothing fits, not even 0 bytes

    HeapArena(Heap heap, Arena scope, boolean isZeroed, @Nullable Thread owner, @Nullable Budget budget) {
        this.heap = heap;
        this.scope = scope;
        this.isZeroed = isZeroed;
        this.owner = owner;
        this.budget = budget;
    }

    /** Its first chunk, of {@link #LEAST_CHUNK_BYTES}. */
    void begin(long chunk) {
        first = chunk;
        next = chunk;
        end = chunk + LEAST_CHUNK_BYTES;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        if (owner != null && owner != Thread.currentThread()) throw Requests.wrongThread("arena", owner);
        long address = next + byteAlignment - 1 & -byteAlignment;
        if (byteSize <= end - address) next = address + byteSize;
        else {
            if (nextBytes == 0) throw closed();
            boolean isPart = isPart(heap, byteSize, byteAlignment);
            long bytes = isPart ? nextBytes : byteSize;
            if (second != 0) others = Chunks.withRoom(others); // now, when nothing can be lost for want of it
            address = chunk(heap, budget, second == 0, bytes, isPart ? 1 : byteAlignment);
            reservedBytes += bytes;
            if (second == 0) second = address;
            else others.add(address);
            if (isPart) {
                end = address + bytes;
                address = address + byteAlignment - 1 & -byteAlignment;
                next = address + byteSize;
                nextBytes = Math.min(2 * bytes, MOST_CHUNK_BYTES);
            }
        }
        MemorySegment block = MemorySegment.ofAddress(address).reinterpret(byteSize, scope, null);
        return isZeroed ? block.fill((byte) 0) : block;
    }

    private static boolean isPart(Heap heap, long byteSize, long byteAlignment) {
        return byteSize <= MOST_PACKED_BYTES && byteAlignment <= MOST_PACKED_BYTES && heap.isPacked();
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the arena is closed");
    }

    private static long chunk(Heap heap, @Nullable Budget budget, boolean isSecond, long byteSize, long byteAlignment) {
        if (budget != null) return chunkFrom(budget, heap, byteSize, byteAlignment);
        if (!isSecond || byteAlignment > Heap.ALIGNMENT) return heap.allocateBlock(byteSize, byteAlignment);
        long chunk = heap.mallocChunk(byteSize);
        if (chunk == 0) throw heap.outOfMemory(byteSize, byteAlignment);
        return chunk;
    }

    private static long chunkFrom(Budget budget, Heap heap, long byteSize, long byteAlignment) {
        budget.reserve(byteSize);
        try {
            return heap.allocateBlock(byteSize, byteAlignment);
        } catch (OutOfMemoryError error) {
            budget.release(byteSize);
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
        nextBytes = 0;
        MisuseException found = others == null ? null : others.free(heap);
        if (second != 0) found = freeSecond(heap, second, found);
        if (first != 0) found = free(heap, first, found);
        if (budget != null) budget.release(reservedBytes);
        if (found != null) throw found;
    }

    /** Frees a chunk; what was found to be damaged until now, or null. */
    private static @Nullable MisuseException free(Heap heap, long chunk, @Nullable MisuseException found) {
        try {
            heap.free(chunk);
            return found;
        } catch (MisuseException misuse) {
            return together(found, misuse);
        }
    }

    private static @Nullable MisuseException freeSecond(Heap heap, long chunk, @Nullable MisuseException found) {
        try {
            heap.freeChunk(chunk);
            return found;
        } catch (MisuseException misuse) {
            return together(found, misuse);
        }
    }

    private static MisuseException together(@Nullable MisuseException found, MisuseException misuse) {
        if (found == null) return misuse;
        found.addSuppressed(misuse);
        return found;
    }

    /** The chunks after the second. */
    private static final class Chunks {
        private long[] addresses = new long[8];
        private int count;

        static Chunks withRoom(@Nullable Chunks chunks) {
            if (chunks == null) return new Chunks();
            if (chunks.count == chunks.addresses.length)
                chunks.addresses = Arrays.copyOf(chunks.addresses, 2 * chunks.count);
            return chunks;
        }

        void add(long chunk) {
            addresses[count++] = chunk;
        }

        /** Frees all of them; what was found to be damaged, together, or null. */
        @Nullable
        MisuseException free(Heap heap) {
            MisuseException found = null;
            while (count > 0) found = HeapArena.free(heap, addresses[--count], found);
            return found;
        }
    }
}
