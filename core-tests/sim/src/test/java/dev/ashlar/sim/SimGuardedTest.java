package dev.ashlar.sim;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;
import org.junit.jupiter.api.Nested;

/** The suite on simulated memory, with OS pages of the smallest and the largest size that processors have. */
final class SimGuardedTest {
    private static GuardedSubject fresh(long pageBytes) {
        Sim.reset(pageBytes);
        return new GuardedSubject();
    }

    @Nested
    class PagesOf4K extends GuardedSuite {
        @Override
        protected GuardedSubject open() {
            return fresh(4096);
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class PagesOf64K extends GuardedSuite {
        @Override
        protected GuardedSubject open() {
            return fresh(65536);
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }
}
