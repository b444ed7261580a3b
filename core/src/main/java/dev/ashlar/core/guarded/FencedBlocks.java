package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Mem;

/**
 * Blocks that end where an OS page begins that nobody may touch, every so many of all: their overflows end the program at the
 * very instruction, and so does any touch after they have been freed.
 * <pre>
 *   OS page                                   OS page
 *   | unused | tag | canary | payload | rest | no access |
 *                                        └ up to 15 bytes, since payloads are on multiples of 16: a canary
 * </pre>
 * The caller is the only one inside.
 */
final class FencedBlocks {
    private FencedBlocks() {}

    private static final long UNIT_BYTES = 16;

    /** There are addresses, but the system gives no memory for them: it has a limit on pieces of memory, too. */
    private static final long REFUSED = -1;

    /** Whether the block that is allocated now is one of the so manieth. */
    static boolean isNext(long heap) {
        long every = Mem.getLong(heap + GuardedHeap.FENCE_EVERY);
        if (every == 0) return false;
        long count = Mem.getLong(heap + GuardedHeap.UNFENCED) + 1;
        boolean isNext = count >= every;
        Mem.putLong(heap + GuardedHeap.UNFENCED, isNext ? 0 : count);
        return isNext && isAllowed(heap);
    }

    private static boolean isAllowed(long heap) {
        long most = Mem.getLong(heap + GuardedHeap.MOST_FENCES);
        return most == 0 || Mem.getLong(heap + GuardedHeap.FENCES) < most;
    }

    /** A block; 0 if there is no memory for one, or the alignment is beyond an OS page. */
    static long allocate(long heap, long alignment, long sizeBytes, long site) {
        long space = GuardedHeap.space(heap);
        AddressSpace.open(space);
        long pageBytes = AddressSpace.pageBytes(space);
        if (alignment > pageBytes) return 0;
        long distance = Align.up(sizeBytes, alignment < UNIT_BYTES ? UNIT_BYTES : alignment);
        long bytes = Align.up(Canary.FRONT_BYTES + distance, pageBytes) + pageBytes;
        long payload = take(heap, alignment, bytes, distance, sizeBytes, site);
        if (payload == 0 && Regions.growFenced(heap, bytes))
            payload = take(heap, alignment, bytes, distance, sizeBytes, site);
        return payload == REFUSED ? 0 : payload;
    }

    /** A block in a region that there is; 0 if none has room, or {@link #REFUSED}. */
    private static long take(long heap, long alignment, long bytes, long distance, long sizeBytes, long site) {
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            if (!Region.isFenced(region)) continue;
            Region.prepare(heap, region);
            long range = TlsfRanges.allocate(Region.ranges(region), Region.gap(region), bytes);
            if (range == 0) continue;
            long start = Region.startOf(region, range);
            long end = Region.endOf(region, range) - Region.gap(region);
            if (!GuardedHeap.commit(heap, start, end - start)) {
                TlsfRanges.free(Region.ranges(region), range);
                return REFUSED;
            }
            Region.own(region, range);
            Mem.putLong(heap + GuardedHeap.FENCES, Mem.getLong(heap + GuardedHeap.FENCES) + 1);
            GuardedBlocks.open(heap, region, range, end - distance, alignment, sizeBytes, site);
            return end - distance;
        }
        return 0;
    }

    /**
     * The note of the block that an address is part of, gap and all, or was when it was last part of one; 0 if there was none,
     * or its record has another block now.
     */
    static long last(long region, long address) {
        long note = Region.owner(region, address);
        if (note == 0) return 0;
        long gap = Region.gap(region);
        long first = Note.payload(note) - Canary.FRONT_BYTES & -gap;
        long fence = Align.up(Note.payload(note) + Note.requested(note), gap);
        return address >= first && address < fence + gap ? note : 0;
    }

    /** Nobody may touch a block any more; its memory goes back. */
    static void forbid(long heap, long note) {
        long space = GuardedHeap.space(heap);
        long start = Region.startOf(note);
        long bytes = Region.endOf(note) - start;
        AddressSpace.forbid(space, start, bytes);
        GuardedHeap.uncommit(heap, bytes);
        Mem.putLong(heap + GuardedHeap.FENCES, Mem.getLong(heap + GuardedHeap.FENCES) - 1);
    }

    /**
     * Adds to the findings which block the program has touched where it may not, at an address in a fenced region; whether
     * there is one. It only reads: for a handler of the fault, whatever others do meanwhile.
     */
    static boolean touched(long heap, long address, long findings) {
        long region = Regions.of(heap, address);
        long note = region == 0 || !Region.isFenced(region) ? 0 : last(region, address);
        if (note == 0) return false;
        int rule = Note.state(note) == Note.LIVE ? Rule.OVERFLOW : Rule.USE_AFTER_FREE;
        Findings.add(findings, rule, address, note, 0);
        return true;
    }
}
