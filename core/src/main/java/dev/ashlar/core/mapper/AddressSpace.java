package dev.ashlar.core.mapper;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * Ranges of addresses, and memory for parts of them. The heaps above say what; how is decided for each kind of system, in
 * {@link PosixMemory} and {@link WindowsMemory}.
 * <pre>
 *   state          may be touched   costs memory        reserve ──▶ reserved ──commit──▶ committed
 *   reserved       no               no                                  ▲ ◀─decommit, forbid─┘ ↺ reset, clear
 *   committed      yes              what was touched                    └── release: the range is gone
 *
 *   space +  0   granularity  ranges begin at multiples of this; 0 until the system was asked
 *   space +  8   pageBytes   bytes of an OS page
 *   space + 16   lineBytes   bytes of a line of the data cache
 *   space + 24   error       the last failure, a {@link MapError}
 *   space + 32   place       where the next range is asked for; 0 if the system may choose
 *   space + 40   calls of reserve, commit, decommit, protect, release and move, 8 bytes each
 * </pre>
 * Any thread may call anything; a range is its caller's.
 */
public final class AddressSpace {
    private AddressSpace() {}

    private static final long GRANULARITY = 0;
    private static final long PAGE_BYTES = 8;
    private static final long LINE_BYTES = 16;
    private static final long ERROR = 24;
    private static final long PLACE = 32;
    private static final long CALLS = 40;

    static final int WINDOWS = 3;

    public static final int CALL_RESERVE = 0;
    public static final int CALL_COMMIT = 1;
    public static final int CALL_DECOMMIT = 2;
    public static final int CALL_PROTECT = 3;
    public static final int CALL_RELEASE = 4;
    public static final int CALL_MOVE = 5;
    public static final int COUNT_CALLS = 6;

    public static final long BYTES = CALLS + COUNT_CALLS * 8;

    /** Ranges whose places are chosen begin at multiples of this, as large as any alignment of ours. */
    private static final long PLACE_ALIGNMENT = 4 << 20;

    /** Higher addresses, where a system has them, are for those who ask for them; here they must not come to be. */
    private static final long END_OF_PLACES = 1L << 47;

    /** What processors have that do not say. */
    private static final long USUAL_LINE_BYTES = 64;

    /** Asks the system what it is, once; to be called before anything else. */
    public static void open(long space) {
        if (Atomics.loadAcquire(space + GRANULARITY) != 0) return;
        Mem.putLong(space + PAGE_BYTES, Os.pageSize());
        long lineBytes = Os.cacheLineBytes();
        Mem.putLong(space + LINE_BYTES, lineBytes > 0 ? lineBytes : USUAL_LINE_BYTES);
        Atomics.storeRelease(space + GRANULARITY, Os.allocationGranularity());
    }

    private static boolean isWindows() {
        return Os.family() == WINDOWS;
    }

    public static long pageBytes(long space) {
        return Mem.getLong(space + PAGE_BYTES);
    }

    public static long lineBytes(long space) {
        return Mem.getLong(space + LINE_BYTES);
    }

    /** Why the last call that failed did, whichever thread's it was: a {@link MapError}. */
    public static int error(long space) {
        return (int) Mem.getLong(space + ERROR);
    }

    /** How often {@code call}, one of the CALL constants, was made. */
    public static long calls(long space, int call) {
        return Mem.getLong(space + CALLS + call * 8L);
    }

    /**
     * Has ranges asked for from {@code address} on, one after the other, each at a multiple of 4 MiB; where something else is,
     * the system chooses. 0: it always does.
     */
    public static void placeAt(long space, long address) {
        Atomics.storeRelaxed(space + PLACE, Align.up(address, PLACE_ALIGNMENT));
    }

    /**
     * Reserves {@code sizeBytes} bytes, a multiple of the OS page.
     *
     * @param alignment a power of two that the address shall be a multiple of
     * @return the address; 0 if the system refuses
     */
    public static long reserve(long space, long sizeBytes, long alignment) {
        return map(space, sizeBytes, alignment, false);
    }

    private static long map(long space, long sizeBytes, long alignment, boolean isReady) {
        long granularity = Mem.getLong(space + GRANULARITY);
        if (alignment <= granularity) return mapPlaced(space, sizeBytes, isReady);
        long generousBytes = sizeBytes + alignment - granularity;
        for (int attempt = 0; attempt < WindowsMemory.MOST_ATTEMPTS; attempt++) {
            long range = mapPlaced(space, generousBytes, isReady);
            if (range == 0) return 0;
            long address = Align.up(range, alignment);
            if (keep(space, range, generousBytes, address, sizeBytes)) return address;
        }
        return 0;
    }

    private static long mapPlaced(long space, long sizeBytes, boolean isReady) {
        long place = Atomics.loadRelaxed(space + PLACE);
        if (place == 0 || sizeBytes > END_OF_PLACES - place) return mapAt(space, 0, sizeBytes, isReady);
        long range = mapAt(space, place, sizeBytes, isReady);
        long next = Align.up(place + sizeBytes, PLACE_ALIGNMENT);
        if (range != 0) Atomics.compareAndSet(space + PLACE, place, next);
        return range;
    }

    private static long mapAt(long space, long address, long sizeBytes, boolean isReady) {
        count(space, CALL_RESERVE);
        long range;
        if (isWindows()) range = WindowsMemory.reserve(address, sizeBytes);
        else if (isReady) range = PosixMemory.reserveCommitted(address, sizeBytes);
        else range = PosixMemory.reserve(address, sizeBytes);
        check(space, range != 0);
        return range;
    }

    /**
     * Gives all of a reserved range back but for {@code sizeBytes} at {@code address}. Whether these are still reserved: on
     * Windows somebody else may have them now.
     */
    public static boolean keep(long space, long range, long rangeBytes, long address, long sizeBytes) {
        if (range == address && rangeBytes == sizeBytes) return true;
        count(space, CALL_RELEASE);
        if (isWindows()) return check(space, WindowsMemory.keep(range, address, sizeBytes));
        check(space, PosixMemory.keep(range, rangeBytes, address, sizeBytes));
        return true;
    }

    /**
     * Makes whole OS pages of a reserved range ready for use; they read as zero. What is committed already stays as it is.
     * Whether there is memory for it.
     */
    public static boolean commit(long space, long address, long sizeBytes) {
        count(space, CALL_COMMIT);
        return check(
                space, isWindows() ? WindowsMemory.commit(address, sizeBytes) : PosixMemory.commit(address, sizeBytes));
    }

    /** Makes whole OS pages of a reserved range read as zero, without memory for them. Whether it could. */
    public static boolean makeReadable(long space, long address, long sizeBytes) {
        count(space, CALL_PROTECT);
        return check(
                space,
                isWindows()
                        ? WindowsMemory.makeReadable(address, sizeBytes)
                        : PosixMemory.makeReadable(address, sizeBytes));
    }

    /**
     * What {@link #reserve} and {@link #commit} do together, in one call but on Windows; 0 if the system refuses, as it does if
     * there is not as much memory.
     */
    public static long reserveCommitted(long space, long sizeBytes, long alignment) {
        long address = map(space, sizeBytes, alignment, true);
        if (address == 0 || !isWindows() || commit(space, address, sizeBytes)) return address;
        release(space, address, sizeBytes);
        return 0;
    }

    /** The most addresses that the limits of the process allow for, in bytes; {@link Long#MAX_VALUE} without a limit. */
    public static long mostBytes(long space) {
        return isWindows() ? Long.MAX_VALUE : PosixMemory.mostBytes();
    }

    /**
     * Gives the memory of whole OS pages back and keeps their addresses. They read as zero when they are used again, for which
     * they must be committed if {@link #mustRecommit} says so. Whether it could.
     */
    public static boolean decommit(long space, long address, long sizeBytes) {
        count(space, CALL_DECOMMIT);
        return check(
                space,
                isWindows() ? WindowsMemory.decommit(address, sizeBytes) : PosixMemory.giveBack(address, sizeBytes));
    }

    /** Whether what was decommitted must not be touched before it is committed again; else nobody need do that. */
    public static boolean mustRecommit() {
        return isWindows();
    }

    /** Gives the memory of whole OS pages back, as far as nobody has touched them until it is wanted elsewhere; they stay committed, with anything in them. */
    public static boolean reset(long space, long address, long sizeBytes) {
        count(space, CALL_DECOMMIT);
        return check(
                space,
                isWindows() ? WindowsMemory.reset(address, sizeBytes) : PosixMemory.giveBack(address, sizeBytes));
    }

    /** Makes whole committed OS pages read as zero by giving their memory back; false, and nothing has changed, where that is no way to. */
    public static boolean clear(long space, long address, long sizeBytes) {
        return !isWindows() && decommit(space, address, sizeBytes);
    }

    /** Gives the memory of whole OS pages back; who touches them, before they are committed again, dies. */
    public static boolean forbid(long space, long address, long sizeBytes) {
        boolean isDone = decommit(space, address, sizeBytes);
        if (isWindows()) return isDone;
        count(space, CALL_PROTECT);
        return check(space, PosixMemory.forbid(address, sizeBytes));
    }

    /** Gives the range back, all that was reserved at once or kept of it, addresses and all. If the system refuses, it stays reserved. */
    public static boolean release(long space, long address, long sizeBytes) {
        count(space, CALL_RELEASE);
        return check(space, isWindows() ? WindowsMemory.release(address) : PosixMemory.release(address, sizeBytes));
    }

    /** Asks for huge pages in the range, where the system has such a thing. */
    public static void preferHugePages(long space, long address, long sizeBytes) {
        if (!isWindows()) check(space, PosixMemory.preferHugePages(address, sizeBytes));
    }

    /**
     * Moves the memory of {@code sizeBytes} bytes, whole OS pages, to {@code target}, a committed range elsewhere, without
     * copying. The old range stays committed and reads as zero. Whether it did; if not, nothing has changed.
     */
    public static boolean move(long space, long address, long sizeBytes, long target) {
        if (isWindows()) return false;
        count(space, CALL_MOVE);
        return check(space, PosixMemory.move(address, sizeBytes, target));
    }

    private static boolean check(long space, boolean isDone) {
        if (!isDone)
            Mem.putLong(space + ERROR, isWindows() ? MapError.ofWindows(Os.errno()) : MapError.ofPosix(Os.errno()));
        return isDone;
    }

    private static void count(long space, int call) {
        Atomics.fetchAdd(space + CALLS + call * 8L, 1);
    }
}
