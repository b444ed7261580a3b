package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The suite on simulated memory, with OS pages of each size that processors have. */
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
    class Windows extends GuardedSuite {
        @Override
        protected GuardedSubject open() {
            Sim.resetToWindows();
            return new GuardedSubject();
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class PagesOf16K extends GuardedSuite {
        @Override
        protected GuardedSubject open() {
            return fresh(16384);
        }

        @Override
        protected int traceSteps() {
            return 200;
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

    @Test
    void whereTheSystemRefusesAFenceTheBlockHasNone() {
        GuardedSubject heap = fresh(4096);
        heap.configure(false, 0, 1 << 20, 2);
        for (int i = 0; i < 4; i++) assertNotEquals(0, heap.malloc(100));
        long committedBytes = heap.committedBytes();
        for (int i = 0; i < 20; i++) {
            Sim.failCall(1);
            assertNotEquals(0, heap.malloc(100));
            assertNotEquals(0, heap.malloc(100));
            assertTrue(Sim.failed());
        }
        assertEquals(committedBytes, heap.committedBytes());
        assertEquals(44, heap.liveBlocks());
        assertEquals(List.of(), heap.faults());
    }
}
