package dev.ashlar.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a case once, in a JVM of JMH's, with its GC profiler. */
final class CaseRunner {
    /** Has JMH measure on a virtual thread. */
    static final String VIRTUAL = "-Djmh.executor=VIRTUAL";

    private static final String TWO_THREADS = "freedByAnother";
    private static final String GARBAGE = "gc.alloc.rate.norm";
    private static final TimeValue QUICK = TimeValue.milliseconds(50);

    private final CommandLineOptions options;
    private final boolean isQuick;
    private final boolean isProcessorTime;

    /**
     * @param options of JMH's, which go before ours
     * @param isQuick whether it is to be fast rather than exact
     * @param isProcessorTime whether the time is the processors', not the clock's
     */
    CaseRunner(CommandLineOptions options, boolean isQuick, boolean isProcessorTime) {
        this.options = options;
        this.isQuick = isQuick;
        this.isProcessorTime = isProcessorTime;
    }

    /** Adds what it finds to {@code samples}. Of two threads that wait for each other, the clock's time counts. */
    void run(Case one, Samples samples) throws CaseFailure {
        boolean isClocks = !isProcessorTime || one.benchmark().equals(TWO_THREADS);
        for (RunResult result : results(one)) {
            for (BenchmarkResult fork : result.getBenchmarkResults())
                for (IterationResult iteration : fork.getIterationResults())
                    samples.addTime((isClocks ? iteration.getPrimaryResult() : processorTime(iteration)).getScore());
            Result<?> garbage = result.getSecondaryResults().get(GARBAGE);
            if (garbage != null) samples.addGarbage(garbage.getScore());
        }
    }

    private static Result<?> processorTime(IterationResult iteration) {
        return iteration.getSecondaryResults().get(ProcessorTime.LABEL);
    }

    private void shorten(ChainedOptionsBuilder builder) {
        builder.warmupIterations(options.getWarmupIterations().orElse(1))
                .warmupTime(options.getWarmupTime().orElse(QUICK))
                .measurementIterations(options.getMeasurementIterations().orElse(2))
                .measurementTime(options.getMeasurementTime().orElse(QUICK));
    }

    private Collection<RunResult> results(Case one) throws CaseFailure {
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .parent(options)
                .include(one.pattern())
                .param("bytes", "" + one.bytes())
                .param("blocks", "" + one.blocks())
                .addProfiler("gc")
                .addProfiler(ProcessorTime.class)
                .verbosity(VerboseMode.SILENT)
                .forks(options.getForkCount().orElse(1));
        if (one.isVirtual()) builder.jvmArgsPrepend(VIRTUAL);
        if (isQuick) shorten(builder);
        try {
            Collection<RunResult> results = new Runner(builder.build()).run();
            if (results.isEmpty()) throw new CaseFailure("to see why: " + one.command());
            return results;
        } catch (RunnerException failure) {
            String why =
                    List.of(String.valueOf(failure.getMessage()).split("\n")).getFirst();
            throw new CaseFailure(why + "; to see more: " + one.command());
        }
    }
}
