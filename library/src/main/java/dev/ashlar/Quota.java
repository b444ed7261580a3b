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
    private final Runnable closing;
    private long bytes;

    /**
     * @param limit sets the most that the heap may have from the system
     * @param committedBytes gives back what the heap does not need now, and says what it has from the system then
     * @param closing gives all memory back to the system
     */
    Quota(Budget budget, LongConsumer limit, LongSupplier committedBytes, Runnable closing) {
        this.budget = budget;
        this.limit = limit;
        this.committedBytes = committedBytes;
        this.closing = closing;
        budget.add(this); // before anything is taken that would be lost if there were no room on Java's heap for that
        try {
            budget.reserve(GRANULE_BYTES); // a limit of 0 would be none
        } catch (Throwable refused) {
            budget.remove(this);
            throw refused;
        }
        open();
    }

    private synchronized void open() {
        bytes = GRANULE_BYTES;
        limit.accept(bytes);
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

    /** Gives all back, first to the system, then to the budget. */
    synchronized void close() {
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
