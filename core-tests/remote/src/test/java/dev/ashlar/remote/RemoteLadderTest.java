package dev.ashlar.remote;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.suites.CompiledLadder;
import dev.ashlar.suites.LadderStepsSuite;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.LadderSuite;
import org.junit.jupiter.api.Nested;

/** The suite on the ladder as compiled for the machine. */
final class RemoteLadderTest {
    @Nested
    class Steps extends LadderStepsSuite {
        @Override
        protected LadderSubject make(int step) {
            return new CompiledLadder(step, Server.library());
        }
    }

    private abstract static class Compiled extends LadderSuite {
        Compiled(int step) {
            super(step);
        }

        @Override
        protected LadderSubject make(int step) {
            return new CompiledLadder(step, Server.library());
        }

        @Override
        protected int traceSteps() {
            return 500;
        }
    }

    @Nested
    class Arenas extends Compiled {
        Arenas() {
            super(Ladder.ARENAS);
        }
    }
}
