package dev.ashlar.core.mapper;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * Ranges of addresses, and memory for parts of them. Here is decided how, on each system; the heaps above only say what.
 * <pre>
 *   state          may be touched   costs memory        reserve ──▶ reserved ──commit──▶ committed
 *   reserved       no               no                                  ▲ ◀──decommit──────┘
 *   committed      yes              what was touched                    └── release: the range is gone
 *
 *   space +  0   system      the family of systems that was found at start-up; 0 until then
 *   space +  8   pageBytes   bytes of an OS page
 *   space + 16   lineBytes   bytes of a line of the data cache
 *   space + 24   error       the last failure, a {@link MapError}
 *   space + 32   place       where the next range is asked for; 0 if the system may choose
 *   space + 40   calls of reserve, commit, decommit, protect, release and move, 8 bytes each
 * </pre>
 * On Linux and macOS a reserved range is mapped without access, so that neither {@code mlockall} nor a strict system fills
 * or counts it, and committing is to allow access: the system gives pages when they are touched. Any thread may call
 * anything; a range is its caller's.
 */
public final class AddressSpace {
    private AddressSpace() {}

    private static final long SYSTEM = 0;
    private static final long PAGE_BYTES = 8;
    private static final long LINE_BYTES = 16;
    private static final long ERROR = 24;
    private static final long PLACE = 32;
    private static final long CALLS = 40;

    private static final int MACOS = 2;

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
        if (Atomics.loadAcquire(space + SYSTEM) != 0) return;
        Mem.putLong(space + PAGE_BYTES, Os.pageSize());
        long lineBytes = Os.cacheLineBytes();
        Mem.putLong(space + LINE_BYTES, lineBytes > 0 ? lineBytes : USUAL_LINE_BYTES);
        Atomics.storeRelease(space + SYSTEM, Os.family());
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
        long pageBytes = pageBytes(space);
        long extraBytes = alignment > pageBytes ? alignment - pageBytes : 0;
        long range = mapPlaced(space, sizeBytes + extraBytes);
        if (range == 0) return 0;
        long address = Align.up(range, alignment > pageBytes ? alignment : pageBytes);
        if (address != range) release(space, range, address - range);
        long rest = range + extraBytes - address;
        if (rest != 0) release(space, address + sizeBytes, rest);
        return address;
    }

    private static long mapPlaced(long space, long sizeBytes) {
        long place = Atomics.loadRelaxed(space + PLACE);
        if (place == 0 || sizeBytes > END_OF_PLACES - place) return map(space, 0, sizeBytes, 0);
        long range = map(space, place, sizeBytes, 0);
        long next = Align.up(place + sizeBytes, PLACE_ALIGNMENT);
        if (range != 0) Atomics.compareAndSet(space + PLACE, place, next);
        return range;
    }

    private static long map(long space, long address, long sizeBytes, int flags) {
        count(space, CALL_RESERVE);
        int protection = flags == 0 ? Os.PROT_NONE() : Os.PROT_READ_WRITE();
        long range = Os.mmap(address, sizeBytes, protection, flags | Os.MAP_PRIVATE_ANONYMOUS() | Os.MAP_NORESERVE());
        if (range != Os.MAP_FAILED()) return range;
        failed(space);
        return 0;
    }

    /** Makes whole OS pages of a reserved range ready for use; they read as zero. Whether there is memory for it. */
    public static boolean commit(long space, long address, long sizeBytes) {
        count(space, CALL_COMMIT);
        return check(space, Os.mprotect(address, sizeBytes, Os.PROT_READ_WRITE()));
    }

    /** Makes whole OS pages of a reserved range read as zero, without memory for them. Whether it could. */
    public static boolean makeReadable(long space, long address, long sizeBytes) {
        count(space, CALL_PROTECT);
        return check(space, Os.mprotect(address, sizeBytes, Os.PROT_READ()));
    }

    /** What {@link #reserve} and {@link #commit} do together; 0 if either failed. */
    public static long reserveCommitted(long space, long sizeBytes, long alignment) {
        long address = reserve(space, sizeBytes, alignment);
        if (address == 0 || commit(space, address, sizeBytes)) return address;
        release(space, address, sizeBytes);
        return 0;
    }

    /** The most addresses that the limits of the process allow for, in bytes; {@link Long#MAX_VALUE} without a limit. */
    public static long mostBytes(long space) {
        long addresses = Os.getrlimit(Os.RLIMIT_AS());
        long data = Os.getrlimit(Os.RLIMIT_DATA());
        return addresses < data ? addresses : data;
    }

    /** Gives the memory of whole OS pages back and keeps their addresses; committed again, they read as zero. */
    public static boolean decommit(long space, long address, long sizeBytes) {
        count(space, CALL_DECOMMIT);
        if (Mem.getLong(space + SYSTEM) == MACOS)
            return map(space, address, sizeBytes, Os.MAP_FIXED()) != 0; // its MADV_DONTNEED is no more than a hint
        return check(space, Os.madvise(address, sizeBytes, Os.MADV_DONTNEED()));
    }

    /** Forbids every access to whole OS pages, or allows it again. */
    public static boolean protect(long space, long address, long sizeBytes, boolean isForbidden) {
        count(space, CALL_PROTECT);
        return check(space, Os.mprotect(address, sizeBytes, isForbidden ? Os.PROT_NONE() : Os.PROT_READ_WRITE()));
    }

    /** Gives the range, whole OS pages, back: addresses and all. If the system refuses, it stays reserved. */
    public static boolean release(long space, long address, long sizeBytes) {
        count(space, CALL_RELEASE);
        return check(space, Os.munmap(address, sizeBytes));
    }

    /** Asks for huge pages in the range, where the system has such a thing. */
    public static void preferHugePages(long space, long address, long sizeBytes) {
        if (Os.MADV_HUGEPAGE() != 0) check(space, Os.madvise(address, sizeBytes, Os.MADV_HUGEPAGE()));
    }

    /**
     * Moves the memory of {@code sizeBytes} bytes, whole OS pages, to {@code target}, a committed range elsewhere, without
     * copying. The old range stays committed and reads as zero. Whether it did; if not, nothing has changed.
     *
     * <p>By way of an address of the system's choosing: only then is a range that the system can't move, because its parts
     * came together by earlier moves, refused before anything has happened to {@code target}.
     */
    public static boolean move(long space, long address, long sizeBytes, long target) {
        count(space, CALL_MOVE);
        long away = Os.mremapAway(address, sizeBytes);
        if (away == Os.MAP_FAILED()) {
            failed(space);
            return false;
        }
        if (Os.mremapTo(away, sizeBytes, target) != target) {
            failed(space); // no room for one more mapping
            Mem.copy(away, target, sizeBytes);
            release(space, away, sizeBytes);
        }
        return true;
    }

    private static boolean check(long space, int result) {
        if (result == 0) return true;
        failed(space);
        return false;
    }

    private static void failed(long space) {
        Mem.putLong(space + ERROR, MapError.ofSystem(Os.errno()));
    }

    private static void count(long space, int call) {
        Atomics.fetchAdd(space + CALLS + call * 8L, 1);
    }
}
