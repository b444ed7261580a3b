package dev.ashlar.jvm;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.suites.LadderStepsSuite;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.LadderSuite;
import org.junit.jupiter.api.Nested;

/** The suite in the JVM, whose break is a reserved range: what differs most from one step to another. */
final class JvmLadderTest {
    @Nested
    class Steps extends LadderStepsSuite {
        @Override
        protected LadderSubject make(int step) {
            return new LadderSubject(step);
        }
    }

    private abstract static class InTheJvm extends LadderSuite {
        InTheJvm(int step) {
            super(step);
        }

        @Override
        protected LadderSubject make(int step) {
            return new LadderSubject(step);
        }
    }

    @Nested
    class List extends InTheJvm {
        List() {
            super(Ladder.LIST);
        }
    }

    @Nested
    class Merge extends InTheJvm {
        Merge() {
            super(Ladder.MERGE);
        }
    }

    @Nested
    class Arenas extends InTheJvm {
        Arenas() {
            super(Ladder.ARENAS);
        }
    }
}
