package dev.ashlar;

import dev.ashlar.core.rule.Rule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A heap each of whose blocks is an arena of the JDK's, for programs that get no native access: the same promises, budgets and numbers,
 * at the JDK's speed. Who touches a segment after it was freed gets the JDK's exception, which the other heaps can't give.
 */
final class JdkHeap extends Heap {
    /** Nobody has more; and the JDK reckons with what is asked for, and the alignment. */
    private static final long MOST_BYTES = 1L << 47;

    private final @Nullable Thread owner;
    private final @Nullable Budget budget;
    private final ConcurrentNavigableMap<Long, Live> blocks = new ConcurrentSkipListMap<>();
    private final AtomicLong liveBlocks = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();
    private volatile boolean isClosed;

    /** A block and its arena. Nobody's access goes past {@code byteSize}, which 0 bytes have one byte for. */
    private record Live(Arena arena, MemorySegment memory, long byteSize) {}

    JdkHeap(HeapTraits traits, boolean isConfined) {
        super(traits.name());
        owner = isConfined ? Thread.currentThread() : null;
        budget = traits.withBudget().budget();
    }

    @Override
    public long malloc(long byteSize) {
        return alignedAlloc(ALIGNMENT, byteSize);
    }

    /** The JDK zeroes all. */
    @Override
    public long calloc(long count, long byteSize) {
        Requests.requireCount(count);
        Requests.requireSize("block", byteSize);
        return Math.multiplyHigh(count, byteSize) != 0 || count * byteSize < 0 ? 0 : malloc(count * byteSize);
    }

    @Override
    public long alignedAlloc(long byteAlignment, long byteSize) {
        Live block = tryAllocate(byteSize, byteAlignment);
        return block == null ? 0 : block.memory.address();
    }

    private @Nullable Live tryAllocate(long byteSize, long byteAlignment) {
        Requests.requireAlignment(byteAlignment);
        Requests.requireSize("block", byteSize);
        requireUsable();
        Arena arena = owner != null ? Arena.ofConfined() : Arena.ofShared();
        MemorySegment memory = tryAllocate(arena, Math.max(byteSize, 1), Math.max(byteAlignment, ALIGNMENT));
        if (memory == null) {
            arena.close();
            Recorder.refused(name(), byteSize, usedBytes.get());
            return null;
        }
        Live block = new Live(arena, memory, byteSize);
        blocks.put(memory.address(), block);
        return block;
    }

    /** A block of an arena, accounted for; null if there is no memory. */
    @Nullable
    MemorySegment tryAllocate(Arena arena, long byteSize, long byteAlignment) {
        if (byteSize > MOST_BYTES || byteAlignment > MOST_BYTES) return null;
        if (budget != null && !budget.tryReserve(byteSize)) return null;
        try {
            MemorySegment memory = arena.allocate(byteSize, byteAlignment);
            liveBlocks.incrementAndGet();
            peakBytes.accumulateAndGet(usedBytes.addAndGet(byteSize), Math::max);
            return memory;
        } catch (OutOfMemoryError none) {
            if (budget != null) budget.release(byteSize);
            return null;
        } catch (RuntimeException failure) { // the arena is closed, or another thread's
            if (budget != null) budget.release(byteSize);
            throw failure;
        }
    }

    /** Blocks have gone back to the JDK. */
    void account(long goneBlocks, long goneBytes) {
        requireOpen();
        liveBlocks.addAndGet(-goneBlocks);
        usedBytes.addAndGet(-goneBytes);
        if (budget != null) budget.release(goneBytes);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Live block = tryAllocate(byteSize, byteAlignment);
        if (block == null) throw outOfMemory(byteSize, byteAlignment);
        return block.memory.asSlice(0, byteSize);
    }

    @Override
    public long realloc(long address, long byteSize) {
        Requests.requireSize("block", byteSize);
        if (address == 0) return malloc(byteSize);
        Live old = live("realloc", address);
        Live resized = tryAllocate(byteSize, ALIGNMENT);
        if (resized == null) return 0;
        MemorySegment.copy(old.memory, 0, resized.memory, 0, Math.min(old.byteSize, byteSize));
        free(address);
        return resized.memory.address();
    }

    @Override
    public void free(long address) {
        requireUsable();
        if (address == 0) return;
        Live block = live("free", address);
        if (!blocks.remove(address, block)) throw foreign("free", address); // another thread was first
        try {
            block.arena.close();
        } catch (IllegalStateException held) {
            blocks.put(address, block);
            throw held;
        }
        account(1, block.memory.byteSize());
    }

    @Override
    public long usableBytes(long address) {
        return live("usableBytes", address).byteSize;
    }

    private Live live(String function, long address) {
        requireUsable();
        Map.Entry<Long, Live> below = blocks.floorEntry(address);
        if (below == null || address - below.getKey() >= below.getValue().memory.byteSize())
            throw foreign(function, address);
        Live block = below.getValue();
        if (address == below.getKey()) return block;
        throw new MisuseException(function, Rule.INTERIOR_POINTER, address, below.getKey(), block.byteSize);
    }

    private static MisuseException foreign(String function, long address) {
        return new MisuseException(function, Rule.FOREIGN_POINTER, address, 0, 0);
    }

    @Override
    public HeapStats stats() {
        requireOpen();
        long bytes = usedBytes.get();
        return new HeapStats(liveBlocks.get(), bytes, bytes, 0, peakBytes.get(), bytes);
    }

    @Override
    public HeapDump dump() {
        throw new UnsupportedOperationException("the JDK alone knows where the blocks of its arenas lie");
    }

    /** Nothing lies idle. */
    @Override
    public long collect() {
        requireUsable();
        return 0;
    }

    @Override
    Arena newArena(Arena scope, boolean isZeroed, @Nullable Thread user, @Nullable Budget arenas) {
        requireUsable();
        return new JdkArena(this, scope, arenas);
    }

    @Override
    String kind() {
        return owner == null ? "shared, of the JDK's arenas" : owner.getName() + "'s, of the JDK's arenas";
    }

    @Override
    @Nullable
    Budget budget() {
        return budget;
    }

    @Override
    MemorySegment memory() {
        throw new AssertionError("each block has its own");
    }

    @Override
    void requireUsable() {
        if (owner != null && owner != Thread.currentThread()) throw Requests.wrongThread("heap", owner);
        requireOpen();
    }

    private void requireOpen() {
        if (isClosed) throw new IllegalStateException("the heap is closed");
    }

    @Override
    void requireShared() {
        if (owner != null) throw new UnsupportedOperationException("the heap is %s's alone".formatted(owner));
    }

    @Override
    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        return budget != null
                ? budget.outOfMemory(byteSize)
                : Shortage.error(usedBytes.get(), 0, byteSize, byteAlignment);
    }

    /** Where a native function holds a block, the others have ended all the same. */
    @Override
    public void close() {
        if (isClosed) return;
        requireUsable();
        blocks.keySet().forEach(this::free);
        OpenHeaps.forget(this);
        isClosed = true;
        if (budget != null) budget.release(usedBytes.get()); // of arenas that were not closed
    }
}
