package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.size.Product;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Two-level segregated fit over memory that the caller supplies. It asks the system for nothing and shares nothing: all
 * it knows is in the control, whose address is the handle. One thread at a time may use a handle.
 *
 * <p>{@code malloc}, {@code free}, {@code alignedAlloc} and {@code realloc}, but for what it copies, take a bounded number
 * of steps whatever has gone before.
 *
 * <p>At each store, blocks follow one another from the prologue of a pool to its epilogue: what a block is cut into is
 * written before the header that cuts it. So {@link TlsfImage} can put the rest in order after a process that was killed.
 */
public final class Tlsf {
    private Tlsf() {}

    /** Nothing is larger: 2⁴⁸. */
    public static final long MOST_BYTES = 1L << 48;

    /** Bounds of what {@link #create} may be asked for. */
    public static final int MOST_LOG_SECOND = 5;

    public static final int MOST_FIRSTS = 40;

    /** log₂ of the second levels, and first levels, that tell blocks of up to 1 TiB apart. */
    public static final int LOG_SECOND = 5;

    public static final int FIRSTS = 32;

    /** Memory of a control with so many levels. */
    public static long controlBytes(int firsts, int logSecond) {
        return Align.up(Control.bytesFor((long) firsts << logSecond), Block.UNIT_BYTES);
    }

    /** What a pool's own needs take of its memory, which is on a 16-byte boundary. */
    public static long poolOverheadBytes() {
        return Pools.OVERHEAD_BYTES;
    }

    /** What a live block's own needs take. */
    public static long blockOverheadBytes() {
        return Block.HEADER_BYTES;
    }

    /** The least usable bytes of a block. */
    public static long smallestBytes() {
        return Block.SMALLEST_BYTES - Block.HEADER_BYTES;
    }

    /**
     * An allocator without pools, in {@code sizeBytes} bytes at {@code memory}: its handle, the first multiple of 16 in
     * there. It keeps 2^{@code logSecond} lists, 0 to 5, for each of 1 to 40 {@code firsts}; blocks larger than the levels
     * tell apart share one list, of which only the first is looked at. 0 if the memory is too small, or a count is out of
     * bounds.
     */
    public static long create(long memory, long sizeBytes, int firsts, int logSecond) {
        if (firsts < 1 || firsts > MOST_FIRSTS || logSecond < 0 || logSecond > MOST_LOG_SECOND) return 0;
        long control = Align.up(memory, Block.UNIT_BYTES);
        if (control + controlBytes(firsts, logSecond) - memory > sizeBytes) return 0;
        Control.open(control, firsts, logSecond);
        return control;
    }

    /** As {@link #create}, with the rest of the memory as its first pool. */
    public static long createWithPool(long memory, long sizeBytes, int firsts, int logSecond) {
        long control = create(memory, sizeBytes, firsts, logSecond);
        if (control == 0) return 0;
        long rest = control + controlBytes(firsts, logSecond);
        return Pools.add(control, rest, memory + sizeBytes - rest) == 0 ? 0 : control;
    }

    /** Whether there is an allocator at {@code control}. */
    public static boolean isOpen(long control) {
        return Align.isAligned(control, Block.UNIT_BYTES) && Control.isOpen(control);
    }

    /** The handle is none from now on; the memory is the caller's again, as it has always been. */
    public static void destroy(long control) {
        Control.close(control);
    }

    /** Adds memory: the pool, its first multiple of 16; 0 if it is too small or overlaps a pool, and nothing has changed. */
    public static long addPool(long control, long memory, long sizeBytes) {
        return Pools.add(control, memory, sizeBytes);
    }

    /** Removes a pool; {@link Rule#NO_POOL} or {@link Rule#POOL_IN_USE} if that can't be, and nothing has changed. */
    public static int removePool(long control, long pool) {
        return Pools.remove(control, pool);
    }

    /** A block of {@code sizeBytes} on a 16-byte boundary, its contents unspecified; 0 if there is none. */
    public static long malloc(long control, long sizeBytes) {
        if (!Bits.isBelow(sizeBytes, MOST_BYTES)) return 0;
        long bytes = Block.bytesFor(sizeBytes);
        long levels = Control.levels(control);
        long list = FreeLists.find(control, levels, bytes);
        return list < 0 ? 0 : Block.payload(cut(control, levels, list, bytes));
    }

    /** Makes the first {@code bytes} of a list's first block live. If the rest is of that list, it stays there. */
    private static long cut(long control, long levels, long list, long bytes) {
        long tail = FreeLists.firstOf(control, list);
        long found = Tail.bytes(tail);
        long block = Block.end(tail) - found;
        if (Check.on() && (!Block.isFree(block) || Block.bytes(block) != found)) Check.fail(Rule.FOOTER, block);
        long rest = found - bytes;
        if (rest < Block.SMALLEST_BYTES) {
            FreeLists.takeFirst(control, list, tail);
            Block.clearPreviousFree(Block.end(tail));
            bytes = found;
        } else {
            long restList = Mapping.listOf(levels, rest);
            Block.markFreeEnd(block + bytes, rest);
            if (restList != list) {
                FreeLists.takeFirst(control, list, tail);
                FreeLists.insertInto(control, restList, tail);
            }
        }
        Block.markLive(block, bytes);
        Control.addLive(control, bytes);
        return block;
    }

    /** As {@link #malloc} of {@code count * itemBytes} bytes, all 0; 0 if the product is too large. */
    public static long calloc(long control, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        long payload = malloc(control, sizeBytes);
        if (payload != 0) Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /** As {@link #malloc}, on a multiple of {@code alignment}, a power of two; {@link #realloc} keeps it. */
    public static long alignedAlloc(long control, long alignment, long sizeBytes) {
        if (alignment <= Block.UNIT_BYTES) return alignment > 0 ? malloc(control, sizeBytes) : 0;
        if (!Bits.isBelow(sizeBytes, MOST_BYTES) || alignment >= MOST_BYTES) return 0;
        long found = malloc(control, goodSize(sizeBytes) + alignedMoreBytes(alignment));
        if (found == 0) return 0;
        long payload = Align.up(found, alignment);
        // What lies before must be able to be a block of its own.
        if (payload != found) payload = Align.up(found + Block.SMALLEST_BYTES, alignment);
        long block = Block.ofPayload(payload);
        if (payload != found) freeFront(control, Block.ofPayload(found), block);
        shrink(control, block, Block.bytes(block), Block.bytesFor(sizeBytes));
        Block.setLogAlignment(block, Bits.trailingZeros(alignment));
        return payload;
    }

    /** Frees what a live block has before {@code block}, which is one from now on. */
    private static void freeFront(long control, long front, long block) {
        long gap = block - front;
        Block.markLive(block, Block.bytes(front) - gap);
        Block.resize(front, gap);
        Control.addLive(control, -gap);
        release(control, front, Block.word(front));
    }

    /** What a block must have beyond its own bytes so that there is a payload on {@code alignment}, above 16, in it. */
    private static long alignedMoreBytes(long alignment) {
        return alignment + Block.SMALLEST_BYTES - Block.UNIT_BYTES;
    }

    /**
     * The least pool, on a 16-byte boundary, that is certain to serve {@link #alignedAlloc}, and {@link #malloc} with an
     * {@code alignment} of 16; 0 if none is.
     */
    public static long poolBytesFor(long alignment, long sizeBytes) {
        if (!Bits.isBelow(sizeBytes, MOST_BYTES >> 1) || !Bits.isBelow(alignment, MOST_BYTES >> 1)) return 0;
        long moreBytes = alignment <= Block.UNIT_BYTES ? 0 : alignedMoreBytes(alignment);
        return Pools.OVERHEAD_BYTES + Block.bytesFor(sizeBytes) + moreBytes;
    }

    /** Frees a block; 0 is allowed and does nothing. The rule that it would break, or {@link Rule#NONE}. */
    public static int free(long control, long payload) {
        if (payload == 0) return Rule.NONE;
        int rule = ruleAgainst(payload);
        if (rule == Rule.NONE) freeLive(control, payload);
        return rule;
    }

    /** Frees a block that is live, as somebody has made sure: {@link #ruleAgainst(long, long)}. */
    public static void freeLive(long control, long payload) {
        if (Check.on()) check(control, payload);
        long block = Block.ofPayload(payload);
        long word = Block.word(block);
        Control.addLive(control, -Block.bytesIn(word));
        release(control, block, word);
    }

    /** What can be told of a payload in O(1) without knowing the pools. */
    private static int ruleAgainst(long payload) {
        if (!Align.isAligned(payload, Block.UNIT_BYTES)) return Rule.INTERIOR_POINTER;
        return Block.isFree(Block.ofPayload(payload)) ? Rule.DOUBLE_FREE : Rule.NONE;
    }

    /** Fails unless {@code payload} is a live block's: a walk tells what can't be told in O(1). */
    private static void check(long control, long payload) {
        int rule = TlsfWalk.ruleAgainst(control, payload);
        if (rule != Rule.NONE) Check.fail(rule, payload);
    }

    /** Joins a block with this word, which is not counted as live any more, with its free neighbours, and lists it. */
    private static void release(long control, long block, long word) {
        long end = block + Block.bytesIn(word);
        if (Block.isPreviousFreeIn(word)) block = joinPrevious(control, block);
        long after = Block.word(end);
        if (Block.isFreeIn(after)) {
            joinNext(control, block, end + Block.freeBytesIn(after));
        } else {
            Block.markFree(block, end - block);
            FreeLists.insert(control, Block.tailBefore(end), end - block);
        }
    }

    /** Takes the free block before this one out of its list: where both together begin. */
    private static long joinPrevious(long control, long block) {
        long previous = Block.previous(block);
        if (Check.on() && (!Block.isFree(previous) || Block.next(previous) != block)) Check.fail(Rule.FOOTER, block);
        Block.setFree(block); // of a header that will be inside a free block: for whoever frees it again
        FreeLists.remove(control, Block.tailBefore(block));
        return previous;
    }

    /**
     * Joins a block with the free one after it, which ends at {@code end}. That may be the rest that this one was cut from:
     * if it is the first of the list that both together belong into, it stays there.
     */
    private static void joinNext(long control, long block, long end) {
        long tail = Block.tailBefore(end);
        long list = FreeLists.listOf(control, end - block);
        Block.markFreeEnd(block, end - block);
        FreeLists.relist(control, list, tail);
    }

    /**
     * Resizes a block, keeping as much of its contents as fits, and the alignment that it was allocated with. Where a
     * neighbour allows, it stays where it is, or moves down into it. {@code payload} 0 allocates; {@code sizeBytes} 0 frees
     * and gives 0.
     *
     * @return the block; 0 if there is no memory or {@code payload} is not a live block: then nothing has changed
     */
    public static long realloc(long control, long payload, long sizeBytes) {
        if (payload == 0) return malloc(control, sizeBytes);
        if (ruleAgainst(payload) != Rule.NONE || !Bits.isBelow(sizeBytes, MOST_BYTES)) return 0;
        if (Check.on()) check(control, payload);
        if (sizeBytes == 0) {
            free(control, payload);
            return 0;
        }
        long block = Block.ofPayload(payload);
        long wanted = Block.bytesFor(sizeBytes);
        long bytes = Block.bytes(block);
        long next = block + bytes;
        if (bytes >= wanted) {
            shrink(control, block, bytes, wanted);
        } else if (Block.isFree(next) && bytes + Block.bytes(next) >= wanted) {
            grow(control, block, bytes, wanted, next + Block.bytes(next));
        } else {
            return move(control, block, bytes, wanted, sizeBytes);
        }
        return payload;
    }

    /** Gives a live block the front of the free one after it, which ends at {@code end}; all of it if the rest is none. */
    private static void grow(long control, long block, long bytes, long wanted, long end) {
        long tail = Block.tailBefore(end);
        long rest = end - (block + wanted);
        if (rest < Block.SMALLEST_BYTES) {
            FreeLists.remove(control, tail);
            wanted += rest;
            Block.resize(block, wanted);
            Mem.storeFence();
            Block.clearPreviousFree(end);
        } else {
            Block.markFreeEnd(block + wanted, rest);
            FreeLists.relist(control, FreeLists.listOf(control, rest), tail);
            Block.resize(block, wanted);
        }
        Control.addLive(control, wanted - bytes);
    }

    /** Frees what a live block has beyond {@code wanted} bytes, if that makes a block. */
    private static void shrink(long control, long block, long bytes, long wanted) {
        if (bytes - wanted < Block.SMALLEST_BYTES) return;
        Block.markLive(block + wanted, bytes - wanted);
        Block.resize(block, wanted);
        Control.addLive(control, wanted - bytes);
        release(control, block + wanted, bytes - wanted);
    }

    private static long move(long control, long block, long bytes, long wanted, long sizeBytes) {
        long payload = Block.payload(block);
        if (Block.logAlignment(block) == 0 && Block.isPreviousFree(block)) {
            long previous = Block.previous(block);
            long next = block + bytes;
            long more = Block.isFree(next) ? Block.bytes(next) : 0;
            if (next + more - previous >= wanted) return moveDown(control, previous, block, bytes, more, wanted);
        }
        long fresh = alignedAlloc(control, alignment(payload), sizeBytes);
        if (fresh == 0) return 0;
        Mem.copy(payload, fresh, bytes - Block.HEADER_BYTES);
        free(control, payload);
        return fresh;
    }

    /** Moves a live block down into the free one before, and up to the end of the free one of {@code more} bytes after. */
    private static long moveDown(long control, long previous, long block, long bytes, long more, long wanted) {
        FreeLists.remove(control, Block.tailBefore(block));
        if (more != 0) FreeLists.remove(control, Block.tailBefore(block + bytes + more));
        long whole = block + bytes + more - previous;
        Block.markLive(previous, whole); // first: the copy may go over the headers that it has now inside
        Mem.storeFence();
        Block.setFree(block); // of a header that is inside now: for whoever frees it
        Mem.copy(Block.payload(block), Block.payload(previous), bytes - Block.HEADER_BYTES);
        Control.addLive(control, whole - bytes);
        Block.clearPreviousFree(previous + whole);
        shrink(control, previous, whole, wanted);
        return Block.payload(previous);
    }

    /** The alignment that a live block was allocated with and keeps: 1 if none was asked for. */
    public static long alignment(long payload) {
        return 1L << Block.logAlignment(Block.ofPayload(payload));
    }

    /** Bytes that the block at {@code payload} may be used for. */
    public static long usableBytes(long payload) {
        return Block.usableBytes(Block.ofPayload(payload));
    }

    /** Bytes of free blocks, of which each could hold 8 less. */
    public static long freeBytes(long control) {
        return Control.blockBytes(control) - Control.liveBytes(control);
    }

    /** Bytes of live blocks, their headers included. */
    public static long usedBytes(long control) {
        return Control.liveBytes(control);
    }

    /** The largest request that is certain to succeed now; 0 if none is. O(1); there may be a larger block. */
    public static long certainBytes(long control) {
        long list = FreeLists.lastOccupied(control);
        return list < 0 ? 0 : Tail.bytes(FreeLists.firstOf(control, list)) - Block.HEADER_BYTES;
    }

    /** What a request of {@code sizeBytes} would be able to use at least; 0 if it is too large. */
    public static long goodSize(long sizeBytes) {
        return Bits.isBelow(sizeBytes, MOST_BYTES) ? Block.bytesFor(sizeBytes) - Block.HEADER_BYTES : 0;
    }

    /** The pool that {@code address} lies in, or 0. It looks at one pool after the other, the last added first. */
    public static long poolOf(long control, long address) {
        return Pools.enclosing(control, address);
    }

    /** Whether a pool has no live block, and can be removed. */
    public static boolean isEmpty(long pool) {
        return Pools.isEmpty(pool);
    }

    /**
     * The rule against a free of {@code payload}, an address in a pool, in O(1) and without a look outside the pool: whether
     * it is on a boundary, and behind a header of a live block that fits and whose successor agrees. Bytes of a user's that
     * look like that can't be told from a header.
     */
    public static int ruleAgainst(long pool, long payload) {
        return Pools.ruleAgainst(pool, payload);
    }

    /**
     * Puts an allocator in order whose last owner stopped at any store and is no more; false if its blocks can't be followed.
     * What was being allocated or freed is live or free.
     */
    public static boolean recover(long control) {
        return TlsfRecovery.recover(control, 0, Long.MAX_VALUE);
    }
}
