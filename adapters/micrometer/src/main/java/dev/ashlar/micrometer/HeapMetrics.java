package dev.ashlar.micrometer;

import dev.ashlar.Heap;
import dev.ashlar.HeapStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A heap's numbers as gauges, each with the tag {@code heap}, which is the heap's name.
 * <pre>
 *   ashlar.heap.live        blocks    that are allocated and not freed
 *   ashlar.heap.usable      bytes     of these
 *   ashlar.heap.committed   bytes     that the heap has from the system
 *   ashlar.heap.idle        bytes     of these, in no use
 *   ashlar.heap.peak        bytes     the most that was committed
 *   ashlar.heap.reserved    bytes     of addresses
 * </pre>
 * Any thread may read them, of a confined heap too. Of a heap that is closed they are NaN.
 */
public final class HeapMetrics implements MeterBinder {
    private final Heap heap;
    private final Tags tags;
    private final Snapshot snapshot;

    /** @param tags for all gauges, beside the heap's name */
    public HeapMetrics(Heap heap, Iterable<Tag> tags) {
        this.heap = heap;
        this.tags = Tags.concat(tags, "heap", heap.name());
        snapshot = new Snapshot(heap::stats);
    }

    public HeapMetrics(Heap heap) {
        this(heap, Tags.empty());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "live", "blocks", "Blocks that are allocated and not freed", HeapStats::liveBlocks);
        gauge(registry, "usable", "bytes", "Bytes that these may be used for", HeapStats::usableBytes);
        gauge(registry, "committed", "bytes", "Memory that the heap has from the system", HeapStats::committedBytes);
        gauge(registry, "idle", "bytes", "Memory that is in no use and will go back", HeapStats::idleBytes);
        gauge(registry, "peak", "bytes", "The most memory that it has had", HeapStats::peakCommittedBytes);
        gauge(registry, "reserved", "bytes", "Addresses for blocks", HeapStats::reservedBytes);
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, String description, ToDoubleFunction<HeapStats> number) {
        Gauge.builder("ashlar.heap." + name, snapshot, now -> now.of(number))
                .strongReference(true)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    @Override
    public String toString() {
        return "metrics of " + heap;
    }
}
