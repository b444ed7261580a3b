package dev.ashlar.core.ladder;

import dev.ashlar.core.mapper.Account;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.mapper.Break;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;

/**
 * The door to all steps: a malloc for any number of threads, on the step that was chosen. A ladder is the address of this structure, and a
 * zeroed one works.
 * <pre>
 *   ladder +   0   step        1 to 8; 0: nobody has chosen yet
 *   ladder +   8   fit         FIRST_FIT or BEST_FIT
 *   ladder +  16   threshold   bytes: from here on a block has a mapping of its own
 *   ladder +  24   arenas      how many there are beside the first
 *   ladder +  32   options     SCRIBBLE
 *   ladder +  40   account     bytes from the system, and the limit
 *   ladder +  64   space       calls and properties of the system
 *   ladder + 192   heaps       one; of the step {@code arenas} as many as it has
 * </pre>
 * But for the last, no step knows of threads: here is one lock around each. A signal handler that interrupts its own thread in here is not
 * served: malloc gives null, and free leaves the block live.
 *
 * <p>libc may call malloc before anybody can have chosen: what it gets stays for ever. Nothing is locked across a fork: see ADR 12. If another
 * thread was inside at that moment, the child's heap begins anew, and what there was stays, too.
 */
public final class Ladder {
    private Ladder() {}

    public static final int BUMP = 1;
    public static final int HEADER = 2;
    public static final int LIST = 3;
    public static final int SPLIT = 4;
    public static final int MERGE = 5;
    public static final int MAP = 6;
    public static final int BINS = 7;
    public static final int ARENAS = 8;

    public static final int FIRST_FIT = 0;
    public static final int BEST_FIT = 1;

    public static final int MOST_ARENAS = 8;

    /** As glibc has it: below, a mapping costs more than it gives back. */
    public static final long USUAL_THRESHOLD = 128 << 10;

    private static final int EARLIEST = 0;

    private static final long STEP = 0;
    private static final long FIT = 8;
    private static final long THRESHOLD = 16;
    private static final long MORE_ARENAS = 24;
    private static final long OPTIONS = 32;
    private static final long ACCOUNT = 40;
    private static final long SPACE = 64;
    private static final long HEAPS = 192;

    public static final long BYTES = HEAPS + MOST_ARENAS * LadderHeap.BYTES;

    /** Fill fresh payloads with {@link #FRESH} and freed ones with {@link #FREED}. */
    public static final int SCRIBBLE = 1;

    public static final int FRESH = 0xAA;
    public static final int FREED = 0x55;

    /** The ladder of this process. */
    public static long ofProcess() {
        if (Check.on() && Root.bytes() < BYTES) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        return Root.address();
    }

    /**
     * Chooses a step, once, and how it shall be; to be called before there are other threads.
     *
     * @param fit of {@code list} to {@code map}
     * @param threshold of {@code map} and above, in bytes; 0 for the usual one
     * @param arenas of the last step, 1 to {@link #MOST_ARENAS}
     * @param limitBytes the most that the system is asked for; 0 for no limit
     */
    public static void configure(
            long ladder, int step, int fit, long threshold, int arenas, boolean scribble, long limitBytes) {
        Mem.putLong(ladder + FIT, fit);
        Mem.putLong(ladder + THRESHOLD, threshold == 0 ? USUAL_THRESHOLD : threshold);
        Mem.putLong(ladder + MORE_ARENAS, step == ARENAS ? arenas - 1 : 0);
        Mem.putLong(ladder + OPTIONS, scribble ? SCRIBBLE : 0);
        Account.limit(account(ladder), limitBytes);
        for (int i = 0; i < arenas(ladder); i++) LadderHeap.open(heap(ladder, i), ladder);
        LadderHeap.beginAnew(heap(ladder, 0));
        Mem.putLong(ladder + STEP, step);
    }

    /** Sets the threshold of {@code map} and above; blocks that there are stay where they are. */
    public static void setThreshold(long ladder, long threshold) {
        Mem.putLong(ladder + THRESHOLD, threshold);
    }

    public static int step(long ladder) {
        return (int) Mem.getLong(ladder + STEP);
    }

    static boolean isBestFit(long ladder) {
        return Mem.getLong(ladder + FIT) == BEST_FIT;
    }

    static long threshold(long ladder) {
        return Mem.getLong(ladder + THRESHOLD);
    }

    /** How many heaps there are. */
    public static int arenas(long ladder) {
        return 1 + (int) Mem.getLong(ladder + MORE_ARENAS);
    }

    static long heap(long ladder, int arena) {
        return ladder + HEAPS + arena * LadderHeap.BYTES;
    }

    static long account(long ladder) {
        return ladder + ACCOUNT;
    }

    static long space(long ladder) {
        return ladder + SPACE;
    }

    private static boolean scribbles(long ladder) {
        return Mem.getLong(ladder + OPTIONS) == SCRIBBLE;
    }

    /** A block of {@code sizeBytes} on a 16-byte boundary, its contents unspecified; 0 if there is no memory. */
    public static long malloc(long ladder, long sizeBytes) {
        return alignedAlloc(ladder, 1, sizeBytes);
    }

    /** As {@link #malloc}, on a multiple of {@code alignment}, a power of two. */
    public static long alignedAlloc(long ladder, long alignment, long sizeBytes) {
        long payload = allocate(ladder, alignment, sizeBytes);
        if (payload != 0 && scribbles(ladder)) Mem.fill(payload, sizeBytes, FRESH);
        return payload;
    }

    /** As {@link #malloc} of {@code count * itemBytes} bytes, all 0; 0 if the product is too large. */
    public static long calloc(long ladder, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        long payload = allocate(ladder, 1, sizeBytes);
        if (payload != 0) Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    private static long allocate(long ladder, long alignment, long sizeBytes) {
        if (sizeBytes < 0 || alignment <= 0) return 0;
        if (step(ladder) == EARLIEST) LadderHeap.open(heap(ladder, 0), ladder);
        long heap = Arenas.enterAny(ladder);
        if (heap == 0) return 0;
        long payload = allocateIn(ladder, heap, alignment, sizeBytes);
        LadderHeap.leave(heap);
        long first = heap(ladder, 0);
        if (payload != 0 || heap == first || !LadderHeap.enter(first)) return payload;
        payload = allocateIn(ladder, first, alignment, sizeBytes);
        LadderHeap.leave(first);
        return payload;
    }

    private static long allocateIn(long ladder, long heap, long alignment, long sizeBytes) {
        return alignment <= Block.UNIT_BYTES
                ? Step.malloc(step(ladder), heap, sizeBytes)
                : Aligned.malloc(step(ladder), heap, alignment, sizeBytes);
    }

    /** Frees a block; 0 is allowed and does nothing. The rule that it would break, or {@link Rule#NONE}. */
    public static int free(long ladder, long payload) {
        if (payload == 0) return Rule.NONE;
        long heap = Arenas.enterOwner(ladder, payload);
        if (heap == 0) return Rule.NONE;
        if (scribbles(ladder)) Mem.fill(payload, Step.usableBytes(step(ladder), heap, payload), FREED);
        int rule = Step.free(step(ladder), heap, payload);
        LadderHeap.leave(heap);
        return rule != Rule.NONE && earlyHeap(ladder, payload) != 0 ? Rule.NONE : rule;
    }

    /**
     * Resizes a block, keeping as much of its contents as fits. {@code payload} 0 allocates; {@code sizeBytes} 0 frees and gives 0.
     *
     * @return the block; 0 if there is no memory or {@code payload} is not a live block: then nothing has changed
     */
    public static long realloc(long ladder, long payload, long sizeBytes) {
        if (payload == 0) return malloc(ladder, sizeBytes);
        if (sizeBytes == 0) {
            free(ladder, payload);
            return 0;
        }
        if (sizeBytes < 0) return 0;
        long early = earlyHeap(ladder, payload);
        if (early != 0) return copyOfEarly(ladder, early, payload, sizeBytes);
        long heap = Arenas.enterOwner(ladder, payload);
        if (heap == 0) return 0;
        long moved = Step.realloc(step(ladder), heap, payload, sizeBytes);
        LadderHeap.leave(heap);
        return moved;
    }

    /** The heap that handed out {@code payload} before it began anew, or 0. */
    private static long earlyHeap(long ladder, long payload) {
        for (int i = 0; i < arenas(ladder); i++) {
            if (LadderHeap.isEarly(heap(ladder, i), payload)) return heap(ladder, i);
        }
        return 0;
    }

    private static long copyOfEarly(long ladder, long heap, long payload, long sizeBytes) {
        long mostBytes = LadderHeap.earlyBytes(heap, payload);
        long moved = malloc(ladder, sizeBytes);
        if (moved != 0) Mem.copy(payload, moved, sizeBytes < mostBytes ? sizeBytes : mostBytes);
        return moved;
    }

    /** Bytes that the block at {@code payload} may be used for; 0 if it is not a live block, or if nobody knows: without headers. */
    public static long usableBytes(long ladder, long payload) {
        long heap = Arenas.enterOwner(ladder, payload);
        if (heap == 0) return 0;
        long usableBytes = Step.usableBytes(step(ladder), heap, payload);
        LadderHeap.leave(heap);
        return usableBytes;
    }

    /** The rule against a free of {@code payload}; {@link Rule#NONE} too for a handler that interrupted its thread in here. */
    public static int ruleAgainst(long ladder, long payload) {
        if (earlyHeap(ladder, payload) != 0) return Rule.NONE;
        long heap = Arenas.enterOwner(ladder, payload);
        if (heap == 0) return Rule.NONE;
        int rule = Step.ruleAgainst(step(ladder), heap, payload);
        LadderHeap.leave(heap);
        return rule;
    }

    /** The payload of the live block that {@code address} is in the payload of, or 0. It visits blocks until it is there. */
    public static long enclosing(long ladder, long address) {
        if (!Step.hasHeaders(step(ladder))) return 0;
        long heap = Arenas.enterOwner(ladder, address);
        if (heap == 0) return 0;
        long payload = Blocks.enclosing(heap, address);
        LadderHeap.leave(heap);
        return payload;
    }

    /** To look at everything: nobody else is inside until {@link #letGo}. */
    public static void hold(long ladder) {
        for (int i = 0; i < arenas(ladder); i++) LadderHeap.hold(heap(ladder, i));
    }

    public static void letGo(long ladder) {
        for (int i = arenas(ladder) - 1; i >= 0; i--) LadderHeap.letGo(heap(ladder, i));
    }

    /** To be called in the child of a fork, whose only thread is the caller, before anything else. */
    public static void afterForkInChild(long ladder) {
        for (int i = 0; i < arenas(ladder); i++) LadderHeap.afterForkInChild(heap(ladder, i));
    }

    /** Gives back what was reserved or mapped, live blocks and all; what is below the program break stays. For a ladder that nobody uses any more. */
    public static void close(long ladder) {
        for (int i = 0; i < arenas(ladder); i++) {
            while (Mapped.first(heap(ladder, i)) != 0) Mapped.free(heap(ladder, i), Mapped.first(heap(ladder, i)));
            Break.release(LadderHeap.brk(heap(ladder, i)));
        }
    }

    /** Live blocks; 0 without headers. */
    public static long liveBlocks(long ladder) {
        long count = 0;
        for (int i = 0; i < arenas(ladder) && Step.hasHeaders(step(ladder)); i++)
            count += Blocks.countLive(heap(ladder, i));
        return count;
    }

    /** Bytes from the system. */
    public static long takenBytes(long ladder) {
        return Account.takenBytes(account(ladder));
    }

    /** The most that there were. */
    public static long peakBytes(long ladder) {
        return Account.peakBytes(account(ladder));
    }

    /** Free blocks that searches have looked at. */
    public static long visited(long ladder) {
        long count = 0;
        for (int i = 0; i < arenas(ladder); i++) count += LadderHeap.visited(heap(ladder, i));
        return count;
    }

    /** How often somebody had to wait for a lock. */
    public static long waits(long ladder) {
        long count = 0;
        for (int i = 0; i < arenas(ladder); i++) count += LadderHeap.waits(heap(ladder, i));
        return count;
    }

    /** How often a break was moved. */
    public static long moves(long ladder) {
        long count = 0;
        for (int i = 0; i < arenas(ladder); i++) count += Break.moves(LadderHeap.brk(heap(ladder, i)));
        return count;
    }

    /** Bytes that somebody else took at the break, in between. */
    public static long strayedBytes(long ladder) {
        return Break.strayedBytes(LadderHeap.brk(heap(ladder, 0)));
    }

    /** How often {@code call}, a constant of {@link AddressSpace}, was made. */
    public static long calls(long ladder, int call) {
        return AddressSpace.calls(space(ladder), call);
    }
}
