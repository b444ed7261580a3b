package dev.ashlar.micrometer;

import dev.ashlar.HeapStats;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A heap's numbers as they were when the first of a row of gauges was read: to count them means to look at every page. */
final class Snapshot {
    /** As long as a registry may take from its first gauge to its last. */
    private static final long FRESH_NANOS = 100_000_000;

    private final Supplier<HeapStats> source;
    private @Nullable HeapStats stats;
    private long takenNanos;

    Snapshot(Supplier<HeapStats> source) {
        this.source = source;
    }

    /** NaN of a heap that is closed. */
    synchronized double of(ToDoubleFunction<HeapStats> number) {
        long now = System.nanoTime();
        HeapStats fresh = stats;
        if (fresh == null || now - takenNanos >= FRESH_NANOS) {
            try {
                fresh = source.get();
            } catch (IllegalStateException closed) {
                return Double.NaN;
            }
            stats = fresh;
            takenNanos = now;
        }
        return number.applyAsDouble(fresh);
    }
}
