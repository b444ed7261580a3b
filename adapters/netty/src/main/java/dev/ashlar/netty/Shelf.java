package dev.ashlar.netty;

import org.jspecify.annotations.Nullable;

/**
 * One thread's: the buffers that it released last, to be used again, and what it has allocated and released.
 * <pre>
 *   buffers   | a | b | c | d | e | … |     a, b and c wait; d and e were taken, and are in use, or elsewhere
 *             0          count
 * </pre>
 * A place keeps its buffer when that is taken: the same often comes back to it, and a store of a reference, with what collectors of
 * garbage make of it, costs as much as a malloc.
 */
final class Shelf {
    private static final int PLACES = 256;

    final Thread thread;

    private final @Nullable BlockBuf[] buffers = new BlockBuf[PLACES];
    private int count;

    private long liveBuffers;
    private long liveBytes;

    Shelf(Thread thread) {
        this.thread = thread;
    }

    /** A buffer that is in no use; null if there is none. */
    @Nullable
    BlockBuf take() {
        int last = count - 1;
        if (last < 0) return null;
        count = last;
        return buffers[last];
    }

    /** Has nothing to do any more with {@code taken}, the last that was taken: a leak detector waits for its end. */
    void forget(BlockBuf taken) {
        if (count < PLACES && buffers[count] == taken) buffers[count] = null;
    }

    /** Keeps {@code buffer}, which is in no use any more, if there is room. */
    void put(BlockBuf buffer) {
        int next = count;
        if (next >= PLACES) return;
        if (buffers[next] != buffer) buffers[next] = buffer;
        count = next + 1;
    }

    /** Adds to what is live; the thread may have released what others have allocated, and less than nothing be live. */
    void count(int buffers, long bytes) {
        liveBuffers += buffers;
        liveBytes += bytes;
    }

    /** As of some moment, if another thread than the shelf's asks. */
    long liveBuffers() {
        return liveBuffers;
    }

    /** As of some moment, if another thread than the shelf's asks. */
    long liveBytes() {
        return liveBytes;
    }
}
