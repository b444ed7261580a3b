package dev.ashlar;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.segment.SegmentHeap;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.size.Product;
import dev.ashlar.platform.Acting;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A heap of the core, and the id under which it is used: by one thread at a time, its owner or whoever has it for the moment. The
 * core takes the id for a thread's.
 */
final class LocalHeap extends LastSlot {
    /** A root that has nothing, and a heap that has nothing: a closed heap's, which the fast paths may look at. */
    private static final long CLOSED = zeroed(SegmentRoot.BYTES);

    private static final long NONE = zeroed(SegmentHeap.NONE_BYTES);

    static {
        SegmentRoot.prepare(CLOSED);
        SegmentHeap.makeNone(CLOSED, NONE);
        findBy(
                new Finder() { // a lambda, the first of a process, takes 10 ms
                    @Override
                    public @Nullable LocalHeap find(Heap heap) {
                        return heap.mine();
                    }
                });
    }

    private static long zeroed(long bytes) {
        return Arena.global().allocate(bytes, 128).address();
    }

    private static final long MOST_ADDRESS = (1L << 56) - 1;

    /** A page of slots has eight granules at most. */
    private static final int MOST_ATTEMPTS = 9;

    /** Who alone uses it; null if whoever has it for the moment does. */
    final @Nullable Thread owner;

    private long root;
    private long heap = NONE;

    /** The root's, where they are read faster. */
    private long table = SegmentHeap.table(CLOSED);

    private long mask;

    /** For what arenas have as their second chunks. */
    final Chunks chunks = new Chunks();

    private Magazine magazine = new Magazine();

    private final Root common;

    /** Of {@code owner}. */
    LocalHeap(Root common, Thread owner) {
        this(common, owner.threadId() + 1 << 4, owner);
    }

    /** Of nobody; {@code id} is no thread's. */
    LocalHeap(Root common, long id) {
        this(common, id, null);
    }

    private LocalHeap(Root common, long id, @Nullable Thread owner) {
        super(id);
        this.common = common;
        root = common.address;
        this.owner = owner;
    }

    /** Has whoever comes later find nothing, and throw. */
    void close() {
        root = CLOSED;
        heap = NONE;
        table = SegmentHeap.table(CLOSED);
        mask = 0;
        endSlot();
        chunks.endSlot();
        magazine = Magazine.EMPTY;
    }

    boolean isClosed() {
        return root == CLOSED;
    }

    void requireOpen() {
        if (isClosed()) throw new IllegalStateException("the heap is closed");
    }

    /** Knows the last of those alone: blocks that come and go are the heap's last, and are not disturbed. */
    final class Chunks extends LastSlot {
        Chunks() {
            super(LocalHeap.this.id);
        }

        @Override
        protected long mallocOther(long byteSize) {
            return LocalHeap.this.malloc(byteSize);
        }

        @Override
        protected void freeOther(long address) {
            freeOtherChunk(address);
        }
    }

    @Override
    protected long mallocOther(long byteSize) {
        long address = magazine.take(byteSize);
        if (address == 0) address = SegmentHeap.tryMalloc(heap, byteSize);
        return address != 0 ? address : mallocSlow(byteSize);
    }

    private long mallocSlow(long byteSize) {
        Requests.requireSize("block", byteSize);
        if (!isAttached()) return 0;
        forget();
        common.tellRefill(byteSize);
        long address = SegmentHeap.mallocSlow(root, heap, byteSize);
        for (int i = 0; address == 0 && hasMore(i, byteSize); i++) address = SegmentHeap.malloc(root, heap, byteSize);
        common.tellPurges();
        return address;
    }

    /** Whether there may be memory for a request of {@code byteSize} now that was refused {@code attempts} times since the first. */
    private boolean hasMore(int attempts, long byteSize) {
        if (attempts == 0) {
            common.reclaim();
            collect();
            return true;
        }
        if (common.quota != null && attempts <= MOST_ATTEMPTS && common.quota.grow(byteSize)) return true;
        common.tellRefusal(byteSize);
        return false;
    }

    long calloc(long count, long byteSize) {
        Requests.requireCount(count);
        Requests.requireSize("block", byteSize);
        if (!isAttached()) return 0;
        forget();
        long address = SegmentHeap.calloc(root, heap, count, byteSize);
        long bytes = Product.of(count, byteSize);
        for (int i = 0; address == 0 && bytes >= 0 && hasMore(i, bytes); i++)
            address = SegmentHeap.calloc(root, heap, count, byteSize);
        return address;
    }

    long alignedAlloc(long byteAlignment, long byteSize) {
        Requests.requireAlignment(byteAlignment);
        Requests.requireSize("block", byteSize);
        long slotBytes = SegmentHeap.sizeForAlignment(byteAlignment, byteSize);
        return slotBytes != 0 ? malloc(slotBytes) : alignedAllocLarge(byteAlignment, byteSize);
    }

    private long alignedAllocLarge(long byteAlignment, long byteSize) {
        if (!isAttached()) return 0;
        forget();
        long address = SegmentHeap.alignedAlloc(root, heap, byteAlignment, byteSize);
        for (int i = 0; address == 0 && hasMore(i, byteSize); i++)
            address = SegmentHeap.alignedAlloc(root, heap, byteAlignment, byteSize);
        return address;
    }

    long realloc(long address, long byteSize) {
        Requests.requireSize("block", byteSize);
        if (address == 0) return malloc(byteSize);
        if (!isOwn("realloc", address)) return sample().realloc(address, byteSize);
        if (!isAttached()) return 0;
        long least = Math.max(byteSize, 1); // 0 would free
        long resized = reallocLive(address, least);
        for (int i = 0; resized == 0 && hasMore(i, least); i++) resized = reallocLive(address, least);
        return resized;
    }

    private long reallocLive(long address, long byteSize) {
        Acting acting = begin();
        try {
            return SegmentHeap.realloc(root, heap, address, byteSize);
        } finally {
            end(acting);
        }
    }

    @Override
    protected void freeOther(long address) {
        if (Long.compareUnsigned(address, MOST_ADDRESS) > 0) throw foreign("free", address);
        long page = SegmentHeap.tryKeep(table, mask, id, address);
        if (page == 0) freeToPage(address);
        else if (!tryPut(page, address) && SegmentHeap.freeKept(page, address) == SegmentHeap.EMPTIED) emptied(address);
    }

    /** Puts a slot that was kept into one of the places where it is ready; false if there is none. */
    private boolean tryPut(long page, long slot) {
        int sizeClass = SegmentHeap.sizeClass(page);
        return tryMakeLast(this, page, slot, sizeClass) || magazine.tryPut(sizeClass, slot);
    }

    /** Makes a slot that was kept the one of {@code place}, if that has room for it. No slot is known in both places. */
    private boolean tryMakeLast(LastSlot place, long page, long slot, int sizeClass) {
        if (!place.hasHadItsTime() || sizeClass > Magazine.MOST_CLASS) return false;
        long before = place.takeSlotIfHere();
        place.become(page, slot, sizeClass);
        LastSlot other = place == this ? chunks : this;
        other.forgetSlotIf(slot);
        if (before != 0) freeOther(before);
        return true;
    }

    private void freeOtherChunk(long address) {
        long page = SegmentHeap.tryKeep(table, mask, id, address);
        if (page != 0 && tryMakeLast(chunks, page, address, SegmentHeap.sizeClass(page))) return;
        if (page != 0) SegmentHeap.unkeep(address);
        free(address);
    }

    /** Before the core does anything that may give a page to others. */
    private void forget() {
        forgetSlot();
        chunks.forgetSlot();
    }

    private void freeToPage(long address) {
        int done = SegmentHeap.tryFree(root, id, address);
        if (done != SegmentHeap.FREED) freeRest(address, done);
    }

    private void freeRest(long address, int done) {
        forget();
        if (done == SegmentHeap.NOT_FREED) {
            requireOpen();
            done = SegmentHeap.tryFreeOther(root, heap, id, address);
        }
        if (done == SegmentHeap.EMPTIED) emptied(address);
        else if (done == SegmentHeap.NOT_FREED && address != 0) freeSlow(address);
    }

    /** After the last slot of a page, {@code address}, was freed. */
    private void emptied(long address) {
        forget();
        SegmentHeap.emptied(root, address);
        common.tellPurges();
    }

    private void freeSlow(long address) {
        Acting acting = begin();
        int rule;
        try {
            rule = SegmentHeap.freeSlow(root, address);
        } finally {
            end(acting);
        }
        if (rule == Rule.NONE) common.tellPurges();
        else if (rule == Rule.FOREIGN_POINTER && isSampled(address)) sample().free(address);
        else throw misuse("free", rule, address);
    }

    private boolean isSampled(long address) {
        return common.sample != null && common.sample.knows(address);
    }

    private DebugHeap sample() {
        return Objects.requireNonNull(common.sample);
    }

    long usableBytes(long address) {
        return isOwn("usableBytes", address) ? SegmentHeap.usableBytes(root, address) : sample().usableBytes(address);
    }

    /** Nobody has such an address; {@link dev.ashlar.platform.Mem} would take it for another. */
    private MisuseException foreign(String function, long address) {
        requireOpen();
        return new MisuseException(function, Rule.FOREIGN_POINTER, address, 0, 0);
    }

    /** Whether a live block is this heap's; if not, it is the sample's to say what it is. */
    private boolean isOwn(String function, long address) {
        requireOpen();
        if (Long.compareUnsigned(address, MOST_ADDRESS) > 0) throw foreign(function, address);
        int rule = SegmentHeap.ruleAgainst(root, address);
        if (rule == Rule.NONE) return true;
        if (rule == Rule.FOREIGN_POINTER && isSampled(address)) return false;
        throw misuse(function, rule, address);
    }

    private MisuseException misuse(String function, int rule, long address) {
        long block = SegmentHeap.enclosing(root, address);
        return new MisuseException(
                function, rule, address, block, block == 0 ? 0 : SegmentHeap.usableBytes(root, block));
    }

    /** What it keeps ready; as of some moment, if that is asked by another thread. */
    Kept kept() {
        requireOpen();
        return magazine.kept().and(keptSlot()).and(chunks.keptSlot());
    }

    /** Tells the slots that it keeps ready; as of some moment, too. */
    void forEachKept(LongConsumer slot) {
        requireOpen();
        forSlot(slot);
        chunks.forSlot(slot);
        magazine.forEach(slot);
    }

    /** Gives back to the system what neither it nor all together need now; how many bytes. */
    long collect() {
        requireOpen();
        emptyMagazine();
        forget();
        long bytes = SegmentHeap.collect(root, heap);
        common.tellPurges();
        return bytes;
    }

    private void emptyMagazine() {
        for (long slot; (slot = takeAny()) != 0; ) freeToPage(slot);
    }

    private long takeAny() {
        long slot = magazine.takeAny();
        if (slot == 0) slot = takeSlotIfHere();
        return slot != 0 ? slot : chunks.takeSlotIfHere();
    }

    /** Gives what it has to the threads that remain; its thread has ended. */
    void detach() {
        if (heap == NONE) return;
        emptyMagazine();
        Acting acting = begin();
        try {
            SegmentHeap.detach(root, heap);
        } finally {
            end(acting);
        }
    }

    /** Whether it has a heap of the core's, which it gets now if it has none; false if there is no memory for one. */
    private boolean isAttached() {
        if (heap == NONE) {
            Acting acting = begin();
            try {
                SegmentHeap.attach(root);
            } finally {
                end(acting);
            }
        }
        return heap != NONE;
    }

    /** From here to {@link #end} the core takes the calling thread for this heap's. */
    private Acting begin() {
        requireOpen();
        forget();
        Acting acting = Acting.current();
        acting.become(id, heap == NONE ? 0 : heap);
        return acting;
    }

    private void end(Acting acting) {
        heap = acting.heap == 0 ? NONE : acting.heap;
        table = SegmentHeap.table(root);
        mask = SegmentHeap.mask(root);
        acting.retire();
    }
}
