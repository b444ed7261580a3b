package dev.ashlar.core.guarded;

import dev.ashlar.platform.Mem;

/**
 * What an operation found to be wrong, for its caller to report: as much as there is room for, the rest is counted.
 * <pre>
 *   findings +  0   count
 *   findings +  8   capacity
 *   findings + 16   rule        of the first; {@link dev.ashlar.core.rule.Rule}
 *            + 24   address     that was passed, or of the first byte that is damaged
 *            + 32   payload     of the block that is concerned, 0 if there is none
 *            + 40   requested   its bytes, as they were asked for
 *            + 48   distance    of the address from the payload
 *            + 56   allocSite   who allocated the block
 *            + 64   freeSite    who freed it, 0 if it is live
 *            + 72   given       the size or alignment that the caller said it had
 *   findings + 80   rule        of the second, and so on
 * </pre>
 */
public final class Findings {
    private Findings() {}

    private static final long CAPACITY = 8;
    private static final long FIRST = 16;
    private static final long EACH = 64;

    /** Bytes of findings with room for {@code capacity}. */
    public static long bytesFor(long capacity) {
        return FIRST + capacity * EACH;
    }

    /** Nothing has been found so far. */
    public static void open(long findings, long capacity) {
        Mem.putLong(findings, 0);
        Mem.putLong(findings + CAPACITY, capacity);
    }

    public static long count(long findings) {
        return Mem.getLong(findings);
    }

    static boolean isFull(long findings) {
        return count(findings) >= Mem.getLong(findings + CAPACITY);
    }

    /** Adds that {@code rule} is broken at {@code address}, which has to do with the block of a note, or 0 for no block. */
    static void add(long findings, int rule, long address, long note, long given) {
        long count = count(findings);
        Mem.putLong(findings, count + 1);
        if (count >= Mem.getLong(findings + CAPACITY)) return;
        long finding = findings + FIRST + count * EACH;
        Mem.putLong(finding, rule);
        Mem.putLong(finding + 8, address);
        Mem.putLong(finding + 16, note == 0 ? 0 : Note.payload(note));
        Mem.putLong(finding + 24, note == 0 ? 0 : Note.requested(note));
        Mem.putLong(finding + 32, note == 0 ? 0 : address - Note.payload(note));
        Mem.putLong(finding + 40, note == 0 ? 0 : Note.allocSite(note));
        Mem.putLong(finding + 48, note == 0 || Note.state(note) == Note.LIVE ? 0 : Note.freeSite(note));
        Mem.putLong(finding + 56, given);
    }

    public static int rule(long findings, long index) {
        return (int) value(findings, index, 0);
    }

    public static long address(long findings, long index) {
        return value(findings, index, 8);
    }

    public static long payload(long findings, long index) {
        return value(findings, index, 16);
    }

    public static long requested(long findings, long index) {
        return value(findings, index, 24);
    }

    public static long distance(long findings, long index) {
        return value(findings, index, 32);
    }

    public static long allocSite(long findings, long index) {
        return value(findings, index, 40);
    }

    public static long freeSite(long findings, long index) {
        return value(findings, index, 48);
    }

    public static long given(long findings, long index) {
        return value(findings, index, 56);
    }

    private static long value(long findings, long index, long field) {
        return Mem.getLong(findings + FIRST + index * EACH + field);
    }
}
