package dev.ashlar.map;

/** Bytes and blocks by their use. */
public final class Tally {
    private final long[] bytes = new long[Use.values().length];
    private final long[] blocks = new long[Use.values().length];
    private long underWay;
    private long underWayBytes;

    void add(Use use, long moreBlocks, long moreBytes) {
        blocks[use.ordinal()] += moreBlocks;
        bytes[use.ordinal()] += moreBytes;
    }

    void add(Tally other) {
        for (Use use : Use.values()) add(use, other.blocks(use), other.bytes(use));
        addUnderWay(other.underWay, other.underWayBytes);
    }

    void addUnderWay(long moreBlocks, long moreBytes) {
        underWay += moreBlocks;
        underWayBytes += moreBytes;
    }

    public long bytes(Use use) {
        return bytes[use.ordinal()];
    }

    /** Blocks or slots; of what has neither, pieces. */
    public long blocks(Use use) {
        return blocks[use.ordinal()];
    }

    /** Slots, of those that are free, that other threads have freed and that their pages do not know of yet. */
    public long underWay() {
        return underWay;
    }

    public long underWayBytes() {
        return underWayBytes;
    }

    /** Memory that the heap has from the system. */
    public long committedBytes() {
        long sum = 0;
        for (Use use : Use.values()) if (use.isCommitted()) sum += bytes(use);
        return sum;
    }

    /** Addresses that the heap has: what all uses have together. */
    public long reservedBytes() {
        long sum = 0;
        for (Use use : Use.values()) sum += bytes(use);
        return sum;
    }

    /** What part of the memory that blocks have had is in no live one now; 0 where there is none. What is idle is not counted. */
    public double fragmentation() {
        long free = bytes(Use.FREE) + bytes(Use.KEPT) + bytes(Use.QUARANTINED);
        long all = free + bytes(Use.LIVE) + bytes(Use.GUARD);
        return all == 0 ? 0 : (double) free / all;
    }
}
