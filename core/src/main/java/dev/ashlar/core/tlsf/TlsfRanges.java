package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;

/**
 * Two-level segregated fit over what can't be touched: a GPU's buffer, a part of a file, a row of numbers. The same lists
 * by size, but all that is known is in the caller's memory apart from it:
 * <pre>
 *   ranges +  0   unused     first record that stands for nothing, or 0
 *   ranges +  8   first      the range at offset 0
 *   ranges + 16   capacity   records
 *   ranges + 24   bytes      of all ranges
 *   ranges + 32   made       records that have been used so far; what follows has not been touched
 *   ranges + 40   live       live ranges
 *   ranges + 48   control    {@link Control}
 *     …           records    {@link Range}: live and free ones, linked in the order of their offsets
 * </pre>
 * A handle is the address of a range's record. One thread at a time. Each operation takes a bounded number of steps.
 */
public final class TlsfRanges {
    private TlsfRanges() {}

    private static final long UNUSED = 0;
    private static final long FIRST = 8;
    private static final long CAPACITY = 16;
    private static final long BYTES = 24;
    private static final long MADE = 32;
    private static final long LIVE = 40;
    private static final long CONTROL = 48;

    private static long control(long ranges) {
        return ranges + CONTROL;
    }

    private static long records(long ranges, int firsts, int logSecond) {
        return control(ranges) + Tlsf.controlBytes(firsts, logSecond);
    }

    /** Memory for {@code capacity} ranges, the free ones included, of which there is at most one more than live ones. */
    public static long bookkeepingBytes(long capacity, int firsts, int logSecond) {
        return records(0, firsts, logSecond) + capacity * Range.BYTES;
    }

    /**
     * Manages offsets 0 to {@code bytes}, rounded down to a multiple of 16, with {@link #bookkeepingBytes} at {@code
     * memory}, a multiple of 16. Whether it can be done.
     */
    public static boolean create(long memory, long bytes, long capacity, int firsts, int logSecond) {
        long managed = bytes & -Block.UNIT_BYTES;
        boolean isPossible = Align.isAligned(memory, Block.UNIT_BYTES)
                && managed > 0
                && managed <= Tlsf.MOST_BYTES
                && capacity > 0
                && Tlsf.create(control(memory), Tlsf.controlBytes(firsts, logSecond), firsts, logSecond) != 0;
        if (!isPossible) return false;
        Mem.putLong(memory + UNUSED, 0);
        Mem.putLong(memory + CAPACITY, capacity);
        Mem.putLong(memory + BYTES, managed);
        Mem.putLong(memory + MADE, 1);
        Mem.putLong(memory + LIVE, 0);
        long whole = at(memory, 0);
        Range.setStart(whole, 0);
        Range.setBefore(whole, 0);
        Range.setAfter(whole, 0);
        Mem.putLong(memory + FIRST, whole);
        free(memory, whole, managed);
        Control.setBlockBytes(control(memory), managed);
        return true;
    }

    private static void giveUp(long ranges, long range) {
        Range.markUnused(range, Mem.getLong(ranges + UNUSED));
        Mem.putLong(ranges + UNUSED, range);
    }

    /** An unused record, or 0. */
    private static long take(long ranges) {
        long range = Mem.getLong(ranges + UNUSED);
        if (range != 0) {
            Mem.putLong(ranges + UNUSED, Range.nextUnused(range));
            return range;
        }
        long made = made(ranges);
        if (made == capacity(ranges)) return 0;
        Mem.putLong(ranges + MADE, made + 1);
        return at(ranges, made);
    }

    private static void free(long ranges, long range, long bytes) {
        Range.markFree(range, bytes);
        FreeLists.insert(control(ranges), range, bytes);
    }

    /**
     * A range of {@code sizeBytes}, rounded up to 16, at a multiple of {@code alignment}, a power of two: its handle, or 0
     * if there is none, or no record for what is left over. If that is no more than the range itself, the range has it, too.
     */
    public static long allocate(long ranges, long alignment, long sizeBytes) {
        if (!Bits.isBelow(sizeBytes, Tlsf.MOST_BYTES) || !Bits.isBelow(alignment, Tlsf.MOST_BYTES)) return 0;
        long bytes = Align.up(sizeBytes == 0 ? 1 : sizeBytes, Block.UNIT_BYTES);
        long extra = alignment <= Block.UNIT_BYTES ? 0 : alignment - Block.UNIT_BYTES;
        long range = FreeLists.take(control(ranges), bytes + extra);
        if (range == 0) return 0;
        long found = Range.bytes(range);
        long gap = Align.up(Range.start(range), alignment) - Range.start(range);
        if (gap > 0) {
            long rest = split(ranges, range, gap);
            free(ranges, range, rest == 0 ? found : gap);
            if (rest == 0) return 0;
            range = rest;
            found -= gap;
        }
        if (found > bytes) {
            long rest = split(ranges, range, bytes);
            if (rest != 0) free(ranges, rest, found - bytes);
            else if (found - bytes > bytes) return backOut(ranges, range, found);
            else bytes = found;
        }
        Range.markLive(range, bytes);
        countLive(ranges, 1, bytes);
        return range;
    }

    private static void countLive(long ranges, long count, long bytes) {
        Mem.putLong(ranges + LIVE, liveRanges(ranges) + count);
        Control.addLive(control(ranges), bytes);
    }

    /** No record was left: what had been cut off is joined again. */
    private static long backOut(long ranges, long range, long bytes) {
        join(ranges, range, bytes);
        return 0;
    }

    /** A range for what follows the first {@code bytes} of another, whose own bytes are the caller's to set; or 0. */
    private static long split(long ranges, long range, long bytes) {
        long rest = take(ranges);
        if (rest == 0) return 0;
        long after = Range.after(range);
        Range.setStart(rest, Range.start(range) + bytes);
        Range.setBefore(rest, range);
        Range.setAfter(rest, after);
        Range.setBefore(after, rest);
        Range.setAfter(range, rest);
        return rest;
    }

    /** The rule against a free of a handle, if it is one. */
    public static int ruleAgainst(long ranges, long range) {
        if (!isRecord(ranges, range) || Range.bytes(range) == 0) return Rule.FOREIGN_POINTER;
        return Range.isFree(range) ? Rule.DOUBLE_FREE : Rule.NONE;
    }

    /** Frees a live range; otherwise the rule against it, and nothing has changed. */
    public static int free(long ranges, long range) {
        int rule = ruleAgainst(ranges, range);
        if (rule != Rule.NONE) return rule;
        countLive(ranges, -1, -Range.bytes(range));
        join(ranges, range, Range.bytes(range));
        return Rule.NONE;
    }

    /** Makes a range free, and one with its free neighbours. */
    private static void join(long ranges, long range, long bytes) {
        long before = Range.before(range);
        if (before != 0 && Range.isFree(before)) {
            FreeLists.remove(control(ranges), before);
            bytes += Range.bytes(before);
            absorb(ranges, before, range);
            range = before;
        }
        long after = Range.after(range);
        if (after != 0 && Range.isFree(after)) {
            FreeLists.remove(control(ranges), after);
            bytes += Range.bytes(after);
            absorb(ranges, range, after);
        }
        free(ranges, range, bytes);
    }

    private static void absorb(long ranges, long range, long after) {
        Range.setAfter(range, Range.after(after));
        Range.setBefore(Range.after(after), range);
        giveUp(ranges, after);
    }

    private static boolean isRecord(long ranges, long range) {
        long distance = range - at(ranges, 0);
        return Bits.isBelow(distance, made(ranges) * Range.BYTES) && distance % Range.BYTES == 0;
    }

    /** Handles that there have been, live now or not: their numbers are below. */
    public static long made(long ranges) {
        return Mem.getLong(ranges + MADE);
    }

    /** How many records there are. */
    public static long capacity(long ranges) {
        return Mem.getLong(ranges + CAPACITY);
    }

    /** States that there is memory for {@code capacity} records now, more than before. */
    public static void setCapacity(long ranges, long capacity) {
        Mem.putLong(ranges + CAPACITY, capacity);
    }

    /** The handle of a number. */
    public static long at(long ranges, long index) {
        return control(ranges) + controlBytes(ranges) + Tail.FRONT_BYTES + index * Range.BYTES;
    }

    /** The number of a handle. */
    public static long indexOf(long ranges, long range) {
        return (range - at(ranges, 0)) / Range.BYTES;
    }

    private static long controlBytes(long ranges) {
        return Align.up(Control.bytesFor(Control.last(control(ranges)) + 1), Block.UNIT_BYTES);
    }

    /** The offset of a range's first byte. */
    public static long start(long range) {
        return Range.start(range);
    }

    public static long bytes(long range) {
        return Range.bytes(range);
    }

    public static boolean isFree(long range) {
        return Range.isFree(range);
    }

    /** The range at offset 0. */
    public static long first(long ranges) {
        return Mem.getLong(ranges + FIRST);
    }

    /** The range that follows, or 0. */
    public static long next(long range) {
        return Range.after(range);
    }

    public static long freeBytes(long ranges) {
        return Tlsf.freeBytes(control(ranges));
    }

    public static long liveRanges(long ranges) {
        return Mem.getLong(ranges + LIVE);
    }

    /** Looks for damage: the number of faults, of which the report has the first {@code capacity}. */
    public static long verify(long ranges, long report, long capacity) {
        Report.open(report, capacity);
        long control = control(ranges);
        long before = 0;
        long start = 0;
        long freeRanges = 0;
        long liveBytes = 0;
        long count = 0;
        for (long range = first(ranges); range != 0; range = Range.after(range)) {
            boolean isLinked = isRecord(ranges, range)
                    && Range.before(range) == before
                    && count++ < Mem.getLong(ranges + CAPACITY);
            if (!Report.expect(isLinked, report, Rule.FREE_LINKS, range)) return Report.faults(report);
            long bytes = Range.bytes(range);
            Report.expect(bytes > 0 && Range.start(range) == start, report, Rule.BLOCK_SIZE, range);
            boolean hasFreeNeighbour = before != 0 && Range.isFree(before) && Range.isFree(range);
            Report.expect(!hasFreeNeighbour, report, Rule.FREE_NEIGHBOURS, range);
            if (Range.isFree(range)) freeRanges++;
            else liveBytes += bytes;
            start += bytes;
            before = range;
        }
        Report.expect(start == Mem.getLong(ranges + BYTES), report, Rule.POOL_HEADER, ranges);
        Report.expect(freeRanges == verifyLists(ranges, report), report, Rule.FREE_LIST_MEMBER, ranges);
        boolean isCounted = liveBytes == Control.liveBytes(control) && count - freeRanges == liveRanges(ranges);
        Report.expect(isCounted, report, Rule.HEAP_TOTALS, ranges);
        return Report.faults(report);
    }

    /** The ranges that are in a list. */
    private static long verifyLists(long ranges, long report) {
        long control = control(ranges);
        long listed = 0;
        for (long list = 0; list <= Control.last(control); list++) {
            long place = Control.cell(control, list);
            long range = FreeLists.first(control, list);
            Report.expect(FreeLists.isOccupied(control, list) == (range != 0), report, Rule.OCCUPANCY, place);
            while (range != 0) {
                boolean isMember = isRecord(ranges, range)
                        && Range.isFree(range)
                        && FreeLists.listOf(control, Range.bytes(range)) == list;
                if (!Report.expect(isMember, report, Rule.FREE_LIST_MEMBER, range)) break;
                if (!Report.expect(FreeLists.place(control, range) == place, report, Rule.FREE_LINKS, range)) break;
                listed++;
                place = range + Tail.NEXT;
                range = FreeLists.next(control, range);
            }
        }
        return listed;
    }
}
