package dev.ashlar.core.growing;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfWalk;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;

/**
 * Two-level segregated fit for any number of threads, with memory from the system. A heap is the address of this structure,
 * and a zeroed one is a valid empty heap.
 * <pre>
 *   heap +   0   lock
 *   heap +  72   mappedBytes   of all pools
 *   heap +  80   peakBytes     the most that there were
 *   heap +  88   limitBytes    the most that there may be; 0 for no limit
 *   heap +  96   options       SCRIBBLE
 *   heap + 104   kept          the pool that is kept although it may be empty, or 0
 *   heap + 112   freedBytes    since the kept pool gave its memory back
 *   heap + 128   space         calls and properties of the system
 *   heap + 256   control
 * </pre>
 * A signal handler that interrupts its own thread in here is not served: malloc gives null, and free leaves the block live.
 */
public final class GrowingHeap {
    private GrowingHeap() {}

    private static final long LOCK = 0;
    static final long MAPPED_BYTES = Lock.BYTES;
    static final long PEAK_BYTES = 80;
    static final long LIMIT_BYTES = 88;
    private static final long OPTIONS = 96;
    static final long KEPT = 104;
    static final long FREED_BYTES = 112;
    private static final long SPACE = 128;
    private static final long CONTROL = 256;

    /** Bytes of a heap. */
    public static long bytes() {
        return CONTROL + Tlsf.controlBytes(Tlsf.FIRSTS, Tlsf.LOG_SECOND);
    }

    /** Fill fresh payloads with {@link #FRESH} and freed ones with {@link #FREED}. */
    public static final int SCRIBBLE = 1;

    public static final int FRESH = 0xAA;
    public static final int FREED = 0x55;

    /** The heap of this process. */
    public static long ofProcess() {
        if (Check.on() && Root.bytes() < bytes()) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        return Root.address();
    }

    /** Sets the options; to be called before there are other threads. {@code limitBytes} 0: no limit. */
    public static void configure(long heap, boolean scribble, long limitBytes) {
        Mem.putLong(heap + OPTIONS, scribble ? SCRIBBLE : 0);
        Mem.putLong(heap + LIMIT_BYTES, limitBytes);
    }

    /** The pools: for {@link TlsfWalk}, the verifier and counts. Nobody may be inside meanwhile. */
    public static long control(long heap) {
        return heap + CONTROL;
    }

    static long space(long heap) {
        return heap + SPACE;
    }

    private static boolean scribbles(long heap) {
        return Mem.getLong(heap + OPTIONS) == SCRIBBLE;
    }

    /** Makes the caller the only one inside until {@link #leave}; false for a handler that interrupted its own thread in here. */
    private static boolean enter(long heap) {
        long thread = Threads.id();
        return Lock.tryAcquire(heap + LOCK, thread) || Lock.acquireUnless(heap + LOCK, thread, thread);
    }

    private static void leave(long heap) {
        Lock.release(heap + LOCK);
    }

    /** A block of {@code sizeBytes} on a 16-byte boundary, its contents unspecified; 0 if there is no memory. */
    public static long malloc(long heap, long sizeBytes) {
        return alignedAlloc(heap, 1, sizeBytes);
    }

    /** As {@link #malloc}, on a multiple of {@code alignment}, a power of two; {@link #realloc} keeps it. */
    public static long alignedAlloc(long heap, long alignment, long sizeBytes) {
        long payload = allocate(heap, alignment, sizeBytes);
        if (payload != 0 && scribbles(heap)) Mem.fill(payload, Tlsf.usableBytes(payload), FRESH);
        return payload;
    }

    /** As {@link #malloc} of {@code count * itemBytes} bytes, all 0; 0 if the product is too large. */
    public static long calloc(long heap, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        long payload = allocate(heap, 1, sizeBytes);
        if (payload != 0) GrowingPools.clear(heap, payload, sizeBytes);
        return payload;
    }

    private static long allocate(long heap, long alignment, long sizeBytes) {
        if (!enter(heap)) return 0;
        long payload = Tlsf.alignedAlloc(control(heap), alignment, sizeBytes);
        if (payload == 0 && GrowingPools.grow(heap, alignment, sizeBytes))
            payload = Tlsf.alignedAlloc(control(heap), alignment, sizeBytes);
        leave(heap);
        return payload;
    }

    /** Frees a block; 0 is allowed and does nothing. The rule that it would break, or {@link Rule#NONE}. */
    public static int free(long heap, long payload) {
        if (payload == 0 || !enter(heap)) return Rule.NONE;
        long pool = Tlsf.poolOf(control(heap), payload);
        int rule = pool == 0 ? Rule.FOREIGN_POINTER : Tlsf.ruleAgainst(pool, payload);
        if (rule == Rule.NONE) release(heap, pool, payload);
        leave(heap);
        return rule;
    }

    private static void release(long heap, long pool, long payload) {
        long usableBytes = Tlsf.usableBytes(payload);
        if (scribbles(heap)) Mem.fill(payload, usableBytes, FREED);
        Tlsf.freeLive(control(heap), payload);
        GrowingPools.freed(heap, pool, payload, payload + usableBytes);
    }

    /**
     * Resizes a block, keeping as much of its contents as fits, and its alignment. {@code payload} 0 allocates; {@code
     * sizeBytes} 0 frees and gives 0.
     *
     * @return the block; 0 if there is no memory or {@code payload} is not a live block: then nothing has changed
     */
    public static long realloc(long heap, long payload, long sizeBytes) {
        if (payload == 0) return malloc(heap, sizeBytes);
        if (sizeBytes == 0) {
            free(heap, payload);
            return 0;
        }
        if (!enter(heap)) return 0;
        long pool = Tlsf.poolOf(control(heap), payload);
        boolean isLive = pool != 0 && Tlsf.ruleAgainst(pool, payload) == Rule.NONE;
        long moved = isLive ? resize(heap, pool, payload, sizeBytes) : 0;
        leave(heap);
        return moved;
    }

    private static long resize(long heap, long pool, long payload, long sizeBytes) {
        long control = control(heap);
        long end = payload + Tlsf.usableBytes(payload);
        long moved = Tlsf.realloc(control, payload, sizeBytes);
        if (moved == 0 && GrowingPools.grow(heap, Tlsf.alignment(payload), sizeBytes))
            moved = Tlsf.realloc(control, payload, sizeBytes);
        if (moved == 0) return 0;
        long movedEnd = moved + Tlsf.usableBytes(moved);
        boolean isApart = moved >= end || movedEnd <= payload;
        if (isApart) GrowingPools.freed(heap, pool, payload, end);
        else if (movedEnd < end) GrowingPools.freed(heap, pool, movedEnd + Tlsf.blockOverheadBytes(), end);
        return moved;
    }

    /** Bytes that the block at {@code payload} may be used for; 0 if it is not a live block. */
    public static long usableBytes(long heap, long payload) {
        return ruleAgainst(heap, payload) == Rule.NONE ? Tlsf.usableBytes(payload) : 0;
    }

    /** The rule against a free of {@code payload}; {@link Rule#NONE} too for a handler that interrupted its thread in here. */
    public static int ruleAgainst(long heap, long payload) {
        if (!enter(heap)) return Rule.NONE;
        long pool = Tlsf.poolOf(control(heap), payload);
        int rule = pool == 0 ? Rule.FOREIGN_POINTER : Tlsf.ruleAgainst(pool, payload);
        leave(heap);
        return rule;
    }

    /** The payload of the live block that {@code address} is in the payload of, or 0. It visits blocks until it is there. */
    public static long enclosing(long heap, long address) {
        if (!enter(heap)) return 0;
        long payload = TlsfWalk.enclosing(control(heap), address);
        leave(heap);
        return payload;
    }

    /** Gives back to the system what memory the free blocks have. Whether there was any. */
    public static boolean collect(long heap) {
        if (!enter(heap)) return false;
        boolean isAny = GrowingPools.collect(heap);
        leave(heap);
        return isAny;
    }

    /** To look at everything: nobody else is inside until {@link #letGo}. False, and nothing has changed, for a handler that interrupted its own thread in here. */
    public static boolean hold(long heap) {
        return enter(heap);
    }

    public static void letGo(long heap) {
        leave(heap);
    }

    /** To be called in the child of a fork, whose only thread is the caller, before anything else. */
    public static void afterForkInChild(long heap) {
        long owner = Lock.owner(heap + LOCK);
        boolean isMine = owner == Threads.id();
        if (owner != 0 && !isMine) GrowingPools.recover(heap);
        Lock.resetInChild(heap + LOCK, isMine ? owner : 0);
    }

    public static long mappedBytes(long heap) {
        return Mem.getLong(heap + MAPPED_BYTES);
    }

    public static long peakBytes(long heap) {
        return Mem.getLong(heap + PEAK_BYTES);
    }

    /** How often {@code call}, a constant of {@link AddressSpace}, was made. */
    public static long calls(long heap, int call) {
        return AddressSpace.calls(space(heap), call);
    }
}
