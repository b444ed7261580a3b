package dev.ashlar.micrometer;

import dev.ashlar.Budget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A budget's numbers as gauges, each with the tag {@code budget}, which is its name after those of the budgets above it.
 * <pre>
 *   ashlar.budget.limit   bytes   that it may have
 *   ashlar.budget.used    bytes   that it has
 *   ashlar.budget.peak    bytes   the most that it has had
 * </pre>
 */
public final class BudgetMetrics implements MeterBinder {
    private final Budget budget;
    private final Tags tags;

    /** @param tags for all gauges, beside the budget's name */
    public BudgetMetrics(Budget budget, Iterable<Tag> tags) {
        this.budget = budget;
        this.tags = Tags.concat(tags, "budget", budget.path());
    }

    public BudgetMetrics(Budget budget) {
        this(budget, Tags.empty());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "limit", "Memory that the budget may have", Budget::limitBytes);
        gauge(registry, "used", "Memory that is taken from it", Budget::usedBytes);
        gauge(registry, "peak", "The most memory that was", Budget::peakBytes);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Budget> number) {
        Gauge.builder("ashlar.budget." + name, budget, number)
                .strongReference(true)
                .baseUnit("bytes")
                .description(description)
                .tags(tags)
                .register(registry);
    }

    @Override
    public String toString() {
        return "metrics of " + budget;
    }
}
