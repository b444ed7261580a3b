package dev.ashlar.platform;

/** {@code Threads} of this process, one at a time, for code that runs here: nobody waits for anybody. */
public final class Threads {
    private Threads() {}

    private static final long LOCKED = 1;
    private static final ThreadLocal<long[]> HEAP = ThreadLocal.withInitial(() -> new long[1]);
    private static final ThreadLocal<Boolean> WAITING = ThreadLocal.withInitial(() -> false);

    public static long id() {
        return Thread.currentThread().threadId() + 1 << 4;
    }

    public static long heap() {
        return HEAP.get()[0];
    }

    public static void setHeap(long heap) {
        HEAP.get()[0] = heap;
    }

    public static void watchExit() {
        // Whoever starts threads here also ends their use of a heap.
    }

    public static boolean isEnding() {
        return false;
    }

    public static long mutexBytes() {
        return Long.BYTES;
    }

    public static void mutexLock(long mutex) {
        if (Mem.getLong(mutex) == LOCKED) throw new IllegalStateException("the only thread waits for itself");
        Mem.putLong(mutex, LOCKED);
    }

    public static void mutexUnlock(long mutex) {
        Mem.putLong(mutex, 0);
    }

    public static void mutexReset(long mutex) {
        Mem.putLong(mutex, 0);
    }

    public static boolean isWaiting() {
        return WAITING.get();
    }

    public static void setWaiting(boolean waiting) {
        WAITING.set(waiting);
    }
}
