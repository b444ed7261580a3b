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

    final LocalHeap local;
    private boolean isTaken;

    Stripe(LocalHeap local) {
        this.local = local;
    }

    /** Takes it if nobody has it; whether it did. */
    boolean tryEnter() {
        return !(boolean) IS_TAKEN.getOpaque(this) && IS_TAKEN.compareAndSet(this, false, true);
    }

    void leave() {
        IS_TAKEN.setRelease(this, false);
    }
}
