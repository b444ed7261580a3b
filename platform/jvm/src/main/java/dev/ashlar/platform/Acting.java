package dev.ashlar.platform;

/**
 * Whom the core takes the calling thread for: its heap and its id. Code that has a heap to itself for the moment, whichever thread
 * it runs in, acts under an id that stands for the heap.
 */
public final class Acting {
    private static final ThreadLocal<Acting> CURRENT = new ThreadLocal<>();

    private final long threadId = Thread.currentThread().threadId() + 1 << 4;

    /** The calling thread's heap, as {@link Threads#heap} gives it. */
    public long heap;

    private long id = threadId;
    boolean isWaiting;

    private Acting() {}

    /** What is known of the calling thread. */
    public static Acting current() {
        Acting acting = CURRENT.get();
        return acting != null ? acting : made();
    }

    private static Acting made() {
        Acting acting = new Acting();
        CURRENT.set(acting);
        return acting;
    }

    /** From now on the calling thread is {@code id}, and its heap is {@code heap}, 0 for none. */
    public void become(long id, long heap) {
        this.id = id;
        this.heap = heap;
    }

    /** The calling thread is itself again, and has no heap. */
    public void retire() {
        become(threadId, 0);
    }

    long id() {
        return id;
    }
}
