package dev.ashlar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A heap of the core's for whoever is inside. */
final class Stripe {
    private static final VarHandle IS_TAKEN;

    static {
        try {
            IS_TAKEN = MethodHandles.lookup().findVarHandle(Stripe.class, "isTaken", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Operations of one thread, with no other's in between, until it is said to be at home here. */
    static final int STREAK = 1024;

    final LocalHeap local;
    private boolean isTaken;
    private long visitor;
    private int visits;

    Stripe(LocalHeap local) {
        this.local = local;
    }

    /** Takes it if nobody has it; whether it did. */
    boolean tryEnter() {
        return !(boolean) IS_TAKEN.getOpaque(this) && IS_TAKEN.compareAndSet(this, false, true);
    }

    /** Whether the calling thread, who is inside, has been the only one for long. */
    boolean isStreak() {
        long id = Thread.currentThread().threadId();
        if (id != visitor) {
            visitor = id;
            visits = 0;
        }
        return ++visits % STREAK == 0;
    }

    void leave() {
        IS_TAKEN.setRelease(this, false);
    }
}
