package dev.ashlar.core.zone;

/** What a zone is for: TINY, SMALL or LARGE blocks. A kind is an int. */
public final class Kind {
    private Kind() {}

    public static final int TINY = 0;
    public static final int SMALL = 1;
    public static final int LARGE = 2;
    public static final int COUNT = 3;

    /** Largest request that is TINY. */
    public static final long TINY_BYTES = 512;

    /** Largest request that is SMALL: an OS page of most systems; beyond it whole pages waste less than half. */
    public static final long SMALL_BYTES = 4096;

    /** The kind that a request of {@code sizeBytes} belongs to. */
    public static int of(long sizeBytes) {
        if (sizeBytes <= TINY_BYTES) return TINY;
        return sizeBytes <= SMALL_BYTES ? SMALL : LARGE;
    }

    /** The largest request of a kind that shares zones. */
    static long largestRequest(int kind) {
        return kind == TINY ? TINY_BYTES : SMALL_BYTES;
    }
}
