package dev.ashlar;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Budgets and what heaps have of them: no sum is above a limit for whoever looks, and all are exact in the end. */
final class BudgetStress {
    private BudgetStress() {}

    /** Two want more than half of what there is above them: one gets it, and nothing is left of the other's attempt. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them has it, and the sums say so")
    @State
    public static class TwoReserve {
        private final Budget above = Budget.of("above", 10);
        private final Budget a = above.child("a", 10);
        private final Budget b = above.child("b", 10);

        @Actor
        public void first(III_Result result) {
            result.r1 = a.tryReserve(6) ? 1 : 0;
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = b.tryReserve(6) ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            boolean isExact = a.usedBytes() == 6L * result.r1 && b.usedBytes() == 6L * result.r2;
            result.r3 = isExact && above.usedBytes() == 6 ? 1 : 0;
        }
    }

    /** One gives back, two take, and each looks at what is used: never more than the limit. */
    @JCStressTest
    @Outcome(id = ".*, 1", expect = Expect.ACCEPTABLE, desc = "within the limit, and exact")
    @State
    public static class ReserveAndRelease {
        private final Budget above = Budget.of("above", 10);
        private final Budget a = above.child("a", 10);
        private boolean hasFirst;
        private boolean hasSecond;
        private boolean isAbove;

        public ReserveAndRelease() {
            a.reserve(6);
        }

        @Actor
        public void first() {
            a.release(6);
            hasFirst = a.tryReserve(4);
        }

        @Actor
        public void second() {
            hasSecond = a.tryReserve(6);
            isAbove = above.usedBytes() > 10 || a.usedBytes() > 10;
        }

        @Arbiter
        public void look(II_Result result) {
            long used = (hasFirst ? 4 : 0) + (hasSecond ? 6 : 0);
            result.r1 = (int) used;
            result.r2 = !isAbove && a.usedBytes() == used && above.usedBytes() == used ? 1 : 0;
        }
    }

    /** One waits for what the other gives back, and is told. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "served")
    @State
    public static class AwaitAndRelease {
        private final Budget budget = Budget.of("budget", 10);

        public AwaitAndRelease() {
            budget.reserve(10);
        }

        @Actor
        public void await(I_Result result) {
            try {
                result.r1 = budget.awaitAndReserve(10, Duration.ofSeconds(20)) ? 1 : 0;
            } catch (InterruptedException interrupted) {
                result.r1 = -1;
            }
        }

        @Actor
        public void release() {
            budget.release(10);
        }
    }

    /** A heap takes more while somebody has it give back: what it may have is what it has taken. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the budget, the quota and the limit agree")
    @State
    public static class GrowAndSpare {
        private static final long GRANULE_BYTES = 64 << 10;

        private final Budget budget = Budget.of("budget", 1 << 30);
        private volatile long limitBytes;
        private final Quota quota = new Quota(budget, bytes -> limitBytes = bytes, () -> GRANULE_BYTES, () -> {});

        public GrowAndSpare() {
            quota.grow(1);
        }

        @Actor
        public void grow() {
            quota.grow(1);
        }

        @Actor
        public void spare() {
            quota.spare();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = quota.bytes() == budget.usedBytes() && limitBytes == quota.bytes() ? 1 : 0;
        }
    }
}
