package dev.ashlar.bench;

import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What JMH finds here. */
final class Benchmarks {
    private Benchmarks() {}

    /** Whether there is a benchmark whose name has what {@code expression} describes. */
    static boolean has(String expression) {
        try {
            return !BenchmarkList.defaultList()
                    .find(
                            OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT),
                            List.of(expression),
                            List.of())
                    .isEmpty();
        } catch (PatternSyntaxException _) {
            return false;
        }
    }
}
