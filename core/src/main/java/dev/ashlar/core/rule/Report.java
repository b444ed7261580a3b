package dev.ashlar.core.rule;

import dev.ashlar.platform.Mem;

/**
 * What a verifier found: all of it, as far as there is room. A report is an address:
 * <pre>
 *   report +  0   faults      found so far
 *   report +  8   capacity    faults that there is room for; the rest is only counted
 *   report + 16   scratch     a number that the verifier keeps on its way
 *   report + 32   entries     rule, address: 16 bytes each
 * </pre>
 */
public final class Report {
    private Report() {}

    private static final long FAULTS = 0;
    private static final long CAPACITY = 8;
    private static final long SCRATCH = 16;
    private static final long ENTRIES = 32;
    private static final long ENTRY_BYTES = 16;

    /** Room for four faults: enough to see what is wrong. */
    public static final long SMALL_BYTES = ENTRIES + 4 * ENTRY_BYTES;

    /** Faults that {@link #SMALL_BYTES} have room for. */
    public static final long SMALL_CAPACITY = 4;

    /** Bytes of a report with room for {@code capacity} faults. */
    public static long bytesFor(long capacity) {
        return ENTRIES + capacity * ENTRY_BYTES;
    }

    /** Begins a report without faults. */
    public static void open(long report, long capacity) {
        Mem.fill(report, bytesFor(capacity), 0);
        Mem.putLong(report + CAPACITY, capacity);
    }

    /** Faults found, whether there was room for them or not. */
    public static long faults(long report) {
        return Mem.getLong(report + FAULTS);
    }

    public static int rule(long report, long index) {
        return Mem.getInt(report + ENTRIES + index * ENTRY_BYTES);
    }

    public static long address(long report, long index) {
        return Mem.getLong(report + ENTRIES + index * ENTRY_BYTES + 8);
    }

    /** Adds a fault unless the rule {@code isKept}; whether it is. */
    public static boolean expect(boolean isKept, long report, int rule, long address) {
        if (isKept) return true;
        long index = faults(report);
        if (index < Mem.getLong(report + CAPACITY)) {
            Mem.putLong(report + ENTRIES + index * ENTRY_BYTES, rule);
            Mem.putLong(report + ENTRIES + index * ENTRY_BYTES + 8, address);
        }
        Mem.putLong(report + FAULTS, index + 1);
        return false;
    }

    public static long scratch(long report) {
        return Mem.getLong(report + SCRATCH);
    }

    public static void setScratch(long report, long value) {
        Mem.putLong(report + SCRATCH, value);
    }
}
