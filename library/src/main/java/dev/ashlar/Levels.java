package dev.ashlar;

/**
 * How many lists of free blocks a pool keeps: so few for little memory that they don't take it up.
 *
 * @param firsts powers of two, 1 to 40
 * @param logSecond log₂ of the lists for each, 0 to 5
 */
record Levels(int firsts, int logSecond) {
    /** The same as memoman's mm_create. */
    static Levels forBytes(long bytes) {
        if (bytes < 16 << 10) return new Levels(9, 3);
        return bytes < 256 << 10 ? new Levels(16, 4) : new Levels(32, 5);
    }
}
