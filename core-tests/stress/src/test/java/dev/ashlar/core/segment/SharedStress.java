package dev.ashlar.core.segment;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** What else threads share: granules, and heaps that wait for a thread. */
final class SharedStress {
    private SharedStress() {}

    /** Two threads claim one granule each of two, and a third run of two fails. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 0", "1, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one each")
    @State
    public static class TwoClaim {
        private final long segment = Room.fresh();

        public TwoClaim() {
            Segment.open(segment, 2, false, true);
        }

        @Actor
        public void first(III_Result result) {
            result.r1 = Segment.claim(segment, 1, false, 0, 1);
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = Segment.claim(segment, 1, false, 0, 1);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = (int) Segment.free(segment);
        }
    }

    /** One thread claims two granules, another gives one of them back and claims it again: never both at once. */
    @JCStressTest
    @Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "the pair was first")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "the one was")
    @Outcome(id = "-1, -1", expect = Expect.FORBIDDEN, desc = "nobody has what is free")
    @State
    public static class ClaimAndRelease {
        private final long segment = Room.fresh();

        public ClaimAndRelease() {
            Segment.open(segment, 2, false, true);
            Segment.tryClaim(segment, 2);
        }

        @Actor
        public void releaseAndClaim(II_Result result) {
            Segment.release(segment, 2);
            result.r2 = Segment.tryClaim(segment, 2) ? 1 : -1;
        }

        @Actor
        public void claimBoth(II_Result result) {
            result.r1 = Segment.claim(segment, 2, false, 0, 1);
        }
    }

    /** Two threads end and two begin: no heap is given to both, and none is lost. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "different heaps, and both wait again")
    @State
    public static class IdleHeaps {
        private final long idle = Room.fresh();

        public IdleHeaps() {
            for (int i = 1; i <= 2; i++)
                Heaps.push(idle, idle + i * 64L - Heap.IDLE); // of a heap only that field is used
        }

        @Actor
        public void first() {
            Heaps.push(idle, Heaps.pop(idle));
        }

        @Actor
        public void second() {
            Heaps.push(idle, Heaps.pop(idle));
        }

        @Arbiter
        public void look(II_Result result) {
            long one = Heaps.pop(idle);
            long two = Heaps.pop(idle);
            result.r1 = one != two && Heaps.pop(idle) == 0 ? 1 : 0;
            result.r2 = (one != 0 ? 1 : 0) + (two != 0 ? 1 : 0);
        }
    }
}
