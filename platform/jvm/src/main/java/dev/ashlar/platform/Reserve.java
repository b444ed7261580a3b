package dev.ashlar.platform;

/**
 * Room on Java's heap for a system call when there is no other: what is held here is let go, and taken again after the call. Where
 * another thread was faster, it is lost, and taken again before a later call.
 */
final class Reserve {
    private Reserve() {}

    /** A call takes 40 bytes; at its 127th time 66 000, for code of its own. */
    private static final int BYTES = 96 << 10;

    private static final byte[] NOTHING = {};

    private static volatile byte[] held = NOTHING;
    private static volatile boolean isLost = true;

    /** To be called before each system call. */
    static void hold() {
        if (isLost) restore();
    }

    /** Lets go what is held; false if that is nothing. */
    static boolean release() {
        if (held == NOTHING) return false;
        held = NOTHING;
        return true;
    }

    /** Holds it again, if there is room. */
    static void restore() {
        try {
            held = new byte[BYTES];
            isLost = false;
        } catch (OutOfMemoryError noRoom) {
            isLost = true;
        }
    }
}
