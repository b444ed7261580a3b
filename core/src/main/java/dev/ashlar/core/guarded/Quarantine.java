package dev.ashlar.core.guarded;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;

/**
 * Freed blocks, in the order of their frees, which nobody gets for a while: their payloads are filled with {@link #POISON},
 * and when one leaves, a byte that is something else was written after the free.
 * <pre>
 *   first ──▶ note ──▶ note ──▶ … ──▶ last
 *   oldest: leaves next                newest
 * </pre>
 */
final class Quarantine {
    private Quarantine() {}

    static final int POISON = 0xDF;
    private static final long POISON_WORD = 0xDFDF_DFDF_DFDF_DFDFL;

    private static final long FIRST = 0;
    private static final long LAST = 8;
    private static final long HELD_BYTES = 16;

    static final long BYTES = 24;

    static void open(long quarantine) {
        Mem.fill(quarantine, BYTES, 0);
    }

    static long first(long quarantine) {
        return Mem.getLong(quarantine + FIRST);
    }

    /** Bytes of the blocks in here. */
    static long heldBytes(long quarantine) {
        return Mem.getLong(quarantine + HELD_BYTES);
    }

    /** Takes in a block that was live, of {@code bytes} in all. */
    static void add(long quarantine, long note, long bytes) {
        Note.setState(note, Note.QUARANTINED);
        Note.setNext(note, 0);
        long last = Mem.getLong(quarantine + LAST);
        if (last == 0) Mem.putLong(quarantine + FIRST, note);
        else Note.setNext(last, note);
        Mem.putLong(quarantine + LAST, note);
        Mem.putLong(quarantine + HELD_BYTES, heldBytes(quarantine) + bytes);
    }

    /** Lets the oldest go, of {@code bytes} in all. */
    static void removeFirst(long quarantine, long bytes) {
        long note = first(quarantine);
        Mem.putLong(quarantine + FIRST, Note.next(note));
        if (Note.next(note) == 0) Mem.putLong(quarantine + LAST, 0);
        Mem.putLong(quarantine + HELD_BYTES, heldBytes(quarantine) - bytes);
    }

    /** Adds to the findings where a freed block, which ends at {@code end}, has been written to; whether it has. */
    static boolean check(long secret, long note, long end, long findings) {
        long payload = Note.payload(note);
        long damage = Canary.damageBefore(secret, payload);
        if (damage == 0) damage = firstOther(payload, end);
        if (damage != 0) Findings.add(findings, Rule.WRITE_AFTER_FREE, damage, note, 0);
        return damage != 0;
    }

    /** The first byte that is not poison, or 0. Both ends are multiples of 16. */
    private static long firstOther(long from, long end) {
        long at = from;
        while (at < end && Mem.getLong(at) == POISON_WORD) at += 8;
        while (at < end && Mem.getByte(at) == (byte) POISON) at++;
        return at < end ? at : 0;
    }

    /** Fills a block up to its end. */
    static void poison(long note, long end) {
        Mem.fill(Note.payload(note), end - Note.payload(note), POISON);
    }

    /** Repairs what {@link #check} found, so that it is told once. */
    static void repair(long secret, long note, long end) {
        Canary.repairFront(secret, Note.payload(note));
        poison(note, end);
    }
}
