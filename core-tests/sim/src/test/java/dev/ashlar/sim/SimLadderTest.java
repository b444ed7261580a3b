package dev.ashlar.sim;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.platform.Sim;
import dev.ashlar.suites.LadderStepsSuite;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.LadderSuite;
import org.junit.jupiter.api.Nested;

/** The suite on simulated memory, where the program break moves; the last step with OS pages of 64 KiB, and where nothing moves, too. */
final class SimLadderTest {
    private abstract static class OnLinux extends LadderSuite {
        OnLinux(int step) {
            super(step);
        }

        @Override
        protected LadderSubject make(int step) {
            Sim.reset(4096);
            return new LadderSubject(step);
        }

        @Override
        protected int traceSteps() {
            return 300;
        }
    }

    @Nested
    class Steps extends LadderStepsSuite {
        @Override
        protected LadderSubject make(int step) {
            Sim.reset(4096);
            return new LadderSubject(step);
        }
    }

    @Nested
    class Header extends OnLinux {
        Header() {
            super(Ladder.HEADER);
        }
    }

    @Nested
    class List extends OnLinux {
        List() {
            super(Ladder.LIST);
        }
    }

    @Nested
    class Split extends OnLinux {
        Split() {
            super(Ladder.SPLIT);
        }
    }

    @Nested
    class Merge extends OnLinux {
        Merge() {
            super(Ladder.MERGE);
        }
    }

    @Nested
    class Map extends OnLinux {
        Map() {
            super(Ladder.MAP);
        }
    }

    @Nested
    class Bins extends OnLinux {
        Bins() {
            super(Ladder.BINS);
        }
    }

    @Nested
    class Arenas extends OnLinux {
        Arenas() {
            super(Ladder.ARENAS);
        }
    }

    @Nested
    class ArenasWithPagesOf64K extends OnLinux {
        ArenasWithPagesOf64K() {
            super(Ladder.ARENAS);
        }

        @Override
        protected LadderSubject make(int step) {
            Sim.reset(65536);
            return new LadderSubject(step);
        }
    }

    @Nested
    class MapOnWindows extends OnLinux {
        MapOnWindows() {
            super(Ladder.MAP);
        }

        @Override
        protected LadderSubject make(int step) {
            Sim.resetToWindows();
            return new LadderSubject(step);
        }
    }
}
