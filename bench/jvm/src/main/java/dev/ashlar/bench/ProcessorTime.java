package dev.ashlar.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What all threads of Java's together had of the processors, per operation: hardly more on a machine that does other things meanwhile,
 * where the clock's time is many times as long. HotSpot's own threads, who compile and collect garbage, do not count.
 */
public final class ProcessorTime implements InternalProfiler {
    static final String LABEL = "processor.time";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> before = new HashMap<>();

    @Override
    public String getDescription() {
        return "Processor time of Java's threads per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before.clear();
        for (long thread : threads.getAllThreadIds()) before.put(thread, threads.getThreadCpuTime(thread));
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double nanos = (double) nanosSince() / result.getMetadata().getAllOps();
        return List.of(new ScalarResult(LABEL, nanos, "ns/op", AggregationPolicy.AVG));
    }

    /** Of the threads that live; what one that has ended had is not known. */
    private long nanosSince() {
        long sum = 0;
        for (long thread : threads.getAllThreadIds())
            sum += Math.max(0, threads.getThreadCpuTime(thread) - before.getOrDefault(thread, 0L));
        return sum;
    }
}
