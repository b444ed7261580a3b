package dev.ashlar.lab;

import java.util.OptionalLong;

/**
 * How a malloc did.
 *
 * @param failure why there are no figures, or empty
 * @param seconds the median time
 * @param peakBytes the most memory that it had resident
 * @param utilisation of the peak, the part that was live payload
 * @param visited free blocks that its searches looked at, if it says so
 */
record Standing(String name, String failure, double seconds, long peakBytes, double utilisation, OptionalLong visited) {
    private static final double WEIGHT_OF_MEMORY = 0.6;
    private static final double WEIGHT_OF_TIME = 0.4;

    static Standing failed(String name, String failure) {
        return new Standing(name, failure, 0, 0, 0, OptionalLong.empty());
    }

    boolean hasFigures() {
        return failure.isEmpty();
    }

    /** Between 0 and 1: {@code 0.6 × utilisation + 0.4 × min(1, throughput / libc's)}; the operations are the same for all. */
    double score(double systemSeconds) {
        return WEIGHT_OF_MEMORY * utilisation + WEIGHT_OF_TIME * Math.min(1, systemSeconds / seconds);
    }
}
