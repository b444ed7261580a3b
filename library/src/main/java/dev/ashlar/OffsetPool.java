package dev.ashlar;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.tlsf.TlsfRanges;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gives out ranges of what it can't touch: a GPU's buffer, a part of a file, a row of numbers. It knows them by their
 * offsets alone; what it must remember lies in memory of its own. Every operation takes a bounded number of steps
 * (two-level segregated fit).
 * {@snippet class="dev.ashlar.SnippetsTest" region="ranges"}
 * One thread at a time.
 */
public final class OffsetPool implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final long byteSize;
    private final long capacity;
    private final long ranges;

    /**
     * A range that is live until it is freed.
     *
     * @param offset of its first byte
     * @param byteSize what was asked for, rounded up to a multiple of 16
     * @param handle by which the pool knows it
     */
    public record Range(long offset, long byteSize, long handle) {}

    /**
     * Manages offsets from 0 up to {@code byteSize}, rounded down to a multiple of 16, with records for {@code capacity}
     * ranges of 48 bytes each. Free ranges need records, too: at most one more than the live ones.
     */
    public OffsetPool(long byteSize, long capacity) {
        if (capacity <= 0 || capacity > 1L << 31)
            throw new IllegalArgumentException(
                    "records for %d ranges: 1 to 2147483648 are possible".formatted(capacity));
        this.byteSize = byteSize;
        this.capacity = capacity;
        Levels levels = Levels.forBytes(Long.MAX_VALUE);
        long bookkeepingBytes = TlsfRanges.bookkeepingBytes(capacity, levels.firsts(), levels.logSecond());
        MemorySegment bookkeeping = arena.allocate(bookkeepingBytes, 16);
        ranges = bookkeeping.address();
        if (TlsfRanges.create(ranges, byteSize, capacity, levels.firsts(), levels.logSecond())) return;
        arena.close();
        throw new IllegalArgumentException("a pool of %d bytes: 16 to 2^48 are possible".formatted(byteSize));
    }

    private void requireOpen() {
        if (!arena.scope().isAlive()) throw new IllegalStateException("the pool is closed");
    }

    /** A range on a multiple of 16. */
    public Range allocate(long byteSize) {
        return allocate(byteSize, 1);
    }

    /**
     * A range on a multiple of {@code byteAlignment}, a power of two.
     *
     * @throws OutOfMemoryError if there is none, or no record for it; the message has the numbers
     */
    public Range allocate(long byteSize, long byteAlignment) {
        Requests.requireSize("range", byteSize);
        Requests.requireAlignment(byteAlignment);
        requireOpen();
        long handle = TlsfRanges.allocate(ranges, byteAlignment, byteSize);
        if (handle == 0)
            throw new OutOfMemoryError(
                    "%d bytes on a multiple of %d: the pool of %d bytes has %d free, in pieces, and %d of %d ranges are live"
                            .formatted(
                                    byteSize,
                                    Math.max(byteAlignment, 16),
                                    this.byteSize,
                                    TlsfRanges.freeBytes(ranges),
                                    TlsfRanges.liveRanges(ranges),
                                    capacity));
        return new Range(TlsfRanges.start(handle), TlsfRanges.bytes(handle), handle);
    }

    /**
     * Frees a range.
     *
     * @throws IllegalArgumentException if it is not a live one of this pool; then nothing has changed
     */
    public void free(Range range) {
        requireOpen();
        int rule = TlsfRanges.ruleAgainst(ranges, range.handle);
        boolean isIt = rule == Rule.NONE
                && TlsfRanges.start(range.handle) == range.offset
                && TlsfRanges.bytes(range.handle) == range.byteSize;
        if (!isIt) throw new IllegalArgumentException("%s is not a live range of this pool".formatted(range));
        TlsfRanges.free(ranges, range.handle);
    }

    /** Bytes that no live range has; not all of them need be in one piece. */
    public long freeBytes() {
        requireOpen();
        return TlsfRanges.freeBytes(ranges);
    }

    /** How many ranges are live. */
    public long liveRanges() {
        requireOpen();
        return TlsfRanges.liveRanges(ranges);
    }

    /** Shows each range, free ones too, in the order of the offsets. */
    public void walk(PoolVisitor visitor) {
        requireOpen();
        for (long range = TlsfRanges.first(ranges); range != 0; range = TlsfRanges.next(range))
            visitor.visit(TlsfRanges.start(range), TlsfRanges.bytes(range), TlsfRanges.isFree(range));
    }

    /** Forgets all ranges. Twice does no harm. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) arena.close();
    }
}
