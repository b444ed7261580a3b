package dev.ashlar.core.mapper;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;

/**
 * Bytes that several have taken from the system together, within a limit. A zeroed account has none, and no limit.
 * <pre>
 *   account +  0   takenBytes
 *   account +  8   peakBytes    the most that there were
 *   account + 16   limitBytes   the most that there may be; 0 for no limit
 * </pre>
 * Any thread may call anything; the limit is set before there are others.
 */
public final class Account {
    private Account() {}

    private static final long TAKEN_BYTES = 0;
    private static final long PEAK_BYTES = 8;
    private static final long LIMIT_BYTES = 16;

    public static final long BYTES = 24;

    public static void limit(long account, long limitBytes) {
        Mem.putLong(account + LIMIT_BYTES, limitBytes);
    }

    public static long takenBytes(long account) {
        return Atomics.loadRelaxed(account + TAKEN_BYTES);
    }

    public static long peakBytes(long account) {
        return Atomics.loadRelaxed(account + PEAK_BYTES);
    }

    /** Counts {@code sizeBytes} more, unless that is beyond the limit; whether it does. */
    public static boolean take(long account, long sizeBytes) {
        long limitBytes = Mem.getLong(account + LIMIT_BYTES);
        long takenBytes = Atomics.fetchAdd(account + TAKEN_BYTES, sizeBytes) + sizeBytes;
        if (limitBytes != 0 && takenBytes > limitBytes) {
            giveBack(account, sizeBytes);
            return false;
        }
        long peakBytes = peakBytes(account);
        while (takenBytes > peakBytes && !Atomics.compareAndSet(account + PEAK_BYTES, peakBytes, takenBytes))
            peakBytes = peakBytes(account);
        return true;
    }

    public static void giveBack(long account, long sizeBytes) {
        Atomics.fetchAdd(account + TAKEN_BYTES, -sizeBytes);
    }
}
