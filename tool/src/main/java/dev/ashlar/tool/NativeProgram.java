package dev.ashlar.tool;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program to measure.
 *
 * @param groups of programs that get a mean of their own
 * @param environment beyond what it inherits
 * @param stdin a file, relative to where the program runs
 * @param expected what its output has to contain
 * @param ownTime where its output says how long it took; without one the clock counts
 */
record NativeProgram(
        String name,
        List<String> groups,
        Map<String, String> environment,
        String stdin,
        @Nullable Pattern expected,
        @Nullable OwnTime ownTime,
        List<String> command) {

    /** A program's own seconds or own rate, whose inverse is the time: the first group of {@code pattern}. */
    record OwnTime(Pattern pattern, boolean isRate) {
        private double seconds(String output) throws NativeFailure {
            Matcher matcher = pattern.matcher(output);
            if (!matcher.find()) throw new NativeFailure("no time in its output", output);
            double value = positive(matcher.group(1));
            return isRate ? 1 / value : value;
        }

        private static double positive(@Nullable String text) throws NativeFailure {
            try {
                double value = Double.parseDouble(String.valueOf(text));
                if (value > 0 && value < Double.POSITIVE_INFINITY) return value;
            } catch (NumberFormatException noNumber) {
                // told below
            }
            throw new NativeFailure("its own time is '%s'".formatted(text));
        }
    }

    /** The time that counts for a run; fails if the output is wrong or lacks it. */
    double seconds(String output, double wallSeconds) throws NativeFailure {
        if (expected != null && !expected.matcher(output).find()) throw new NativeFailure("wrong output", output);
        return ownTime == null ? wallSeconds : ownTime.seconds(output);
    }
}
