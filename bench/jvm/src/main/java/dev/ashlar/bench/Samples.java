package dev.ashlar.bench;

import java.util.ArrayList;
import java.util.List;

/** What was measured of a case so far. */
final class Samples {
    private final List<Double> times = new ArrayList<>();
    private final List<Double> garbageBytes = new ArrayList<>();

    void addTime(double time) {
        times.add(time);
    }

    void addGarbage(double bytes) {
        garbageBytes.add(bytes);
    }

    boolean isEmpty() {
        return times.isEmpty();
    }

    Figure figure() {
        return Figure.of(array(times), array(garbageBytes));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
