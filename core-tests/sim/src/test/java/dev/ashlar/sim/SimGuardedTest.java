package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.GuardedSubject;
import dev.ashlar.suites.GuardedSuite;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingGivesAllMemoryBack(boolean isWindows) {
        if (isWindows) Sim.resetToWindows();
        else Sim.reset(4096);
        long before = Sim.mappedBytes();
        GuardedSubject heap = new GuardedSubject();
        heap.configure(false, 0, 1 << 20, 3);
        for (int i = 0; i < 300; i++) assertNotEquals(0, heap.malloc(10_000));
        for (long i = 0; i < 6000; i++)
            assertNotEquals(0, heap.stack(LongStream.range(i, i + 60).boxed().toList()));
        assertTrue(Sim.mappedBytes() > before + 5_000_000);
        heap.close();
        assertEquals(before, Sim.mappedBytes());
    }
}
