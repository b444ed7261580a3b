package dev.ashlar.platform;

/** {@code Threads} of the simulated machine, which runs one at a time; see {@link Sim#runAs}. */
public final class Threads {
    private Threads() {}

    private static final long LOCKED = 1;

    public static long id() {
        return Sim.threadId();
    }

    public static long heap() {
        return Sim.threadHeap();
    }

    public static void setHeap(long heap) {
        Sim.setThreadHeap(heap);
    }

    public static void watchExit() {
        // A simulated thread ends when its test says so.
    }

    public static boolean isEnding() {
        return false;
    }

    public static long mutexBytes() {
        return Long.BYTES;
    }

    public static void mutexLock(long mutex) {
        while (Mem.getLong(mutex) == LOCKED) Sim.mustPass();
        Mem.putLong(mutex, LOCKED);
    }

    public static void mutexUnlock(long mutex) {
        if (Mem.getLong(mutex) != LOCKED) throw new Sim.Fault("the mutex at 0x%x is not locked".formatted(mutex));
        Mem.putLong(mutex, 0);
    }

    public static void mutexReset(long mutex) {
        Mem.putLong(mutex, 0);
    }

    private static boolean waiting;

    public static boolean isWaiting() {
        return waiting;
    }

    public static void setWaiting(boolean newWaiting) {
        waiting = newWaiting;
    }
}
