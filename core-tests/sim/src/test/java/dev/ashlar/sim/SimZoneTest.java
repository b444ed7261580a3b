package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.platform.Sim;
import dev.ashlar.suites.CoreSubject;
import dev.ashlar.suites.Subject;
import dev.ashlar.suites.ZoneSuite;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The suite on simulated memory, with OS pages of each size that processors have. */
final class SimZoneTest {
    private static Subject fresh(long pageBytes) {
        Sim.reset(pageBytes);
        return subject();
    }

    private static Subject subject() {
        return new CoreSubject(show -> {
            int before = Sim.console().length();
            show.accept(1);
            return Sim.console().substring(before);
        });
    }

    @Nested
    class PagesOf4K extends ZoneSuite {
        @Override
        protected Subject open() {
            return fresh(4096);
        }

        @Override
        protected int traceSteps() {
            return 700;
        }
    }

    @Nested
    class Windows extends ZoneSuite {
        @Override
        protected Subject open() {
            Sim.resetToWindows();
            return subject();
        }

        /** It begins inside the range that was reserved for it. */
        @Test
        void anAlignedBlockGoesBackAsAWhole() {
            heap.free(heap.alignedAlloc(1 << 20, 300_000));
            long before = Sim.mappedBytes();
            for (long alignment = 8192; alignment <= 1 << 20; alignment *= 2) {
                long payload = heap.alignedAlloc(alignment, 300_000);
                assertEquals(0, payload % alignment);
                assertTrue(Sim.mappedBytes() > before);
                assertEquals(0, heap.free(payload));
                assertEquals(before, Sim.mappedBytes());
            }
        }

        @Override
        protected int traceSteps() {
            return 700;
        }
    }

    @Nested
    class PagesOf16K extends ZoneSuite {
        @Override
        protected Subject open() {
            return fresh(16384);
        }

        @Override
        protected int traceSteps() {
            return 300;
        }
    }

    @Nested
    class PagesOf64K extends ZoneSuite {
        @Override
        protected Subject open() {
            return fresh(65536);
        }

        @Override
        protected int traceSteps() {
            return 300;
        }
    }
}
