package dev.ashlar.core.guarded;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Root;
import dev.ashlar.platform.Threads;

/**
 * A heap that notices when it is misused, for any number of threads. A heap is the address of this structure, and a
 * zeroed one is a valid empty heap.
 * <pre>
 *   heap +   0   lock
 *   heap +  72   committedBytes  in all regions
 *   heap +  80   peakBytes       the most that there were
 *   heap +  88   limitBytes      the most that there may be; 0 for no limit
 *   heap +  96   secret          0 until the first block
 *   heap + 104   regions         the last that was added
 *   heap + 112   liveBlocks
 *   heap + 120   liveBytes       as they were asked for
 *   heap + 128   mostHeldBytes   that may be in quarantine, and 1 more; 0 for {@link #MOST_HELD_BYTES}
 *   heap + 136   quarantine      {@link Quarantine}
 *   heap + 160   options         SCRIBBLE
 *   heap + 168   lost            regions of the parent, from a fork while another thread was inside
 *   heap + 176   fenceEvery      one of so many blocks is fenced; 0: none
 *   heap + 184   unfenced        blocks since the last that was
 *   heap + 192   refusedBy       who refused memory last: {@link #LIMIT}, {@link #SYSTEM}
 *   heap + 200   stacks          {@link Stacks}, or 0
 *   heap + 208   fences          live blocks that are fenced
 *   heap + 216   mostFences      that there may be; 0 for no limit
 *   heap + 256   space           calls and properties of the system
 * </pre>
 * Sites are numbers of the caller's, who knows what they stand for: a return address, or a {@linkplain #stack stack trace}.
 *
 * <p>What an operation finds to be wrong it adds to the caller's {@link Findings}, and goes on as if the damage had been
 * repaired: the heap itself is whole, whatever its user does to the blocks.
 *
 * <p>A signal handler that interrupts its own thread in here is not served: malloc gives null, and free leaves the block live.
 */
public final class GuardedHeap {
    private GuardedHeap() {}

    private static final long LOCK = 0;
    private static final long COMMITTED_BYTES = Lock.BYTES;
    private static final long PEAK_BYTES = 80;
    private static final long LIMIT_BYTES = 88;
    static final long SECRET = 96;
    static final long REGIONS = 104;
    static final long LIVE_BLOCKS = 112;
    static final long LIVE_BYTES = 120;
    private static final long MOST_HELD = 128;
    private static final long QUARANTINE = 136;
    private static final long OPTIONS = 160;
    static final long LOST = 168;
    static final long FENCE_EVERY = 176;
    static final long UNFENCED = 184;
    private static final long REFUSED_BY = 192;
    private static final long STACKS = 200;
    static final long FENCES = 208;
    static final long MOST_FENCES = 216;
    private static final long SPACE = 256;

    /** Bytes of a heap. */
    public static final long BYTES = SPACE + AddressSpace.BYTES;

    /** What may be in quarantine unless {@link #configure} says otherwise: 1 MiB. */
    public static final long MOST_HELD_BYTES = 1 << 20;

    /** Fill fresh payloads with {@link #FRESH}. Freed ones are always filled. */
    private static final int SCRIBBLE = 1;

    public static final int FRESH = 0xAA;

    /** What a freed payload is filled with. */
    public static final int POISON = Quarantine.POISON;

    /** What {@link #refusedBy} says: nobody has; the limit of {@link #configure}; the system. */
    public static final int NOBODY = 0;

    public static final int LIMIT = 1;
    public static final int SYSTEM = 2;

    /** For {@link #free}: the caller knows nothing of the size or the alignment. */
    public static final long UNKNOWN = -1;

    /** The heap of this process. */
    public static long ofProcess() {
        if (Check.on() && Root.bytes() < BYTES) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        return Root.address();
    }

    /**
     * Sets the options; to be called before there are other threads.
     *
     * @param limitBytes may be committed; 0: no limit
     * @param mostHeldBytes may be in quarantine
     * @param fenceEvery of so many blocks one ends at an OS page that nobody may touch; 0: none
     */
    public static void configure(long heap, boolean scribble, long limitBytes, long mostHeldBytes, long fenceEvery) {
        if (secret(heap) == 0) Mem.putLong(heap + SECRET, Os.random() | 1); // now, when nobody is inside
        Mem.putLong(heap + FENCE_EVERY, fenceEvery);
        Mem.putLong(heap + OPTIONS, scribble ? SCRIBBLE : 0);
        limit(heap, limitBytes);
        Mem.putLong(heap + MOST_HELD, mostHeldBytes + 1);
    }

    /** From now on so many bytes may be committed, 0 for no limit; what is more stays, but nothing is added. */
    public static void limit(long heap, long limitBytes) {
        Mem.putLong(heap + LIMIT_BYTES, limitBytes);
    }

    /**
     * At most so many live blocks are fenced, 0 for no limit: each is a mapping of its own, of which systems give a process so many.
     */
    public static void limitFences(long heap, long mostFences) {
        Mem.putLong(heap + MOST_FENCES, mostFences);
    }

    /** Makes OS pages of a region ready for use, within the limit. Whether it could; who refused is noted. */
    static boolean commit(long heap, long address, long sizeBytes) {
        if (sizeBytes == 0) return true;
        long committedBytes = committedBytes(heap) + sizeBytes;
        boolean isWithinLimit = limitBytes(heap) == 0 || committedBytes <= limitBytes(heap);
        if (!isWithinLimit || !AddressSpace.commit(space(heap), address, sizeBytes)) {
            setRefusedBy(heap, isWithinLimit ? SYSTEM : LIMIT);
            return false;
        }
        Mem.putLong(heap + COMMITTED_BYTES, committedBytes);
        if (committedBytes > peakBytes(heap)) Mem.putLong(heap + PEAK_BYTES, committedBytes);
        return true;
    }

    /** States that so much of what was committed is gone. */
    static void uncommit(long heap, long sizeBytes) {
        Mem.putLong(heap + COMMITTED_BYTES, committedBytes(heap) - sizeBytes);
    }

    static long limitBytes(long heap) {
        return Mem.getLong(heap + LIMIT_BYTES);
    }

    static void setRefusedBy(long heap, int who) {
        Mem.putLong(heap + REFUSED_BY, who);
    }

    /** Who has refused the last memory that was refused. */
    public static int refusedBy(long heap) {
        return (int) Mem.getLong(heap + REFUSED_BY);
    }

    static long space(long heap) {
        return heap + SPACE;
    }

    static long quarantine(long heap) {
        return heap + QUARANTINE;
    }

    static long mostHeldBytes(long heap) {
        long most = Mem.getLong(heap + MOST_HELD);
        return most == 0 ? MOST_HELD_BYTES : most - 1;
    }

    static long secret(long heap) {
        return Mem.getLong(heap + SECRET);
    }

    /** Makes the caller the only one inside until {@link #leave}; false for a handler that interrupted its own thread in here. */
    private static boolean enter(long heap) {
        long thread = Threads.id();
        return Lock.tryAcquire(heap + LOCK, thread) || Lock.acquireUnless(heap + LOCK, thread, thread);
    }

    private static void leave(long heap) {
        Lock.release(heap + LOCK);
    }

    /** To look at everything: nobody else is inside until {@link #letGo}. False, and nothing has changed, for a handler that interrupted its own thread in here. */
    public static boolean hold(long heap) {
        return enter(heap);
    }

    public static void letGo(long heap) {
        leave(heap);
    }

    /**
     * A block of {@code sizeBytes} on a multiple of {@code alignment}, a power of two, and of 16, its contents unspecified; 0
     * if there is no memory. {@link #realloc} keeps the alignment.
     */
    public static long allocate(long heap, long alignment, long sizeBytes, long site, long findings) {
        if (!Bits.isBelow(sizeBytes, Tlsf.MOST_BYTES) || !Bits.isBelow(alignment, Tlsf.MOST_BYTES)) return 0;
        if (!enter(heap)) return 0;
        long payload = GuardedBlocks.allocate(heap, alignment, sizeBytes, 0, site, findings);
        leave(heap);
        boolean scribbles = Mem.getLong(heap + OPTIONS) == SCRIBBLE;
        if (payload != 0 && scribbles) Mem.fill(payload, sizeBytes, FRESH);
        return payload;
    }

    /** A block of {@code count * itemBytes} bytes, all 0; 0 if the product is too large. */
    public static long calloc(long heap, long count, long itemBytes, long site, long findings) {
        long sizeBytes = Product.of(count, itemBytes);
        long payload = allocate(heap, 1, sizeBytes, site, findings);
        if (payload != 0) Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /**
     * Frees a block; 0 is allowed and does nothing.
     *
     * @param sizeBytes what the caller says that it asked for, or {@link #UNKNOWN}
     * @param alignment the same of its alignment
     * @return the rule for which it was not freed: it is none, or not live; {@link Rule#NONE} if it was, whatever was found
     *     to be wrong with it
     */
    public static int free(long heap, long payload, long sizeBytes, long alignment, long site, long findings) {
        if (payload == 0 || !enter(heap)) return Rule.NONE;
        int rule = GuardedBlocks.free(heap, payload, sizeBytes, alignment, site, findings);
        leave(heap);
        return rule;
    }

    /**
     * Resizes a block, keeping as much of its contents as fits, and its alignment. {@code payload} 0 allocates; {@code
     * sizeBytes} 0 frees and gives 0.
     *
     * @return the block; 0 if there is no memory or {@code payload} is not a live block: then nothing has changed
     */
    public static long realloc(long heap, long payload, long sizeBytes, long site, long findings) {
        if (payload == 0) return allocate(heap, 1, sizeBytes, site, findings);
        if (sizeBytes == 0) {
            free(heap, payload, UNKNOWN, UNKNOWN, site, findings);
            return 0;
        }
        if (!Bits.isBelow(sizeBytes, Tlsf.MOST_BYTES) || !enter(heap)) return 0;
        long moved = GuardedBlocks.resize(heap, payload, sizeBytes, site, findings);
        leave(heap);
        return moved;
    }

    /** Bytes that the block at {@code payload} may be used for, those that were asked for; 0 if it is not a live block. */
    public static long usableBytes(long heap, long payload) {
        if (!enter(heap)) return 0;
        long note = GuardedBlocks.live(heap, payload);
        long usableBytes = note == 0 ? 0 : Note.requested(note);
        leave(heap);
        return usableBytes;
    }

    /** The rule against a free of {@code payload}; {@link Rule#NONE} too for a handler that interrupted its thread in here. */
    public static int ruleAgainst(long heap, long payload) {
        if (!enter(heap)) return Rule.NONE;
        int rule = GuardedBlocks.ruleAgainst(heap, payload);
        leave(heap);
        return rule;
    }

    /** The payload of the live block that {@code address} is in the payload of, or 0. It visits blocks until it is there. */
    public static long enclosing(long heap, long address) {
        if (!enter(heap)) return 0;
        long note = GuardedBlocks.enclosing(heap, address);
        boolean isInside = note != 0
                && Note.state(note) == Note.LIVE
                && Bits.isBelow(address - Note.payload(note), Note.requested(note));
        long payload = isInside ? Note.payload(note) : 0;
        leave(heap);
        return payload;
    }

    /** Looks at the canaries of one block, if it is live; what is damaged is told once. */
    public static void check(long heap, long payload, long findings) {
        if (payload == 0 || !enter(heap)) return;
        GuardedBlocks.check(heap, payload, findings);
        leave(heap);
    }

    /** Looks at the canaries of all blocks, and at all that is in quarantine; what is damaged is told once. */
    public static void checkAll(long heap, long findings) {
        if (!enter(heap)) return;
        GuardedBlocks.checkAll(heap, findings);
        leave(heap);
    }

    /**
     * Adds to the findings which block has been touched behind its end or after it was freed, if {@code address}, where the
     * program died, is one that a fence forbids; whether it is. For a signal handler.
     */
    public static boolean touched(long heap, long address, long findings) {
        return FencedBlocks.touched(heap, address, findings);
    }

    /** Lets everything out of quarantine. */
    public static void flush(long heap, long findings) {
        if (!enter(heap)) return;
        GuardedBlocks.flush(heap, findings);
        leave(heap);
    }

    /** The live blocks by who allocated them: {@link Leaks}; 0 if there is no memory for it. */
    public static long leaks(long heap) {
        if (!enter(heap)) return 0;
        long leaks = Leaks.count(heap);
        leave(heap);
        return leaks;
    }

    /** The live blocks by size, into {@link Census#BYTES} at {@code census}; false for a handler as above: it gets nothing. */
    public static boolean census(long heap, long census) {
        if (!enter(heap)) return false;
        Census.count(heap, census);
        leave(heap);
        return true;
    }

    /**
     * The stack trace with {@code count} frames at {@code frames}, the same number for the same frames: {@link Stacks} says
     * what is in it. 0 without memory, for more than {@link Stacks#MOST_FRAMES}, and for a handler as above.
     */
    public static long stack(long heap, long frames, long count) {
        if (!enter(heap)) return 0;
        long stack = Stacks.of(heap, frames, count);
        leave(heap);
        return stack;
    }

    static long stacks(long heap) {
        return Mem.getLong(heap + STACKS);
    }

    static void setStacks(long heap, long stacks) {
        Mem.putLong(heap + STACKS, stacks);
    }

    /** Gives the memory of {@link #leaks} back. */
    public static void closeLeaks(long heap, long leaks) {
        Leaks.close(heap, leaks);
    }

    /**
     * To be called in the child of a fork, whose only thread is the caller, before anything else. If another thread was inside,
     * what it has left is read from now on and not changed: its blocks can be used, resized and freed, their memory stays.
     */
    public static void afterForkInChild(long heap) {
        long owner = Lock.owner(heap + LOCK);
        boolean isMine = owner == Threads.id();
        if (owner != 0 && !isMine) {
            Regions.lose(heap);
            Quarantine.open(quarantine(heap));
            Mem.putLong(heap + COMMITTED_BYTES, 0);
            Mem.putLong(heap + FENCES, 0);
            Mem.putLong(heap + LIVE_BLOCKS, 0);
            Mem.putLong(heap + LIVE_BYTES, 0);
        }
        Lock.resetInChild(heap + LOCK, isMine ? owner : 0);
    }

    /** Gives all memory back, that of live blocks too. Nobody may be inside, or use this heap again. */
    public static void close(long heap) {
        Regions.close(heap);
        Stacks.close(heap);
    }

    public static long liveBlocks(long heap) {
        return Mem.getLong(heap + LIVE_BLOCKS);
    }

    /** Bytes of live blocks, as they were asked for. */
    public static long liveBytes(long heap) {
        return Mem.getLong(heap + LIVE_BYTES);
    }

    /** Bytes of blocks in quarantine. */
    public static long heldBytes(long heap) {
        return Quarantine.heldBytes(quarantine(heap));
    }

    /** Bytes that the heap has from the system: blocks, free or live, and records; not what is reserved for more. */
    public static long committedBytes(long heap) {
        return Mem.getLong(heap + COMMITTED_BYTES);
    }

    public static long peakBytes(long heap) {
        return Mem.getLong(heap + PEAK_BYTES);
    }

    /** How often {@code call}, a constant of {@link AddressSpace}, was made. */
    public static long calls(long heap, int call) {
        return AddressSpace.calls(space(heap), call);
    }
}
