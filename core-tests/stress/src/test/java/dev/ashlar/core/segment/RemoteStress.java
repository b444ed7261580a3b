package dev.ashlar.core.segment;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word in which pages receive slots: nothing is lost, nothing comes twice, and one thread alone gets a page. */
final class RemoteStress {
    private RemoteStress() {}

    /** Two threads give chains to a page. */
    @JCStressTest
    @Outcome(id = "15", expect = Expect.ACCEPTABLE, desc = "all four slots")
    @State
    public static class TwoPush {
        private final long page = Room.fresh();

        @Actor
        public void first() {
            long last = Room.slot(page, 0);
            Slot.setNext(Room.slot(page, 1), last);
            Remote.push(page, Room.slot(page, 1), last, 2);
        }

        @Actor
        public void second() {
            long last = Room.slot(page, 2);
            Slot.setNext(Room.slot(page, 3), last);
            Remote.push(page, Room.slot(page, 3), last, 2);
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = Room.arrived(page);
        }
    }

    /** The owner collects while another gives: what was not collected is still there. */
    @JCStressTest
    @Outcome(id = "0, 1, 9", expect = Expect.ACCEPTABLE, desc = "collected before it came")
    @Outcome(id = "1, 0, 9", expect = Expect.ACCEPTABLE, desc = "collected")
    @State
    public static class PushAndCollect {
        private final long page = Room.fresh();

        public PushAndCollect() {
            Page.setUsed(page, 10);
        }

        @Actor
        public void give() {
            Remote.push(page, Room.slot(page, 0), Room.slot(page, 0), 1);
        }

        @Actor
        public void collect() {
            Remote.collect(page);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r1 = Page.free(page) == Room.slot(page, 0) ? 1 : 0;
            result.r2 = Room.arrived(page);
            Remote.collect(page);
            result.r3 = Page.used(page);
        }
    }

    /** A full page, abandoned, of few slots: the first to give takes it, and has both slots or the other comes later. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 3", "0, 1, 3"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them took it")
    @State
    public static class TwoPushToAnAbandonedPage {
        private final long page = Room.fresh();

        public TwoPushToAnAbandonedPage() {
            Page.setUsed(page, 4);
            Remote.abandonFull(page);
        }

        @Actor
        public void first(III_Result result) {
            result.r1 = Remote.push(page, Room.slot(page, 0), Room.slot(page, 0), 1) ? 1 : 0;
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = Remote.push(page, Room.slot(page, 1), Room.slot(page, 1), 1) ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = Room.arrived(page);
        }
    }

    /** The thread that had a full page takes it back while another gives to it: one of them has it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them took it")
    @State
    public static class PushAndReclaim {
        private final long page = Room.fresh();

        public PushAndReclaim() {
            Page.setUsed(page, 4);
            Remote.abandonFull(page);
        }

        @Actor
        public void give(III_Result result) {
            result.r1 = Remote.push(page, Room.slot(page, 0), Room.slot(page, 0), 1) ? 1 : 0;
        }

        @Actor
        public void reclaim(III_Result result) {
            result.r2 = Remote.tryTakeFull(page) ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = Room.arrived(page);
        }
    }

    /** A page in the pool is wanted by two heaps: one alone gets it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them took it")
    @State
    public static class TwoTakeAPooledPage {
        private final long page = Room.fresh();

        public TwoTakeAPooledPage() {
            Page.setUsed(page, 1);
            Remote.abandonPooled(page);
        }

        @Actor
        public void first(II_Result result) {
            result.r1 = Remote.tryTakePooled(page) ? 1 : 0;
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = Remote.tryTakePooled(page) ? 1 : 0;
        }
    }

    /** A page in the pool is wanted by a heap while its last slot comes back: one of the two has it, and the slot is there. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them took it")
    @State
    public static class TakeAndLastPush {
        private final long page = Room.fresh();

        public TakeAndLastPush() {
            Page.setUsed(page, 1);
            Remote.abandonPooled(page);
        }

        @Actor
        public void take(III_Result result) {
            result.r1 = Remote.tryTakePooled(page) ? 1 : 0;
        }

        @Actor
        public void give(III_Result result) {
            result.r2 = Remote.push(page, Room.slot(page, 0), Room.slot(page, 0), 1) ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = Room.arrived(page);
        }
    }

    /** A heap lets go of a full page while another thread gives to it: it lets go, or has the slot. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "let go, then taken; or kept")
    @State
    public static class AbandonAndPush {
        private final long page = Room.fresh();

        public AbandonAndPush() {
            Page.setUsed(page, 4);
        }

        @Actor
        public void letGo(II_Result result) {
            result.r1 = Remote.abandonFull(page) ? 1 : 0;
        }

        @Actor
        public void give(II_Result result) {
            result.r2 = Remote.push(page, Room.slot(page, 0), Room.slot(page, 0), 1) ? 1 : 0;
        }
    }
}
