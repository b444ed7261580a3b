package dev.ashlar.core.zone;

import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;

/**
 * The zone heap for any number of threads: the functions that the world calls. A root is an address; a zeroed root is
 * ready for use.
 * <pre>
 *   root +  0    forker       the thread that is between the two halves of a fork, or 0
 *   root +  8    interrupted  how that fork relates to the main heap: a constant below
 *   root + 16    isPending    1 while the spare heap may hold something
 *   root + 24    putOff       list of frees put off, 16 bytes each: next, payload
 *   root + 32    orphans      list of LARGE zones that no heap knows yet, linked by their left
 *   root + 40    depth        forks by handlers inside the forker's own fork
 *   root + 64    scratch      mapper of the orphans
 *   root + 192   main heap
 *     …          spare heap
 *     …          text         what show_alloc_mem is writing; see walk.Text
 *     …          report       of the verifier, in builds that check
 * </pre>
 * One lock guards the main heap. {@link ZoneGate} says who is served by the spare one, and when; {@link ZoneFork} what
 * happens around a fork.
 */
public final class ZoneRoot {
    private ZoneRoot() {}

    static final long FORKER = 0;
    static final long INTERRUPTED = 8;
    static final long IS_PENDING = 16;
    static final long PUT_OFF = 24;
    static final long ORPHANS = 32;
    static final long DEPTH = 40;
    static final long SCRATCH = 64;
    private static final long MAIN = 192;
    private static final long SPARE = MAIN + ZoneHeap.BYTES;

    private static final long TEXT = SPARE + ZoneHeap.BYTES;
    private static final long TEXT_BYTES = 512;

    private static final long REPORT = TEXT + TEXT_BYTES;

    /** Bytes of a root. */
    public static final long BYTES = REPORT + Report.SMALL_BYTES;

    /** A build that checks verifies the whole heap after each so many calls of one kind. */
    private static final long CALLS_PER_CHECK = 4096;

    /** The root of this process. */
    public static long ofProcess() {
        if (Check.on() && Root.bytes() < BYTES) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        return Root.address();
    }

    public static long main(long root) {
        return root + MAIN;
    }

    public static long spare(long root) {
        return root + SPARE;
    }

    /**
     * Makes a zeroed root serve its requests from the {@code sizeBytes} bytes at {@code address} alone, both multiples of
     * the OS page; the system is not asked for memory.
     */
    public static void manage(long root, long address, long sizeBytes) {
        Mapper.fix(ZoneHeap.mapper(main(root)), address, sizeBytes);
    }

    /** Room for a walk.Text, for whoever is inside a heap. */
    public static long text(long root) {
        return root + TEXT;
    }

    /**
     * Sets the options; to be called once, before there are other threads.
     *
     * @param scribble whether to fill fresh and freed memory
     * @param limitBytes most bytes to map, 0 for no limit
     * @param historyEntries operations to remember, 0 for none
     * @return whether there was memory for the history
     */
    public static boolean configure(long root, boolean scribble, long limitBytes, long historyEntries) {
        long heap = main(root);
        long mapper = ZoneHeap.mapper(heap);
        ZoneHeap.setOptions(heap, scribble ? ZoneHeap.SCRIBBLE : 0);
        Mapper.limit(mapper, limitBytes);
        Mapper.pageBytes(mapper);
        if (historyEntries == 0) return true;
        if (historyEntries < 0 || historyEntries > History.MOST_ENTRIES) return false;
        long bytes = Mapper.roundUp(mapper, History.bytesFor(historyEntries));
        long history = Mapper.isAllowed(mapper, bytes) ? Mapper.map(mapper, bytes) : 0;
        if (history == 0) return false;
        Check.zeroed(history, bytes);
        History.open(history, historyEntries);
        ZoneHeap.setHistory(heap, history);
        return true;
    }

    /**
     * A block of {@code sizeBytes} bytes on a 16-byte boundary, its contents unspecified. 0 bytes give a block of its
     * own. 0 (null) if there is no memory; a negative size is one beyond 2⁶³ and never there.
     */
    public static long malloc(long root, long sizeBytes) {
        return allocate(root, Stats.MALLOC, Block.UNIT_BYTES, sizeBytes);
    }

    /** A zeroed block for {@code count} items of {@code itemBytes} each; 0 if there is no memory or the product overflows. */
    public static long calloc(long root, long count, long itemBytes) {
        long sizeBytes = Product.of(count, itemBytes);
        long payload = allocate(root, Stats.CALLOC, Block.UNIT_BYTES, sizeBytes);
        if (payload == 0) return 0;
        if (ZoneHeap.isFresh(payload, sizeBytes) && ZoneHeap.options(main(root)) == 0) Check.zeroed(payload, sizeBytes);
        else Mem.fill(payload, sizeBytes, 0);
        return payload;
    }

    /** A block whose address is a multiple of {@code alignment}, a power of two; 0 if there is no memory. */
    public static long alignedAlloc(long root, long alignment, long sizeBytes) {
        return allocate(root, Stats.ALIGNED, alignment, sizeBytes);
    }

    private static long allocate(long root, int call, long alignment, long sizeBytes) {
        long heap = ZoneGate.enter(root);
        if (heap == 0) return sizeBytes < 0 ? 0 : ZoneGate.orphan(root, alignment, sizeBytes);
        long payload = sizeBytes < 0 ? 0 : ZoneHeap.allocateAligned(heap, alignment, sizeBytes);
        record(root, heap, call, payload, sizeBytes);
        if (payload == 0) Stats.count(ZoneHeap.stats(heap), Stats.FAILED);
        ZoneGate.leave(root, heap);
        return payload;
    }

    /**
     * Frees the block at {@code payload}; 0 is allowed and does nothing.
     *
     * @return {@link Rule#NONE}, or the rule that it would break: then nothing has changed
     */
    public static int free(long root, long payload) {
        if (payload == 0) return Rule.NONE;
        long heap = ZoneGate.enter(root);
        if (heap == 0) {
            ZoneGate.putOff(root, heap, payload);
            return Rule.NONE;
        }
        int rule = ZoneHeap.free(heap, payload);
        if (rule == Rule.FOREIGN_POINTER) rule = freeElsewhere(root, heap, payload);
        record(root, heap, Stats.FREE, payload, 0);
        ZoneGate.leave(root, heap);
        return rule;
    }

    /** Frees what {@code heap}, which the caller is in, does not know. */
    private static int freeElsewhere(long root, long heap, long payload) {
        if (heap == main(root))
            return ZoneGate.hasBoth(root) ? ZoneHeap.free(spare(root), payload) : Rule.FOREIGN_POINTER;
        ZoneGate.putOff(root, heap, payload);
        return Rule.NONE;
    }

    /**
     * Resizes a block, keeping its contents up to the smaller size. A null {@code payload} is a malloc; {@code sizeBytes}
     * 0 frees.
     *
     * @return where the block is now; 0 after a free, or if there is no memory, or if {@code payload} is not a live block
     *     (see {@link #ruleAgainst}): in the last two cases nothing has changed
     */
    public static long realloc(long root, long payload, long sizeBytes) {
        if (payload == 0) return malloc(root, sizeBytes);
        if (sizeBytes == 0) {
            free(root, payload);
            return 0;
        }
        long heap = ZoneGate.enter(root);
        long zone = ZoneGate.findZone(root, heap, payload);
        if (zone == 0 && ZoneGate.isUncertain(root, heap)) {
            ZoneGate.leave(root, heap);
            ZoneGate.awaitFork(root);
            return realloc(root, payload, sizeBytes);
        }
        long moved = 0;
        if (sizeBytes >= 0 && zone != 0 && Zone.isLive(zone, payload)) {
            boolean isOwn = heap != 0 && ZoneHeap.zoneOf(heap, payload) == zone;
            moved = isOwn
                    ? ZoneHeap.reallocate(heap, zone, payload, sizeBytes)
                    : moveHere(root, heap, zone, payload, sizeBytes);
        }
        if (heap == 0) return moved;
        record(root, heap, Stats.REALLOC, moved, sizeBytes);
        if (moved == 0) Stats.count(ZoneHeap.stats(heap), Stats.FAILED);
        ZoneGate.leave(root, heap);
        return moved;
    }

    /** Reallocates a block that {@code heap}, which the caller is in, does not own: a new block, and a free for later. */
    private static long moveHere(long root, long heap, long zone, long payload, long sizeBytes) {
        long moved =
                heap == 0 ? ZoneGate.orphan(root, Block.UNIT_BYTES, sizeBytes) : ZoneHeap.allocate(heap, sizeBytes);
        if (moved == 0) return 0;
        long usableBytes = ZoneHeap.usableBytes(zone, payload);
        Mem.copy(payload, moved, sizeBytes < usableBytes ? sizeBytes : usableBytes);
        if (heap == main(root)) ZoneHeap.free(spare(root), payload);
        else ZoneGate.putOff(root, heap, payload);
        return moved;
    }

    /** Bytes that may be used at {@code payload}, at least what was requested; 0 if it is not a live block. */
    public static long usableBytes(long root, long payload) {
        long heap = ZoneGate.enter(root);
        long zone = ZoneGate.findZone(root, heap, payload);
        long bytes = zone != 0 && Zone.isLive(zone, payload) ? ZoneHeap.usableBytes(zone, payload) : 0;
        ZoneGate.leave(root, heap);
        return bytes;
    }

    /**
     * Which rule a free or realloc of {@code payload} would break now; {@link Rule#NONE} for a live block, and for one
     * that can't be looked up because the caller has interrupted the heap.
     */
    public static int ruleAgainst(long root, long payload) {
        long heap = ZoneGate.enter(root);
        int rule = Rule.NONE;
        if (ZoneGate.isWhole(root, heap)) {
            long zone = ZoneGate.findZone(root, heap, payload);
            boolean isLive = zone != 0 && Zone.isLive(zone, payload);
            if (!isLive) rule = ZoneHeap.ruleAgainst(zone, payload);
        }
        ZoneGate.leave(root, heap);
        return rule;
    }

    /** The payload of the live block that {@code address} points into, or 0. Not fast: it walks the zone. */
    public static long enclosing(long root, long address) {
        long heap = ZoneGate.enter(root);
        long zone = ZoneGate.isWhole(root, heap) ? ZoneGate.findZone(root, heap, address) : 0;
        long payload = zone == 0 ? 0 : ZoneBlocks.first(zone);
        while (payload != 0 && address - payload >= ZoneHeap.usableBytes(zone, payload))
            payload = ZoneBlocks.next(zone, payload);
        boolean isInside = payload != 0 && payload <= address && Zone.isLive(zone, payload);
        ZoneGate.leave(root, heap);
        return isInside ? payload : 0;
    }

    /** Carries out what is pending, so that the main heap's counts are complete. */
    public static void settle(long root) {
        ZoneGate.leave(root, ZoneGate.enter(root));
    }

    private static void record(long root, long heap, int call, long payload, long sizeBytes) {
        long stats = ZoneHeap.stats(heap);
        Stats.count(stats, call);
        if (Check.on() && heap == main(root) && Stats.calls(stats, call) % CALLS_PER_CHECK == 0) check(root, heap);
        long history = ZoneHeap.history(heap);
        if (history != 0) History.record(history, call, payload, sizeBytes);
    }

    private static void check(long root, long heap) {
        long report = root + REPORT;
        if (ZoneVerifier.verifyHeap(heap, report, Report.SMALL_CAPACITY) != 0)
            Check.fail(Report.rule(report, 0), Report.address(report, 0));
    }
}
