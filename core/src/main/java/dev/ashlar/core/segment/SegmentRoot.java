package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Root;

/**
 * The state that all heaps of a process share. The first two words are read by every {@code free}, and are right before
 * any code has run: a table of one page, {@link #noPage}, and a mask that leaves no other index.
 * <pre>
 *   root +    0   table      descriptors of pages, by address: {@link PageTable}
 *   root +    8   mask       which bits of an address choose one
 *   root +   16   state      0, OPENING, OPEN
 *   root +   24   options    bits, below
 *   root +   32   statistics  address of the rows of {@link ClassStats}
 *   root +  128   noPage     a descriptor of zeroes: the page that has nothing to give
 *   root +  256   space      {@link AddressSpace}
 *   root +  384   purse      {@link Purse}: what is committed, what may stay
 *   root +  512   heaps      {@link Heaps}: those without a thread, and all
 *   root +  576   chunk      {@link Meta}: the one that records are cut from
 *   root +  584   chunks     all, the latest first
 *   root +  640   arenas     {@link Arenas}: the directory
 *   root + 1664   pooled     per size class: {@link Pool}
 * </pre>
 */
public final class SegmentRoot {
    private SegmentRoot() {}

    static final long TABLE = 0;
    static final long MASK = 8;
    private static final long STATE = 16;
    private static final long OPTIONS = 24;
    private static final long STATISTICS = 32;
    private static final long NO_PAGE = 128;
    private static final long SPACE = 256;
    private static final long PURSE = 384;
    private static final long HEAPS = 512;
    private static final long CHUNK = 576;
    private static final long CHUNKS = 584;
    private static final long ARENAS = 640;
    private static final long POOLED = 1664;

    /** Bytes of a root. */
    public static final long BYTES = POOLED + SizeClass.COUNT * 8;

    private static final long OPENING = 1;
    private static final long OPEN = 2;

    /** Fill what is handed out and what is freed. */
    public static final long SCRIBBLE = 1;

    /** Ask for huge pages. */
    public static final long HUGE_PAGES = 2;

    /** The root of this process. */
    public static long ofProcess() {
        return Root.address();
    }

    /** Makes zeroed memory a root that the fast paths may read, before it is open: nothing is found in it. */
    public static void prepare(long root) {
        Atomics.storeRelease(root + TABLE, noPage(root));
    }

    /** Makes a root ready, if there is memory. Every path that needs some begins here; a second call costs one load. */
    static boolean open(long root) {
        if (isOpen(root)) return true;
        if (Check.on() && Root.bytes() < BYTES) Check.fail(Rule.ROOT_TOO_SMALL, Root.address());
        if (!Atomics.compareAndSet(root + STATE, 0, OPENING)) {
            while (Atomics.loadAcquire(root + STATE) == OPENING) Atomics.pause();
            return isOpen(root);
        }
        prepare(root);
        AddressSpace.open(space(root));
        Purse.open(root);
        long statistics = Meta.allocate(root, ClassStats.ALL_BYTES);
        if (statistics == 0) {
            Atomics.storeRelease(root + STATE, 0);
            return false;
        }
        Mem.putLong(root + STATISTICS, statistics);
        PageTable.open(root);
        Atomics.storeRelease(root + STATE, OPEN);
        return true;
    }

    static boolean isOpen(long root) {
        return Atomics.loadAcquire(root + STATE) == OPEN;
    }

    /** Sets options, {@link #SCRIBBLE} and so on; to be called before the first allocation, or they hold for later heaps only. */
    public static void setOptions(long root, long options) {
        Mem.putLong(root + OPTIONS, options);
    }

    static boolean has(long root, long option) {
        return (Mem.getLong(root + OPTIONS) & option) != 0;
    }

    /** The page that has nothing to give, and that belongs to nobody. */
    static long noPage(long root) {
        return root + NO_PAGE;
    }

    public static long space(long root) {
        return root + SPACE;
    }

    static long purse(long root) {
        return root + PURSE;
    }

    static long heaps(long root) {
        return root + HEAPS;
    }

    static long chunk(long root) {
        return root + CHUNK;
    }

    static long chunks(long root) {
        return root + CHUNKS;
    }

    static long arenas(long root) {
        return root + ARENAS;
    }

    static long pooled(long root, int sizeClass) {
        return root + POOLED + sizeClass * 8L;
    }

    static long statistics(long root) {
        return Mem.getLong(root + STATISTICS);
    }
}
