package dev.ashlar.core.ladder;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.Break;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Threads;

/**
 * What a heap of the ladder stands on: accessors for its state, and memory at the break. A step uses of it what it knows.
 * <pre>
 *   heap +   0   ladder    what it has in common with others: the {@link Ladder} that it belongs to
 *   heap +   8   held      whether somebody looks at everything, and so holds the lock
 *   heap +  16   waits     how often somebody found the lock taken
 *   heap +  24   early     the first byte that was handed out before the heap began anew; 0 if it never did
 *   heap +  32   lock
 *   heap + 104   break
 *   heap + 184   visited   free blocks that searches have looked at, all together
 *   heap + 192   mapped    the first of the blocks in mappings of their own; see {@link Mapped}
 *   heap + 200   filled    a bit for each list that is not empty, where there are many
 *   heap + 216   lists     of free blocks: the first one of each
 * </pre>
 */
final class LadderHeap {
    private LadderHeap() {}

    private static final long LADDER = 0;
    private static final long HELD = 8;
    private static final long WAITS = 16;
    private static final long EARLY = 24;
    private static final long LOCK = 32;
    private static final long BREAK = LOCK + Lock.BYTES;
    private static final long VISITED = BREAK + Break.BYTES;
    private static final long MAPPED = VISITED + 8;
    private static final long FILLED = MAPPED + 8;
    private static final long LISTS = FILLED + 16;

    /** As many as the bitmap has bits. */
    static final int MOST_LISTS = 128;

    static final long BYTES = LISTS + MOST_LISTS * 8;

    /** Makes zeroed memory a heap. */
    static void open(long heap, long ladder) {
        Mem.putLong(heap + LADDER, ladder);
        Break.open(brk(heap), Ladder.account(ladder), Ladder.space(ladder));
    }

    static long ladder(long heap) {
        return Mem.getLong(heap + LADDER);
    }

    /** Makes the caller the only one inside if nobody is; whether it is now. */
    static boolean tryEnter(long heap) {
        return Lock.tryAcquire(heap + LOCK, Threads.id());
    }

    /** Makes the caller the only one inside until {@link #leave}; false for a handler that interrupted its own thread in here. */
    static boolean enter(long heap) {
        if (tryEnter(heap)) return true;
        Atomics.fetchAdd(heap + WAITS, 1);
        return Lock.acquireUnless(heap + LOCK, Threads.id(), Threads.id());
    }

    static void leave(long heap) {
        Lock.release(heap + LOCK);
    }

    static long waits(long heap) {
        return Atomics.loadRelaxed(heap + WAITS);
    }

    /** Nobody else is inside until {@link #letGo}. */
    static void hold(long heap) {
        boolean isHeld = enter(heap);
        Mem.putLong(heap + HELD, isHeld ? 1 : 0);
    }

    /** The end of it. A handler leaves the thread that it interrupted where it is: inside. */
    static void letGo(long heap) {
        boolean isHeld = Mem.getLong(heap + HELD) != 0;
        Mem.putLong(heap + HELD, 0);
        if (isHeld) leave(heap);
    }

    /** In the child of a fork, whose only thread is the caller: who was inside has left everything as it was just then, and begins anew. */
    static void afterForkInChild(long heap) {
        long owner = Lock.owner(heap + LOCK);
        boolean isMine = owner == Threads.id();
        if (owner != 0 && !isMine) beginAnew(heap);
        Lock.resetInChild(heap + LOCK, isMine ? owner : 0);
    }

    /** What was handed out so far stays for ever: it may be freed and resized, but what is freed is of no use. Mappings are as before. */
    static void beginAnew(long heap) {
        long brk = brk(heap);
        if (Mem.getLong(heap + EARLY) == 0) Mem.putLong(heap + EARLY, Break.start(brk));
        Break.restart(brk);
        Mem.fill(heap + FILLED, BYTES - FILLED, 0);
        Mapped.repair(heap);
    }

    /** Whether {@code payload} was handed out before the heap began anew. */
    static boolean isEarly(long heap, long payload) {
        return payload >= Mem.getLong(heap + EARLY)
                && payload < Break.start(brk(heap))
                && Mem.getLong(heap + EARLY) != 0;
    }

    /** Bytes to copy of such a payload: what its header says, or without one whatever lies there. */
    static long earlyBytes(long heap, long payload) {
        long block = Block.ofPayload(payload);
        boolean hasHeader = block >= Mem.getLong(heap + EARLY) && Block.magic(block) == Block.LIVE;
        return hasHeader ? Block.payloadBytes(block) : Break.readableBytes(brk(heap), payload);
    }

    static long brk(long heap) {
        return heap + BREAK;
    }

    /** The cell with the first of the mapped blocks. */
    static long mapped(long heap) {
        return heap + MAPPED;
    }

    static long visited(long heap) {
        return Mem.getLong(heap + VISITED);
    }

    static void countVisits(long heap, long count) {
        Mem.putLong(heap + VISITED, visited(heap) + count);
    }

    /** A bitmap. */
    static long filled(long heap) {
        return heap + FILLED;
    }

    /** The cell with the first block of a list. */
    static long list(long heap, int list) {
        return heap + LISTS + list * 8L;
    }

    /**
     * A new block at the end of the heap; 0 if there is no memory. What somebody else took there since the last one becomes a fence, so
     * that the blocks lie without a hole; another fence, of no bytes, is the end.
     */
    static long extend(long heap, long payloadBytes) {
        long brk = brk(heap);
        long end = Break.next(brk);
        boolean isFirst = Break.start(brk) == 0 || end == Break.start(brk);
        long block = Break.extend(brk, Block.HEADER_BYTES + payloadBytes);
        if (block == 0) return 0;
        long flags = isFirst ? 0 : Block.flags(end);
        if (!isFirst && block != end) {
            Block.write(end, block - end - Block.HEADER_BYTES, flags, Block.FENCE);
            flags = 0;
        }
        Block.write(block, payloadBytes, flags, Block.LIVE);
        Block.write(Break.next(brk), 0, 0, Block.FENCE);
        return block;
    }
}
