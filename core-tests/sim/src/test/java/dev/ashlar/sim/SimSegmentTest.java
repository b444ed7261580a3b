package dev.ashlar.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.platform.Sim;
import dev.ashlar.platform.Threads;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.SegmentSubject;
import dev.ashlar.suites.SegmentSuite;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite on simulated memory, with OS pages of each size that processors have, and with little address space. */
final class SimSegmentTest {
    private static long threads = 1000;

    static SegmentBlocks fresh(long pageBytes) {
        Sim.reset(pageBytes);
        return new SegmentSubject(SimSegmentTest::inThread);
    }

    /** Another simulated thread, which never has the id of one before. */
    static void inThread(Runnable work) {
        long before = Threads.id();
        Sim.runAs(threads += 16);
        work.run();
        Sim.runAs(before);
    }

    @Nested
    class PagesOf4K extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            return fresh(4096);
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class PagesOf16K extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            return fresh(16384);
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }

    @Nested
    class PagesOf64K extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            return fresh(65536);
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }

    @Nested
    class Windows extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            Sim.resetToWindows();
            return new SegmentSubject(SimSegmentTest::inThread);
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    /** 4 GiB of addresses hold no page table for 1 TiB. */
    @Nested
    class ASmallTable extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            SegmentBlocks blocks = fresh(4096);
            Sim.limitAddressSpace(1L << 30);
            return blocks;
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }

    @Nested
    class NoTable extends SegmentSuite {
        @Override
        protected SegmentBlocks open() {
            SegmentBlocks blocks = fresh(4096);
            Sim.refuseMappings(bytes -> bytes == 1L << 31 || bytes == 1L << 23);
            return blocks;
        }

        @Override
        protected int traceSteps() {
            return 200;
        }
    }

    /** Of what is free and idle the system may have been short. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereMemoryIsRefusedWhatIsIdleIsGivenBackFirst(boolean isWindows) {
        if (isWindows) Sim.resetToWindows();
        else Sim.reset(4096);
        try (SegmentSubject heap = new SegmentSubject(SimSegmentTest::inThread)) {
            long first = heap.malloc(3 << 20);
            long idle = heap.malloc(3 << 20);
            long last = heap.malloc(3 << 20); // the large one comes behind it
            assertEquals(0, heap.free(idle));
            long before = heap.statistic(SegmentStats.TOTAL, SegmentStats.PURGED);
            Sim.failCall(1);
            long large = heap.malloc(20 << 20);
            assertNotEquals(0, large);
            assertTrue(Sim.failed());
            assertTrue(heap.statistic(SegmentStats.TOTAL, SegmentStats.PURGED) > before);
            for (long payload : new long[] {first, last, large}) assertEquals(0, heap.free(payload));
            assertEquals(List.of(), heap.faults());
        }
    }

    /** On POSIX, on Windows, and without a table. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void closingGivesAllMemoryBack(int where) {
        if (where == 1) Sim.resetToWindows();
        else Sim.reset(4096);
        if (where == 2) Sim.refuseMappings(bytes -> bytes == 1L << 31 || bytes == 1L << 23);
        long before = Sim.mappedBytes();
        SegmentSubject heap = new SegmentSubject(SimSegmentTest::inThread);
        for (int i = 0; i < 40; i++) heap.inThread(() -> assertNotEquals(0, heap.malloc(100)));
        for (int i = 0; i < 30; i++) assertNotEquals(0, heap.malloc(10L << 20));
        assertTrue(Sim.mappedBytes() > before + (300 << 20));
        heap.close();
        assertEquals(before, Sim.mappedBytes());
    }
}
