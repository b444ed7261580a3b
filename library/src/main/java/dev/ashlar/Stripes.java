package dev.ashlar;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What virtual threads share: some more heaps than there are processors, so that whoever comes finds one that is not taken. */
final class Stripes {
    /** A power of two, and at least twice the processors. */
    static final int COUNT = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1);

    /** Rounds in which a thread that finds all of them taken yields, before it naps. */
    private static final int YIELDS = 8;

    private static final long NAP_NANOS = 50_000;

    private final Stripe[] stripes = new Stripe[COUNT];

    Stripes(Root root) {
        // No thread has such an id: theirs are positive.
        for (int i = 0; i < stripes.length; i++) stripes[i] = new Stripe(new LocalHeap(root, -(i + 1L) << 4));
    }

    Stripe first() {
        return stripes[0];
    }

    /** One that the caller has to itself until {@link Stripe#leave}: the one of its id, or the next that is not taken. */
    Stripe enter() {
        Stripe free = enterFree();
        return free != null ? free : waitForOne();
    }

    private @Nullable Stripe enterFree() {
        int first = (int) Thread.currentThread().threadId();
        for (int i = first; i != first + stripes.length; i++) {
            Stripe stripe = stripes[i & stripes.length - 1];
            if (stripe.tryEnter()) return stripe;
        }
        return null;
    }

    /**
     * Whoever is inside may be a virtual thread that waits for this one's carrier. To yield is not enough if a platform thread has
     * woken it: carriers look for those when they have no others, and who yields is another.
     */
    private Stripe waitForOne() {
        boolean isInterrupted = false;
        Stripe free = null;
        for (int round = 0; free == null; round++) {
            isInterrupted |= Thread.interrupted(); // who is interrupted can't nap
            if (round < YIELDS) Thread.yield();
            else LockSupport.parkNanos(NAP_NANOS);
            free = enterFree();
        }
        if (isInterrupted) Thread.currentThread().interrupt();
        return free;
    }

    /** Has each where nobody is inside give back what it does not need; how many bytes went to the system. */
    long collect() {
        long bytes = 0;
        for (Stripe stripe : stripes) {
            if (!stripe.tryEnter()) continue;
            try {
                bytes += stripe.local.collect();
            } finally {
                stripe.leave();
            }
        }
        return bytes;
    }

    /** What all of them keep ready. */
    Kept kept() {
        Kept kept = Kept.NOTHING;
        for (Stripe stripe : stripes) kept = kept.and(stripe.local.kept());
        return kept;
    }

    /** Tells each one's heap, with its number. */
    void forEach(BiConsumer<LocalHeap, Integer> take) {
        for (int i = 0; i < stripes.length; i++) take.accept(stripes[i].local, i);
    }

    void close() {
        for (Stripe stripe : stripes) stripe.local.close();
    }
}
