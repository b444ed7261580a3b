package dev.ashlar.core.guarded;

import dev.ashlar.platform.Mem;

/**
 * What the heap knows of a block, where no overflow of a block reaches it: the address of a record.
 * <pre>
 *   note +  0   payload
 *   note +  8   requested      bytes that were asked for
 *   note + 16   logAlignment   (int) log₂ of the alignment that was asked for
 *   note + 20   state          (int) LIVE, QUARANTINED; 0 when there is no such block
 *   note + 24   allocSite      whoever allocated it, in the caller's terms
 *   note + 32   freeSite       whoever freed it
 *   note + 40   next           QUARANTINED: the note of the block that was freed after it, or 0
 *   note + 48   region         that the block is in
 * </pre>
 */
final class Note {
    private Note() {}

    static final long BYTES = 56;

    static final int NONE = 0;
    static final int LIVE = 1;
    static final int QUARANTINED = 2;

    private static final long PAYLOAD = 0;
    private static final long REQUESTED = 8;
    private static final long LOG_ALIGNMENT = 16;
    private static final long STATE = 20;
    private static final long ALLOC_SITE = 24;
    private static final long FREE_SITE = 32;
    private static final long NEXT = 40;
    private static final long REGION = 48;

    static void open(long note, long region, long payload, long requested, int logAlignment, long site) {
        Mem.putLong(note + REGION, region);
        Mem.putLong(note + PAYLOAD, payload);
        Mem.putLong(note + REQUESTED, requested);
        Mem.putInt(note + LOG_ALIGNMENT, logAlignment);
        Mem.putInt(note + STATE, LIVE);
        Mem.putLong(note + ALLOC_SITE, site);
    }

    static long region(long note) {
        return Mem.getLong(note + REGION);
    }

    static long payload(long note) {
        return Mem.getLong(note + PAYLOAD);
    }

    static long requested(long note) {
        return Mem.getLong(note + REQUESTED);
    }

    static void setRequested(long note, long requested) {
        Mem.putLong(note + REQUESTED, requested);
    }

    static int logAlignment(long note) {
        return Mem.getInt(note + LOG_ALIGNMENT);
    }

    static int state(long note) {
        return Mem.getInt(note + STATE);
    }

    static void setState(long note, int state) {
        Mem.putInt(note + STATE, state);
    }

    static long allocSite(long note) {
        return Mem.getLong(note + ALLOC_SITE);
    }

    static void setAllocSite(long note, long site) {
        Mem.putLong(note + ALLOC_SITE, site);
    }

    static long freeSite(long note) {
        return Mem.getLong(note + FREE_SITE);
    }

    static void setFreeSite(long note, long site) {
        Mem.putLong(note + FREE_SITE, site);
    }

    static long next(long note) {
        return Mem.getLong(note + NEXT);
    }

    static void setNext(long note, long next) {
        Mem.putLong(note + NEXT, next);
    }
}
