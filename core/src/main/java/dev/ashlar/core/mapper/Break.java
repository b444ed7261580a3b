package dev.ashlar.core.mapper;

import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * Memory that grows at its end: the program break, moved by {@code sbrk}; or, where the system has none, a reserved range of which
 * more and more is committed.
 * <pre>
 *        start                                next        end
 *          │ handed out │ somebody's │ handed out │ spare │
 *   ───────┴────────────┴────────────┴────────────┴───────┴┄┄┄┄┄┄┄┄▷ more
 *
 *   brk +  0   start     0 before the first byte
 *   brk +  8   next      what is handed out ends here
 *   brk + 16   end       where the break was when it was moved last
 *   brk + 24   account   where the bytes are counted
 *   brk + 32   space     for calls of the system
 *   brk + 40   moves     how often it was moved
 *   brk + 48   strayed   bytes that somebody else took in between
 *   brk + 56   hole      where the program break ended when it could be moved no more; up to the range nothing is ours
 *   brk + 64   range     a reserved range; 0 for the program break
 *   brk + 72   rangeEnd
 * </pre>
 * The program break is the whole process's: libc moves it too, and so may anybody. Where it has been moved by others is seen from where
 * it is: what comes next is then handed out behind what they have. A lock covers it; only {@link #contains} is for anybody, of what was handed out to
 * them.
 */
public final class Break {
    private Break() {}

    private static final long START = 0;
    private static final long NEXT = 8;
    private static final long END = 16;
    private static final long ACCOUNT = 24;
    private static final long SPACE = 32;
    private static final long MOVES = 40;
    private static final long STRAYED = 48;
    private static final long HOLE = 56;
    private static final long RANGE = 64;
    private static final long RANGE_END = 72;

    public static final long BYTES = 80;

    /** What is handed out begins and ends at multiples of this. */
    public static final long UNIT_BYTES = 16;

    /** Behind what is handed out its owner may write so many bytes: a mark of where it ends. */
    public static final long SPARE_BYTES = 16;

    /** It is moved by a multiple of this, so that not every request is a call of the system. */
    private static final long PIECE_BYTES = 128 << 10;

    /** As much as programs have that learn; addresses cost nothing, but for an emulator, which keeps a table of them. */
    private static final long RESERVED_BYTES = 1L << 34;

    /** Of what the limits of the process allow for, a range that stands for the program break takes half. */
    private static final int PARTS_OF_THE_LIMIT = 2;

    /** Says who counts its bytes, and through what it asks the system. */
    public static void open(long brk, long account, long space) {
        Mem.putLong(brk + ACCOUNT, account);
        Mem.putLong(brk + SPACE, space);
    }

    /**
     * Has memory come from a reserved range, from now on; false if there are no addresses for one.
     *
     * @param sizeBytes that it shall have
     * @param parts it has no more than this part of what the limits of the process allow for
     */
    public static boolean reserve(long brk, long sizeBytes, int parts) {
        long space = Mem.getLong(brk + SPACE);
        AddressSpace.open(space);
        long mostBytes = AddressSpace.mostBytes(space) / parts & -PIECE_BYTES;
        long rangeBytes = sizeBytes < mostBytes ? sizeBytes : mostBytes;
        long range = rangeBytes == 0 ? 0 : AddressSpace.reserve(space, rangeBytes, PIECE_BYTES);
        if (range == 0) return false;
        if (range < end(brk)) { // the order of addresses is that of time
            AddressSpace.release(space, range, rangeBytes);
            return false;
        }
        Atomics.storeRelaxed(brk + HOLE, end(brk));
        Mem.putLong(brk + RANGE_END, range + rangeBytes);
        Atomics.storeRelease(brk + RANGE, range); // the child of a fork may find it as it is at any moment
        return true;
    }

    /** Gives the reserved range back, if there is one, and all that was handed out of it. */
    public static void release(long brk) {
        long range = Mem.getLong(brk + RANGE);
        if (range != 0) AddressSpace.release(Mem.getLong(brk + SPACE), range, Mem.getLong(brk + RANGE_END) - range);
        Atomics.storeRelaxed(brk + RANGE, 0);
    }

    /** Whether memory comes from a reserved range. */
    public static boolean isReserved(long brk) {
        return Mem.getLong(brk + RANGE) != 0;
    }

    /** The first byte that was ever handed out; 0 if none was. */
    public static long start(long brk) {
        return Atomics.loadRelaxed(brk + START);
    }

    /** The end of what is handed out. */
    public static long next(long brk) {
        return Atomics.loadRelaxed(brk + NEXT);
    }

    /** Where the break is, unless somebody else has moved it. */
    public static long end(long brk) {
        return Mem.getLong(brk + END);
    }

    public static long moves(long brk) {
        return Mem.getLong(brk + MOVES);
    }

    public static long strayedBytes(long brk) {
        return Mem.getLong(brk + STRAYED);
    }

    /** Whether {@code address} is between the first byte and the last that were handed out, where all may be read. */
    public static boolean contains(long brk, long address) {
        if (address < start(brk) || address >= next(brk)) return false;
        long range = Atomics.loadAcquire(brk + RANGE); // the hole is known before it
        return address >= range || address < Atomics.loadRelaxed(brk + HOLE);
    }

    /** Bytes from {@code address} on, which {@link #contains} holds, that may be read. */
    public static long readableBytes(long brk, long address) {
        boolean isBeforeHole = address < Mem.getLong(brk + HOLE) && address < Mem.getLong(brk + RANGE);
        return (isBeforeHole ? Mem.getLong(brk + HOLE) : next(brk)) - address;
    }

    /** Has what is handed out from now on be apart from what was before: that begins a new start. */
    public static void restart(long brk) {
        Atomics.storeRelaxed(brk + START, next(brk));
    }

    /**
     * Hands out {@code sizeBytes} bytes, a multiple of {@link #UNIT_BYTES}. Nobody may count on their being zero.
     *
     * @return their address: what {@link #next} was, or more if somebody else has moved the break; 0 if the system or the limit refuses
     */
    public static long extend(long brk, long sizeBytes) {
        if (sizeBytes > end(brk) - next(brk) - SPARE_BYTES && !move(brk, sizeBytes)) return 0;
        long address = next(brk);
        Atomics.storeRelaxed(brk + NEXT, address + sizeBytes);
        return address;
    }

    /** Makes room for {@code sizeBytes} more, wherever the break is now. */
    private static boolean move(long brk, long sizeBytes) {
        if (sizeBytes > RESERVED_BYTES) return false;
        long moreBytes = Align.up(sizeBytes + SPARE_BYTES + UNIT_BYTES, PIECE_BYTES);
        long account = Mem.getLong(brk + ACCOUNT);
        if (!Account.take(account, moreBytes)) return false;
        long from = moreFrom(brk, moreBytes);
        if (from == 0) {
            Account.giveBack(account, moreBytes);
            return false;
        }
        if (from != end(brk)) begin(brk, from);
        Mem.putLong(brk + END, from + moreBytes);
        Mem.putLong(brk + MOVES, moves(brk) + 1);
        return true;
    }

    /** The first of {@code moreBytes} more; 0 if there are none. */
    private static long moreFrom(long brk, long moreBytes) {
        if (Mem.getLong(brk + RANGE) == 0) {
            long from = Os.sbrk(moreBytes);
            if (from != Os.MAP_FAILED()) return from;
            if (isLimited(brk) || !reserve(brk, RESERVED_BYTES, PARTS_OF_THE_LIMIT)) return 0;
        }
        long range = Mem.getLong(brk + RANGE);
        long from = end(brk) < range ? range : end(brk);
        boolean isRoom = moreBytes <= Mem.getLong(brk + RANGE_END) - from;
        return isRoom && AddressSpace.commit(Mem.getLong(brk + SPACE), from, moreBytes) ? from : 0;
    }

    /** Whether it stands still because of a limit of the process, and may be moved again when that is lifted. */
    private static boolean isLimited(long brk) {
        boolean isThere = Os.sbrk(0) != Os.MAP_FAILED();
        return isThere && AddressSpace.mostBytes(Mem.getLong(brk + SPACE)) < RESERVED_BYTES;
    }

    /** What is handed out next begins at {@code from}: for the first time, or because the break was not where we left it. */
    private static void begin(long brk, long from) {
        long next = Align.up(from, UNIT_BYTES);
        if (start(brk) == 0) Atomics.storeRelaxed(brk + START, next);
        else Mem.putLong(brk + STRAYED, strayedBytes(brk) + (from - end(brk)));
        Atomics.storeRelaxed(brk + NEXT, next);
    }
}
