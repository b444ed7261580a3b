package dev.ashlar.sim;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GrowingSubject;
import dev.ashlar.suites.GrowingSuite;
import org.junit.jupiter.api.Nested;

/** The suite on simulated memory, with OS pages of each size that processors have. */
final class SimGrowingTest {
    private static GrowingSubject fresh(long pageBytes) {
        Sim.reset(pageBytes);
        return new GrowingSubject();
    }

    @Nested
    class PagesOf4K extends GrowingSuite {
        @Override
        protected GrowingSubject open() {
            return fresh(4096);
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class Windows extends GrowingSuite {
        @Override
        protected GrowingSubject open() {
            Sim.resetToWindows();
            return new GrowingSubject();
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class PagesOf16K extends GrowingSuite {
        @Override
        protected GrowingSubject open() {
            return fresh(16384);
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }

    @Nested
    class PagesOf64K extends GrowingSuite {
        @Override
        protected GrowingSubject open() {
            return fresh(65536);
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }
}
