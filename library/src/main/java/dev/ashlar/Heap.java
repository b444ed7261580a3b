package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of native memory, as many as there is memory for, in a few nanoseconds each: by address, as C has them, as segments, or in
 * arenas that give back all they have at once.
 * {@snippet class="dev.ashlar.SnippetsTest" region="heap"}
 * <p><b>What is in a block</b>: whatever was there before, unless it is zeroed by name: {@link #calloc}, {@link #zeroed}, {@link
 * #zeroedArena}.
 *
 * <p><b>Threads</b>: a {@linkplain #confined confined} heap is the thread's that made it, and throws WrongThreadException to others; a
 * {@linkplain #shared shared} one is for any, virtual ones too, and a block may be freed by another thread than it was allocated by.
 *
 * <p><b>Misuse</b>: a block that is freed twice, or was never one of the heap's, is refused with a {@link MisuseException}. To write
 * beyond a block or into one that was freed is not noticed, unless the heap is {@linkplain HeapBuilder#debug debugged}: with {@code
 * -Dashlar.debug=true} every heap is, and says who allocated the block, and who freed it.
 */
public abstract class Heap implements SegmentAllocator, AutoCloseable {
    /** Blocks lie on multiples of this, or of more, if that is asked for. */
    public static final long ALIGNMENT = 16;

    private final String name;

    Heap(String name) {
        this.name = name;
    }

    /** What the heap was called when it was made, or "heap 1", "heap 2", … */
    public final String name() {
        return name;
    }

    /** A heap for any number of threads. */
    public static Heap shared() {
        return builder().shared();
    }

    /** A heap for the calling thread alone. */
    public static Heap confined() {
        return builder().confined();
    }

    /** For heaps with a limit, or for debugging. */
    public static HeapBuilder builder() {
        return new HeapBuilder();
    }

    /**
     * A block of {@code byteSize} bytes on a multiple of 16; of 0 bytes, too.
     *
     * @return its address; 0 if there is no memory
     * @throws IllegalArgumentException if {@code byteSize} is negative
     */
    public abstract long malloc(long byteSize);

    /** As {@link #malloc}, of {@code count * byteSize} bytes, all of them 0; 0 if the product is no {@code long}, too. */
    public abstract long calloc(long count, long byteSize);

    /** As {@link #malloc}, on a multiple of {@code byteAlignment}, a power of two. */
    public abstract long alignedAlloc(long byteAlignment, long byteSize);

    /**
     * Resizes a block, keeping as much of its contents as fits.
     *
     * @param address of the block, which must not be used any more unless 0 is returned; 0 allocates one
     * @return the address of the resized block; 0 if there is no memory: then nothing has changed
     * @throws MisuseException if there is no such block: then nothing has changed
     */
    public abstract long realloc(long address, long byteSize);

    /**
     * Frees a block; 0 is allowed and does nothing.
     *
     * @throws MisuseException if there is no such block: then nothing has changed
     */
    public abstract void free(long address);

    /**
     * Bytes that the block may be used for, at least what was asked for.
     *
     * @throws MisuseException if there is no such block
     */
    public abstract long usableBytes(long address);

    /** The heap's numbers, for any thread, of a confined heap too. Looks at each page: a microsecond per MiB or so. */
    public abstract HeapStats stats();

    /**
     * Gives back to the system what is not needed now, but for what other threads that live keep ready for themselves. Nobody has to
     * call this: what lies idle goes back by itself, after a second or so of use.
     *
     * @return how many bytes went back
     */
    public abstract long collect();

    /**
     * What lies where: arenas, segments, pages and slots; of a {@linkplain HeapBuilder#debug debugged} heap, regions and blocks. Looks at each
     * slot: some milliseconds for 100 MiB of small blocks. Takes nothing from the heap.
     *
     * <p>While nobody uses the heap, the picture is exact, and its totals are those of {@link #stats}. While threads are at work, they go on:
     * each page is as of some moment of its own, and what a thread keeps ready as of the beginning; so a block that was allocated or freed
     * meanwhile may be in the picture or not, once. (A debugged heap, as always, has one thread after the other.)
     *
     * @throws IllegalStateException if the heap is closed
     * @throws UnsupportedOperationException if it is of the {@linkplain HeapBuilder#jdkArenas JDK's arenas}
     */
    public abstract HeapDump dump();

    /**
     * What is live, by who allocated it, most bytes first, for any thread. A {@linkplain HeapBuilder#debug debugged} heap
     * knows all of them, a {@linkplain HeapBuilder#sample sampled} one those of its sample; others have an empty list.
     */
    public List<Leak> leaks() {
        return List.of();
    }

    /**
     * Looks at every block of a {@linkplain HeapBuilder#debug debugged} heap, at those that were freed lately, too; of others at
     * nothing.
     *
     * @throws MisuseException if one is damaged; each damage is told once
     */
    public void check() {}

    /**
     * Gives all memory back, that of live blocks too. Nobody may be using the heap, or use it, or its blocks, again. Twice does no harm.
     *
     * @throws IllegalStateException while a native function holds a segment of the heap; then nothing has changed
     */
    @Override
    public abstract void close();

    /** Whose heap it is, and what is special about it, in a few words. */
    abstract String kind();

    @Override
    public final String toString() {
        return "%s (%s)".formatted(name, kind());
    }

    /** The budget that it takes from; null for none. */
    abstract @Nullable Budget budget();

    /** Prints what is live, if that is wanted, for a process that ends and has not closed the heap. */
    void tellAtExit() {}

    /** The memory of all blocks, and who says that it has ended. */
    abstract MemorySegment memory();

    /** Whether blocks of an arena may lie side by side in one of this heap's. */
    boolean isPacked() {
        return true;
    }

    /**
     * An arena of this heap's.
     *
     * @param scope what says that its blocks have ended
     * @param owner who may use it; null for anybody
     * @param budget what it takes from, beside the heap's; null for none
     */
    Arena newArena(Arena scope, boolean isZeroed, @Nullable Thread owner, @Nullable Budget budget) {
        HeapArena arena = new HeapArena(this, scope, isZeroed, owner, budget);
        if (!isPacked() || budget != null) {
            requireUsable();
            return arena;
        }
        long chunk = malloc(HeapArena.LEAST_CHUNK_BYTES);
        if (chunk == 0) throw outOfMemory(HeapArena.LEAST_CHUNK_BYTES, 1);
        arena.begin(chunk);
        return arena;
    }

    /** The calling thread's part; null if it has none, or the heap no parts. */
    @Nullable
    LocalHeap mine() {
        return null;
    }

    /** As {@link #malloc}; {@link #freeChunk} has to free it. */
    long mallocChunk(long byteSize) {
        return malloc(byteSize);
    }

    /** As {@link #free}, of what {@link #mallocChunk} gave. */
    void freeChunk(long address) {
        free(address);
    }

    /** Has its threads, as far as they can be asked, give up what they do not need. */
    void reclaim() {}

    /** Throws if the heap is closed, or the calling thread may not use it. */
    abstract void requireUsable();

    /** Throws if the heap is a thread's alone. */
    abstract void requireShared();

    /** Why there is no memory. */
    abstract OutOfMemoryError outOfMemory(long byteSize, long byteAlignment);

    /**
     * A block as a segment, which ends with the heap, or when it is {@linkplain #free(MemorySegment) freed}; the latter the JDK does
     * not know.
     *
     * @throws OutOfMemoryError if there is no memory; the message has the numbers
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long address = allocateBlock(byteSize, byteAlignment);
        try {
            return memory().asSlice(address, byteSize);
        } catch (OutOfMemoryError noRoom) { // on Java's heap, for the segment
            free(address);
            throw noRoom;
        }
    }

    /** As {@link #allocate(long, long)}, on a multiple of 16. */
    @Override
    public MemorySegment allocate(long byteSize) {
        return allocate(byteSize, 1);
    }

    final long allocateBlock(long byteSize, long byteAlignment) {
        Requests.requireSize("block", byteSize);
        Requests.requireAlignment(byteAlignment);
        long address = byteAlignment <= ALIGNMENT ? malloc(byteSize) : alignedAlloc(byteAlignment, byteSize);
        if (address == 0) throw outOfMemory(byteSize, byteAlignment);
        return address;
    }

    /**
     * Frees the block that {@code segment} begins with.
     *
     * @throws IllegalArgumentException if it is on the Java heap
     * @throws MisuseException as {@link #free(long)}
     */
    public final void free(MemorySegment segment) {
        if (!segment.isNative())
            throw new IllegalArgumentException("on the Java heap, and no block of this one: " + segment);
        free(segment.address());
    }

    /** This heap as an allocator whose blocks are zeroed. */
    public final SegmentAllocator zeroed() {
        return (byteSize, byteAlignment) -> allocate(byteSize, byteAlignment).fill((byte) 0);
    }

    /**
     * An arena for the calling thread whose blocks come from this heap and go back to it together. What is in them is whatever was
     * there before. It must be closed before the heap is.
     */
    public final Arena arena() {
        return newArena(Arena.ofConfined(), false, Thread.currentThread(), null);
    }

    /**
     * As {@link #arena}; what it has for its blocks it takes from {@code budget}, and has no memory when that has none. In steps: 4 KiB
     * for small blocks, later 8 and 16.
     */
    public final Arena arena(Budget budget) {
        return newArena(Arena.ofConfined(), false, Thread.currentThread(), budget);
    }

    /** As {@link #arena}, and all blocks are zeroed, as those of the JDK's arenas are. */
    public final Arena zeroedArena() {
        return newArena(Arena.ofConfined(), true, Thread.currentThread(), null);
    }

    /**
     * As {@link #arena}, for any number of threads. To close one takes as long as the JDK's takes: it asks all threads of the process.
     *
     * @throws UnsupportedOperationException if the heap is confined
     */
    public final Arena sharedArena() {
        requireShared();
        return new SharedHeapArena(newArena(Arena.ofShared(), false, null, null));
    }
}
