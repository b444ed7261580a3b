package dev.ashlar;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What a heap has taken from a budget: never less than it has from the system. It takes more in steps, and gives back what it does not
 * need when somebody else is short.
 */
final class Quota {
    private static final long STEP_BYTES = 1 << 20;

    /** What the core takes from the system is a multiple of this. */
    private static final long GRANULE_BYTES = 64 << 10;

    private final Budget budget;
    private final LongConsumer limit;
    private final LongSupplier committedBytes;
    private long bytes;

    /**
     * @param limit sets the most that the heap may have from the system
     * @param committedBytes gives back what the heap does not need now, and says what it has from the system then
     */
    Quota(Budget budget, LongConsumer limit, LongSupplier committedBytes) {
        this.budget = budget;
        this.limit = limit;
        this.committedBytes = committedBytes;
        budget.reserve(GRANULE_BYTES); // a limit of 0 would be none
        bytes = GRANULE_BYTES;
        limit.accept(bytes);
        budget.add(this);
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Takes as much more as a request for {@code byteSize} may want; whether there was any. */
    boolean grow(long byteSize) {
        long least = Math.ceilDiv(Math.max(byteSize, 1), GRANULE_BYTES) * GRANULE_BYTES;
        return take(Math.max(least, STEP_BYTES)) || least < STEP_BYTES && take(least);
    }

    private boolean take(long more) {
        if (more < 0 || !budget.tryReserve(more)) return false;
        synchronized (this) {
            bytes += more;
            limit.accept(bytes);
        }
        return true;
    }

    /** Gives the budget back what the heap does not need now. */
    synchronized void spare() {
        if (bytes == 0) return;
        limit.accept(Math.max(committedBytes.getAsLong(), GRANULE_BYTES));
        long needed =
                Math.max(committedBytes.getAsLong(), GRANULE_BYTES); // what was on its way has arrived, or is refused
        limit.accept(needed);
        if (needed >= bytes) return;
        budget.release(bytes - needed);
        bytes = needed;
    }

    /** Gives all back after {@code closing}, which gives all memory back. */
    synchronized void close(Runnable closing) {
        budget.remove(this);
        closing.run();
        budget.release(bytes);
        bytes = 0;
    }

    /** Why a heap has no memory. */
    OutOfMemoryError outOfMemory(long byteSize) {
        return budget.outOfMemory(byteSize);
    }
}
