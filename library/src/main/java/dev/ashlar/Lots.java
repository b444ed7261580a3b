package dev.ashlar;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Draws one of so many, in the mean: at random, so that no rhythm of a program's hides a place from it. Each thread counts down to its
 * next by itself; two whose ids meet may miss some of each other's steps, which does no harm.
 * <pre>
 *   left    | 17 | … 15 unused … | 803 | … |      of 64 threads, each in a cache line of its own; 0: not yet drawn
 * </pre>
 */
final class Lots {
    private static final int THREADS = 64;
    private static final int LOG_INTS_OF_A_CACHE_LINE = 4;

    private final int every;
    private final int[] left = new int[THREADS << LOG_INTS_OF_A_CACHE_LINE];

    Lots(int every) {
        this.every = every;
    }

    int every() {
        return every;
    }

    boolean isDrawn() {
        int i = ((int) Thread.currentThread().threadId() & THREADS - 1) << LOG_INTS_OF_A_CACHE_LINE;
        int after = left[i] - 1;
        if (after <= 0) return isDrawnSlow(i, after);
        left[i] = after;
        return false;
    }

    private boolean isDrawnSlow(int i, int after) {
        int distance = distance();
        left[i] = after == 0 ? distance : distance - 1;
        if (after == 0) return true;
        if (distance > 1) return false;
        left[i] = distance();
        return true;
    }

    /** To the next that is drawn, if each is with a chance of 1 to {@code every}: 1 or more. */
    private int distance() {
        if (every == 1) return 1;
        double unlike = ThreadLocalRandom.current().nextDouble(Double.MIN_VALUE, 1);
        return (int) (1 + Math.min(Math.log(unlike) / Math.log1p(-1.0 / every), Integer.MAX_VALUE - 1));
    }
}
