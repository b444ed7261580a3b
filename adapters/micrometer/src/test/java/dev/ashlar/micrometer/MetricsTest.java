package dev.ashlar.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.Budget;
import dev.ashlar.Heap;
import dev.ashlar.HeapStats;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double value(String name) {
        return registry.get(name).gauge().value();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gaugesAreTheHeapsNumbers(boolean isDebugged) {
        try (Heap heap = Heap.builder().name("buffers").debug(isDebugged).shared()) {
            for (int i = 0; i < 1000; i++) heap.malloc(i);
            new HeapMetrics(heap, Tags.of("service", "a")).bindTo(registry);
            HeapStats stats = heap.stats();
            assertEquals(1000, value("ashlar.heap.live"));
            assertEquals(stats.usableBytes(), value("ashlar.heap.usable"));
            assertEquals(stats.committedBytes(), value("ashlar.heap.committed"));
            assertEquals(stats.idleBytes(), value("ashlar.heap.idle"));
            assertEquals(stats.peakCommittedBytes(), value("ashlar.heap.peak"));
            assertEquals(stats.reservedBytes(), value("ashlar.heap.reserved"));
        }
        for (Meter meter : registry.getMeters())
            assertEquals(
                    Tags.of("heap", "buffers", "service", "a"),
                    Tags.of(meter.getId().getTags()));
    }

    @Test
    void twoHeapsAreTwoRows() {
        try (Heap first = Heap.builder().name("first").confined();
                Heap second = Heap.builder().name("second").shared()) {
            new HeapMetrics(first).bindTo(registry);
            new HeapMetrics(second).bindTo(registry);
            first.malloc(10);
            assertEquals(
                    1,
                    registry.get("ashlar.heap.live")
                            .tag("heap", "first")
                            .gauge()
                            .value());
            assertEquals(
                    0,
                    registry.get("ashlar.heap.live")
                            .tag("heap", "second")
                            .gauge()
                            .value());
        }
    }

    /** A registry reads where it likes, and nobody tells it that a heap has ended. */
    @Test
    void anotherThreadReadsAConfinedHeapUntilItIsClosed() {
        try (Heap heap = Heap.confined()) {
            heap.malloc(10);
            new HeapMetrics(heap).bindTo(registry);
            assertEquals(
                    1,
                    CompletableFuture.supplyAsync(() -> value("ashlar.heap.live"))
                            .join());
        }
        Heap closed = Heap.confined();
        new HeapMetrics(closed).bindTo(registry);
        closed.close();
        assertEquals(
                Set.of(Double.NaN),
                registry.find("ashlar.heap.live").tag("heap", closed.name()).gauges().stream()
                        .map(gauge -> gauge.value())
                        .collect(Collectors.toSet()));
    }

    @Test
    void theHeapIsLookedAtOnceForAllGauges() {
        AtomicInteger looks = new AtomicInteger();
        Snapshot snapshot = new Snapshot(() -> {
            looks.incrementAndGet();
            return new HeapStats(1, 2, 3, 4, 5, 6);
        });
        long start = System.nanoTime();
        double sum = 0;
        for (int i = 0; i < 1000; i++) sum += snapshot.of(HeapStats::usableBytes);
        long tenths = 1 + (System.nanoTime() - start) / 100_000_000;
        assertEquals(2000, sum);
        assertTrue(looks.get() <= tenths, looks + " looks in " + tenths + " tenths of a second");
    }

    @Test
    void gaugesAreTheBudgetsNumbers() {
        Budget process = Budget.of("process", 1000);
        Budget tenant = process.child("tenant", 500);
        new BudgetMetrics(process).bindTo(registry);
        new BudgetMetrics(tenant, Tags.of("service", "a")).bindTo(registry);
        tenant.reserve(300);
        tenant.release(100);
        assertEquals(
                200,
                registry.get("ashlar.budget.used")
                        .tag("budget", "process")
                        .gauge()
                        .value());
        assertEquals(
                200,
                registry.get("ashlar.budget.used")
                        .tag("budget", "process/tenant")
                        .gauge()
                        .value());
        assertEquals(
                300,
                registry.get("ashlar.budget.peak").tag("service", "a").gauge().value());
        assertEquals(
                500,
                registry.get("ashlar.budget.limit").tag("service", "a").gauge().value());
    }
}
