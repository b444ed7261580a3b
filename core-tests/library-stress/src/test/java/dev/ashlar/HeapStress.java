package dev.ashlar;

import dev.ashlar.platform.Mem;
import java.lang.foreign.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** What threads share inside a shared heap: no block is two threads', and each holder of a stripe finds what the last one left. */
final class HeapStress {
    private HeapStress() {}

    /** A block that is marked with {@code mark}. */
    private static long marked(long block, int mark) {
        Mem.putLong(block, mark);
        return block;
    }

    /** Two threads allocate from one stripe's heap, whose fields are plain. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "two blocks, and both were counted")
    @State
    public static class TwoHoldersOfAStripe {
        private static final Stripe STRIPE = new Stripe(
                new LocalHeap(new Root(Heap.confined(), Arena.global(), new HeapTraits("stripe", 0, null), null), -16));

        private long first;
        private long second;
        private int entries;

        private void enter() {
            while (!STRIPE.tryEnter()) Thread.onSpinWait();
            entries++;
        }

        @Actor
        public void first() {
            enter();
            first = marked(STRIPE.local.malloc(40), 1);
            STRIPE.leave();
        }

        @Actor
        public void second() {
            enter();
            second = marked(STRIPE.local.malloc(40), 2);
            STRIPE.leave();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = Mem.getLong(first) == 1 && Mem.getLong(second) == 2 ? 1 : 0;
            result.r2 = entries == 2 ? 1 : 0;
            enter();
            STRIPE.local.free(first);
            if (first != second) STRIPE.local.free(second);
            STRIPE.leave();
        }
    }

    /** A thread frees what the other one has allocated, which allocates meanwhile: what is live is nobody else's. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "1, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "what came was whole, and so is what came after")
    @State
    public static class FreeAndMalloc {
        private static final SharedHeap HEAP = new SharedHeap(new HeapTraits("tested", 0, null), null);

        private volatile long travelling;
        private long second;
        private long third;

        @Actor
        public void owner() {
            long first = HEAP.malloc(40);
            travelling = marked(first, 1);
            second = marked(HEAP.malloc(40), 2);
        }

        @Actor
        public void other(III_Result result) {
            long block = travelling;
            result.r1 = block == 0 || Mem.getLong(block) == 1 ? 1 : 0;
            result.r2 = block == 0 ? 0 : 1;
            if (block != 0) HEAP.free(block);
            third = marked(HEAP.malloc(40), 3);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = Mem.getLong(second) == 2 && Mem.getLong(third) == 3 ? 1 : 0;
            if (result.r2 == 0) HEAP.free(travelling);
            HEAP.free(second);
            HEAP.free(third);
        }
    }

    /** Two threads close a heap: one of them does, and its budget has everything back once. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "closed, and nothing is left")
    @State
    public static class TwoClose {
        private final Budget budget = Budget.of("budget", 1 << 20);
        private final SharedHeap heap = new SharedHeap(new HeapTraits("tested", 0, budget), null);

        private int failures() {
            try {
                heap.close();
                return 0;
            } catch (IllegalStateException refused) {
                return 1;
            }
        }

        @Actor
        public void first(III_Result result) {
            result.r1 = failures();
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = failures();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = (int) budget.usedBytes();
        }
    }
}
