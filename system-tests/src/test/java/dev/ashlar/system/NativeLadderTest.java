package dev.ashlar.system;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.suites.CompiledLadder;
import dev.ashlar.suites.LadderStepsSuite;
import dev.ashlar.suites.LadderSubject;
import dev.ashlar.suites.LadderSuite;
import org.junit.jupiter.api.Nested;

/** The suite on the ladder as it was compiled to C, at the program break, which the JVM's own malloc moves, too. */
final class NativeLadderTest {
    @Nested
    class Steps extends LadderStepsSuite {
        @Override
        protected LadderSubject make(int step) {
            return new CompiledLadder(step, Exports.LIBRARY);
        }
    }

    private abstract static class Compiled extends LadderSuite {
        Compiled(int step) {
            super(step);
        }

        @Override
        protected LadderSubject make(int step) {
            return new CompiledLadder(step, Exports.LIBRARY);
        }
    }

    @Nested
    class List extends Compiled {
        List() {
            super(Ladder.LIST);
        }
    }

    @Nested
    class Merge extends Compiled {
        Merge() {
            super(Ladder.MERGE);
        }
    }

    @Nested
    class Arenas extends Compiled {
        Arenas() {
            super(Ladder.ARENAS);
        }
    }
}
