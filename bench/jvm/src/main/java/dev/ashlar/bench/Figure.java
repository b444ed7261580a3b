package dev.ashlar.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one allocator in one row, over all rounds and iterations.
 *
 * @param time the median
 * @param spread half of what the middle half of them lies in
 * @param garbageBytes per operation
 */
record Figure(double time, double spread, double garbageBytes) {
    /** JMH's own threads allocate now and then; what they do is not the allocator's. */
    private static final double LEAST_GARBAGE_BYTES = 0.5;

    static Figure of(double[] times, double[] garbageBytes) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        ToDoubleFunction<Double> at = part -> quantile(sorted, part);
        double[] garbage = garbageBytes.clone();
        Arrays.sort(garbage);
        return new Figure(
                at.applyAsDouble(0.5),
                (at.applyAsDouble(0.75) - at.applyAsDouble(0.25)) / 2,
                garbage.length == 0 ? 0 : quantile(garbage, 0.5));
    }

    /** Between two of them, in a straight line. */
    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String toString() {
        String text = number(time) + " ±" + number(spread);
        return garbageBytes < LEAST_GARBAGE_BYTES ? text : text + String.format(Locale.ROOT, " %.0fB", garbageBytes);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
