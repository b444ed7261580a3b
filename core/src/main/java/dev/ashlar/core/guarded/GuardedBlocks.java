package dev.ashlar.core.guarded;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;
import dev.ashlar.core.tlsf.TlsfRanges;
import dev.ashlar.platform.Bits;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;

/**
 * The life of a block: allocated, looked at, freed, in quarantine, gone. The caller is the only one inside. A block is its
 * note; the range that it has is found from the region and back.
 */
final class GuardedBlocks {
    private GuardedBlocks() {}

    private static final long UNIT_BYTES = 16;

    /** Bytes of a block whose payload begins {@code frontBytes} behind its first byte. */
    private static long bytesFor(long frontBytes, long sizeBytes) {
        return Align.up(frontBytes + sizeBytes + Canary.LEAST_REAR_BYTES, UNIT_BYTES);
    }

    /** A block with {@code moreBytes} to grow into; 0 if there is no memory, even with all that is in quarantine. */
    static long allocate(long heap, long alignment, long sizeBytes, long moreBytes, long site, long findings) {
        if (FencedBlocks.isNext(heap)) {
            long fenced = FencedBlocks.allocate(heap, alignment, sizeBytes, site);
            if (fenced != 0) return fenced;
        }
        long frontBytes = alignment <= UNIT_BYTES ? Canary.FRONT_BYTES : alignment;
        long bytes = bytesFor(frontBytes, sizeBytes + moreBytes);
        long payload = takeOrGrow(heap, alignment, bytes, sizeBytes, site);
        while (payload == 0 && Quarantine.first(GuardedHeap.quarantine(heap)) != 0) {
            long committedBytes = GuardedHeap.committedBytes(heap);
            letGo(heap, findings);
            boolean hasLess = GuardedHeap.committedBytes(heap)
                    < committedBytes; // a region has gone: there may be room for another
            payload = hasLess
                    ? takeOrGrow(heap, alignment, bytes, sizeBytes, site)
                    : take(heap, alignment, bytes, sizeBytes, site);
        }
        return payload;
    }

    private static long takeOrGrow(long heap, long alignment, long bytes, long sizeBytes, long site) {
        long payload = take(heap, alignment, bytes, sizeBytes, site);
        if (payload != 0 || !Regions.grow(heap, bytes)) return payload;
        return take(heap, alignment, bytes, sizeBytes, site);
    }

    private static long take(long heap, long alignment, long bytes, long sizeBytes, long site) {
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            if (Region.isFenced(region)) continue;
            Region.prepare(heap, region);
            long range = TlsfRanges.allocate(Region.ranges(region), UNIT_BYTES, bytes);
            if (range == 0) continue;
            long payload = Align.up(Region.startOf(region, range) + Canary.FRONT_BYTES, alignment);
            open(heap, region, range, payload, alignment, sizeBytes, site);
            return payload;
        }
        return 0;
    }

    /** Makes a range of a region, in which the payload has been given its place, a live block. */
    static void open(long heap, long region, long range, long payload, long alignment, long sizeBytes, long site) {
        long note = Region.noteOf(region, range);
        Note.open(note, region, payload, sizeBytes, Bits.trailingZeros(alignment), site);
        if (GuardedHeap.secret(heap) == 0) Mem.putLong(heap + GuardedHeap.SECRET, Os.random() | 1);
        long index = TlsfRanges.indexOf(Region.ranges(region), range);
        Canary.open(GuardedHeap.secret(heap), payload, sizeBytes, Region.endOf(note), index);
        count(heap, 1, sizeBytes);
    }

    private static void count(long heap, long blocks, long bytes) {
        Mem.putLong(heap + GuardedHeap.LIVE_BLOCKS, GuardedHeap.liveBlocks(heap) + blocks);
        Mem.putLong(heap + GuardedHeap.LIVE_BYTES, GuardedHeap.liveBytes(heap) + bytes);
    }

    /** The note of the block, live or in quarantine, whose payload begins at an address; 0 if its tag does not lead there. */
    private static long tagged(long heap, long payload) {
        if (!Align.isAligned(payload, UNIT_BYTES)) return 0;
        long region = Regions.of(heap, payload);
        if (region == 0 || Region.isFenced(region)) return 0;
        long range = Region.tagged(region, GuardedHeap.secret(heap), payload);
        return range == 0 ? 0 : Region.noteOf(region, range);
    }

    /** The note of a live block, or 0. */
    static long live(long heap, long payload) {
        long note = noteOf(heap, payload);
        return note != 0 && Note.state(note) == Note.LIVE ? note : 0;
    }

    /** As {@link #tagged}, but found by looking through the region if the tag has been damaged. */
    private static long noteOf(long heap, long payload) {
        long note = tagged(heap, payload);
        if (note != 0) return note;
        note = enclosing(heap, payload);
        return note != 0 && Note.payload(note) == payload ? note : 0;
    }

    /** The note of the block, live or in quarantine, that an address lies in, canaries and all; 0 if it lies in none. */
    static long enclosing(long heap, long address) {
        long region = Regions.of(heap, address);
        if (region != 0 && Region.isFenced(region)) return FencedBlocks.last(region, address);
        long range = region == 0 || Region.isLost(region) ? 0 : Region.enclosing(region, address);
        return range == 0 || TlsfRanges.isFree(range) ? 0 : Region.noteOf(region, range);
    }

    /** The rule against a free of an address. */
    static int ruleAgainst(long heap, long payload) {
        long note = noteOf(heap, payload);
        if (note != 0) return Note.state(note) == Note.LIVE ? Rule.NONE : Rule.DOUBLE_FREE;
        if (enclosing(heap, payload) != 0) return Rule.INTERIOR_POINTER;
        long region = Regions.of(heap, payload - Canary.FRONT_BYTES);
        boolean wasBlock = Align.isAligned(payload, UNIT_BYTES)
                && region != 0
                && !Region.isFenced(region)
                && Canary.isClosed(GuardedHeap.secret(heap), payload);
        return wasBlock ? Rule.DOUBLE_FREE : Rule.FOREIGN_POINTER;
    }

    /** Adds to the findings that an address can't be freed or resized; the rule. */
    private static int refuse(long heap, long payload, long findings) {
        int rule = ruleAgainst(heap, payload);
        Findings.add(findings, rule, payload, enclosing(heap, payload), 0);
        return rule;
    }

    static int free(long heap, long payload, long sizeBytes, long alignment, long site, long findings) {
        long note = live(heap, payload);
        if (note == 0) return refuse(heap, payload, findings);
        checkLive(heap, note, findings);
        boolean isOfSize = sizeBytes == GuardedHeap.UNKNOWN || sizeBytes == Note.requested(note);
        if (!isOfSize) Findings.add(findings, Rule.WRONG_SIZE, payload, note, sizeBytes);
        boolean isOfAlignment = alignment == GuardedHeap.UNKNOWN || alignment == 1L << Note.logAlignment(note);
        if (!isOfAlignment) Findings.add(findings, Rule.WRONG_ALIGNMENT, payload, note, alignment);
        release(heap, note, site, findings);
        return Rule.NONE;
    }

    static void check(long heap, long payload, long findings) {
        long note = live(heap, payload);
        if (note != 0) checkLive(heap, note, findings);
    }

    /** Adds to the findings what is damaged around a live block, and repairs it. */
    private static void checkLive(long heap, long note, long findings) {
        long secret = GuardedHeap.secret(heap);
        long payload = Note.payload(note);
        long index = TlsfRanges.indexOf(Region.ranges(Note.region(note)), Region.rangeOf(note));
        if (!Canary.hasTag(secret, payload, index)) {
            Findings.add(findings, Rule.HEADER, payload - Canary.FRONT_BYTES, note, 0);
            Canary.repairTag(secret, payload, index);
        }
        long before = Canary.damageBefore(secret, payload);
        if (before != 0) {
            Findings.add(findings, Rule.UNDERFLOW, before, note, 0);
            Canary.repairFront(secret, payload);
        }
        long requested = Note.requested(note);
        long end = Region.endOf(note);
        long after = Canary.damageAfter(secret, payload, requested, end);
        if (after != 0) {
            Findings.add(findings, Rule.OVERFLOW, after, note, 0);
            Canary.openRear(secret, payload, requested, end);
        }
    }

    /** Puts a live block into quarantine, and lets out what is too much then. */
    private static void release(long heap, long note, long site, long findings) {
        Note.setFreeSite(note, site);
        if (Region.isLost(Note.region(note))) {
            Note.setState(note, Note.QUARANTINED);
            return;
        }
        long bytes = TlsfRanges.bytes(Region.rangeOf(note));
        count(heap, -1, -Note.requested(note));
        long quarantine = GuardedHeap.quarantine(heap);
        long most = GuardedHeap.mostHeldBytes(heap);
        if (bytes > most) {
            if (Region.isFenced(Note.region(note))) FencedBlocks.forbid(heap, note);
            giveUp(heap, note);
            return;
        }
        Quarantine.add(quarantine, note, bytes);
        if (Region.isFenced(Note.region(note))) FencedBlocks.forbid(heap, note);
        else Quarantine.poison(note, Region.endOf(note));
        while (Quarantine.heldBytes(quarantine) > most && !Findings.isFull(findings)) letGo(heap, findings);
    }

    /** Lets the oldest block out of quarantine. */
    private static void letGo(long heap, long findings) {
        long quarantine = GuardedHeap.quarantine(heap);
        long note = Quarantine.first(quarantine);
        if (!Region.isFenced(Note.region(note)))
            Quarantine.check(GuardedHeap.secret(heap), note, Region.endOf(note), findings);
        Quarantine.removeFirst(quarantine, TlsfRanges.bytes(Region.rangeOf(note)));
        giveUp(heap, note);
    }

    private static void giveUp(long heap, long note) {
        long region = Note.region(note);
        long range = Region.rangeOf(note);
        long start = Region.startOf(region, range);
        long end = Region.endOf(region, range);
        Note.setState(note, Note.NONE);
        if (!Region.isFenced(region)) Canary.close(GuardedHeap.secret(heap), Note.payload(note));
        TlsfRanges.free(Region.ranges(region), range);
        Regions.freed(heap, region, start, end);
    }

    static void flush(long heap, long findings) {
        while (Quarantine.first(GuardedHeap.quarantine(heap)) != 0) letGo(heap, findings);
    }

    /** Where a block may stay: it has room, and not more than twice of what it needs. */
    private static boolean mayStay(long bytes, long needed) {
        return needed <= bytes && bytes - needed <= needed;
    }

    /** Resizes a live block; 0 if it is none, or there is no memory. */
    static long resize(long heap, long payload, long sizeBytes, long site, long findings) {
        long note = live(heap, payload);
        if (note == 0) {
            refuse(heap, payload, findings);
            return 0;
        }
        checkLive(heap, note, findings);
        long range = Region.rangeOf(note);
        long bytes = TlsfRanges.bytes(range);
        long needed = bytesFor(payload - Region.startOf(Note.region(note), range), sizeBytes);
        long requested = Note.requested(note);
        boolean mustMove = Region.isLost(Note.region(note)) || Region.isFenced(Note.region(note));
        if (mustMove || !mayStay(bytes, needed)) {
            long alignment = 1L << Note.logAlignment(note);
            // What grows may grow again: with an eighth more, a block moves as often as the logarithm of its size.
            long moreBytes = sizeBytes > requested ? sizeBytes >>> 3 : 0;
            long moved = allocate(heap, alignment, sizeBytes, moreBytes, site, findings);
            if (moved != 0) {
                Mem.copy(payload, moved, requested < sizeBytes ? requested : sizeBytes);
                release(heap, note, site, findings);
                return moved;
            }
            if (mustMove || needed > bytes) return 0;
        }
        count(heap, 0, sizeBytes - requested);
        Note.setRequested(note, sizeBytes);
        Note.setAllocSite(note, site);
        Canary.openRear(GuardedHeap.secret(heap), payload, sizeBytes, Region.endOf(note));
        return payload;
    }

    static void checkAll(long heap, long findings) {
        for (long region = Regions.last(heap); region != 0; region = Region.next(region)) {
            long range = TlsfRanges.first(Region.ranges(region));
            for (; range != 0; range = TlsfRanges.next(range)) {
                if (TlsfRanges.isFree(range)) continue;
                long note = Region.noteOf(region, range);
                if (Note.state(note) == Note.LIVE) checkLive(heap, note, findings);
                else if (!Region.isFenced(region)) checkHeld(heap, note, findings);
            }
        }
    }

    private static void checkHeld(long heap, long note, long findings) {
        long secret = GuardedHeap.secret(heap);
        long end = Region.endOf(note);
        if (Quarantine.check(secret, note, end, findings)) Quarantine.repair(secret, note, end);
    }
}
