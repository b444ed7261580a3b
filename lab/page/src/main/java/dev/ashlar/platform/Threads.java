package dev.ashlar.platform;

/** {@code Threads}: one at a time, which the page chooses. Nobody ever waits. */
public final class Threads {
    private Threads() {}

    public static long id() {
        return Memory.current().threadId();
    }

    public static long heap() {
        return Memory.current().threadHeap();
    }

    public static void setHeap(long heap) {
        Memory.current().setThreadHeap(heap);
    }

    public static void watchExit() {}

    public static boolean isEnding() {
        return false;
    }

    public static long mutexBytes() {
        return Long.BYTES;
    }

    public static void mutexLock(long mutex) {}

    public static void mutexUnlock(long mutex) {}

    public static void mutexReset(long mutex) {}

    public static boolean isWaiting() {
        return false;
    }

    public static void setWaiting(boolean waiting) {}
}
