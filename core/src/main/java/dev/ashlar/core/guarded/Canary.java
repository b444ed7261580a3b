package dev.ashlar.core.guarded;

import dev.ashlar.platform.Mem;

/**
 * What stands on both sides of a payload, and says whether somebody has written beyond it.
 * <pre>
 *   payload - 16                payload        payload + requested
 *   | tag 8 bytes | canary 8    | requested    | canary 8 to 64 bytes | (slack) |
 * </pre>
 * The canaries are a word made of the process' secret and the payload's address, so no program can know one, and none
 * fits another block. Who writes what is there already is not seen; so its bytes are none that programs like to write: 128
 * to 254 and even, no 0 that ends a string one byte too late, no text, no small number, no -1. The tag is the number of the
 * block's record, hidden by another such word: the way from a payload to what the heap knows of it.
 */
final class Canary {
    private Canary() {}

    static final long FRONT_BYTES = 16;
    static final long LEAST_REAR_BYTES = 8;
    private static final long MOST_REAR_BYTES = 64;
    private static final long WORD = 8;

    /** Different secrets of one. */
    private static final long LIVE_TAG = 1;

    private static final long FREED_TAG = 2;
    private static final long CANARY = 3;

    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIXER = 0xBF58_476D_1CE4_E5B9L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long RANDOM_BITS = 0x7E7E_7E7E_7E7E_7E7EL;

    private static long word(long secret, long payload, long use) {
        long word = (secret + use * GOLDEN ^ payload) * MIXER;
        word = (word ^ word >>> 29) * GOLDEN;
        return word ^ word >>> 32;
    }

    private static long canary(long secret, long payload) {
        return word(secret, payload, CANARY) & RANDOM_BITS | HIGH_BITS;
    }

    /** Puts tag and canaries around a payload whose block ends at {@code end}. */
    static void open(long secret, long payload, long requested, long end, long index) {
        Mem.putLong(payload - FRONT_BYTES, index ^ word(secret, payload, LIVE_TAG));
        Mem.putLong(payload - WORD, canary(secret, payload));
        openRear(secret, payload, requested, end);
    }

    static void openRear(long secret, long payload, long requested, long end) {
        long canary = canary(secret, payload);
        long last = rearEnd(payload + requested, end);
        for (long at = payload + requested; at < last; at++) Mem.putByte(at, byteAt(canary, at));
    }

    private static long rearEnd(long rear, long end) {
        return end - rear < MOST_REAR_BYTES ? end : rear + MOST_REAR_BYTES;
    }

    /** The byte of a canary that lies at an address: the word repeats every 8 bytes. */
    private static byte byteAt(long canary, long address) {
        return (byte) (canary >>> (address & WORD - 1) * 8);
    }

    /** The number that the tag in front of {@code payload} stands for; any number, if there is none. */
    static long index(long secret, long payload) {
        return Mem.getLong(payload - FRONT_BYTES) ^ word(secret, payload, LIVE_TAG);
    }

    static boolean hasTag(long secret, long payload, long index) {
        return index(secret, payload) == index;
    }

    static void repairTag(long secret, long payload, long index) {
        Mem.putLong(payload - FRONT_BYTES, index ^ word(secret, payload, LIVE_TAG));
    }

    /** Leaves word that a block was here, and has been given back. */
    static void close(long secret, long payload) {
        Mem.putLong(payload - FRONT_BYTES, word(secret, payload, FREED_TAG));
    }

    static boolean isClosed(long secret, long payload) {
        return Mem.getLong(payload - FRONT_BYTES) == word(secret, payload, FREED_TAG);
    }

    /** The address nearest to the payload, before it, whose byte of the canary is damaged; 0 if none is. */
    static long damageBefore(long secret, long payload) {
        long canary = canary(secret, payload);
        if (Mem.getLong(payload - WORD) == canary) return 0;
        long at = payload - 1;
        while (Mem.getByte(at) == byteAt(canary, at)) at--;
        return at;
    }

    /** The first address behind the payload whose byte of the canary is damaged; 0 if none is. */
    static long damageAfter(long secret, long payload, long requested, long end) {
        long canary = canary(secret, payload);
        long last = rearEnd(payload + requested, end);
        for (long at = payload + requested; at < last; at++) {
            if (Mem.getByte(at) != byteAt(canary, at)) return at;
        }
        return 0;
    }

    static void repairFront(long secret, long payload) {
        Mem.putLong(payload - WORD, canary(secret, payload));
    }
}
