/** Meters of heaps and budgets for Micrometer: {@link dev.ashlar.micrometer.HeapMetrics}, {@link dev.ashlar.micrometer.BudgetMetrics}. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer is no module yet
module dev.ashlar.micrometer {
    requires transitive dev.ashlar;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports dev.ashlar.micrometer;
}
