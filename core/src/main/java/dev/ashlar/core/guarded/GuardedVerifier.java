package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.tlsf.TlsfRanges;

/** Looks for damage in what the heap itself keeps: its user's is {@link GuardedHeap#checkAll}'s affair. */
public final class GuardedVerifier {
    private GuardedVerifier() {}

    /**
     * Verifies a heap that nobody uses meanwhile: the number of faults, of which the report has the first {@code capacity}. It
     * ends with the first region that has any.
     */
    public static long verify(long heap, long report, long capacity) {
        Report.open(report, capacity);
        long liveBlocks = 0;
        long liveBytes = 0;
        long heldBytes = 0;
        long committedBytes = 0;
        long pageBytes = AddressSpace.pageBytes(GuardedHeap.space(heap));
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            if (TlsfRanges.verify(Region.ranges(region), report, capacity) != 0) return Report.faults(report);
            committedBytes += Region.committedBytes(region, pageBytes);
            long range = TlsfRanges.first(Region.ranges(region));
            for (; range != 0; range = TlsfRanges.next(range)) {
                if (TlsfRanges.isFree(range)) continue;
                long note = Region.noteOf(region, range);
                Report.expect(isPlaced(region, range, note), report, Rule.BLOCK_SIZE, note);
                if (Note.state(note) == Note.LIVE) {
                    liveBlocks++;
                    liveBytes += Note.requested(note);
                    if (Region.isFenced(region)) committedBytes += Region.endOf(note) - Region.startOf(note);
                } else {
                    heldBytes += TlsfRanges.bytes(range);
                }
            }
        }
        boolean isCounted = liveBlocks == GuardedHeap.liveBlocks(heap)
                && liveBytes == GuardedHeap.liveBytes(heap)
                && heldBytes == GuardedHeap.heldBytes(heap)
                && committedBytes == GuardedHeap.committedBytes(heap);
        Report.expect(isCounted, report, Rule.HEAP_TOTALS, heap);
        Report.expect(heldBytes == queuedBytes(heap), report, Rule.QUEUE, heap);
        return Report.faults(report);
    }

    /** Whether a note's payload and its canaries lie within the range. */
    private static boolean isPlaced(long region, long range, long note) {
        long payload = Note.payload(note);
        return Note.state(note) != Note.NONE
                && payload - Canary.FRONT_BYTES >= Region.startOf(region, range)
                && payload + Note.requested(note) + (Region.isFenced(region) ? 0 : Canary.LEAST_REAR_BYTES)
                        <= Region.endOf(note);
    }

    private static long queuedBytes(long heap) {
        long bytes = 0;
        for (long note = Quarantine.first(GuardedHeap.quarantine(heap)); note != 0; note = Note.next(note)) {
            if (Note.state(note) != Note.QUARANTINED) return -1;
            bytes += TlsfRanges.bytes(Region.rangeOf(note));
        }
        return bytes;
    }
}
