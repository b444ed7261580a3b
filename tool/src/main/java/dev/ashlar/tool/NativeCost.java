package dev.ashlar.tool;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a run cost, or two runs' costs as a ratio: time, and the peak memory of the largest process. */
record NativeCost(double seconds, double kibibytes) {
    NativeCost over(NativeCost base) {
        return new NativeCost(seconds / base.seconds, kibibytes / base.kibibytes);
    }

    static NativeCost median(List<NativeCost> costs) {
        return new NativeCost(median(costs, NativeCost::seconds), median(costs, NativeCost::kibibytes));
    }

    private static double median(List<NativeCost> costs, ToDoubleFunction<NativeCost> part) {
        double[] values = costs.stream().mapToDouble(part).sorted().toArray();
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    static NativeCost geometricMean(List<NativeCost> ratios) {
        return new NativeCost(geometricMean(ratios, NativeCost::seconds), geometricMean(ratios, NativeCost::kibibytes));
    }

    private static double geometricMean(List<NativeCost> ratios, ToDoubleFunction<NativeCost> part) {
        return Math.exp(ratios.stream()
                .mapToDouble(ratio -> Math.log(part.applyAsDouble(ratio)))
                .average()
                .orElseThrow());
    }
}
