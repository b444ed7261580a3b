package dev.ashlar.netty;

import dev.ashlar.Heap;
import dev.ashlar.adapter.ThreadHeap;
import org.jspecify.annotations.Nullable;

/**
 * One thread's: the buffers that it released last, to be used again, and what it has allocated and released.
 * <pre>
 *   top      | t |                        waits, or is in use, or elsewhere
 *   others   | a | b | c | d | e | … |    a, b and c wait; d and e were taken
 *            0           count
 * </pre>
 * A place keeps its buffer when that is taken: the same often comes back to it, and a store of a reference, with what collectors of
 * garbage make of it, costs as much as a malloc. The top is for who allocates, releases, and does so again: no place in an array has to
 * be found, which is a tenth of a pair's time.
 */
final class Shelf {
    private static final int PLACES = 256;

    final Thread thread;

    /** The thread's part of the allocator's heap, which it does not have to look for; null if it has none. */
    final @Nullable ThreadHeap heap;

    private @Nullable BlockBuf top;
    private boolean isTopHere;
    private final @Nullable BlockBuf[] others = new BlockBuf[PLACES];
    private int count;

    private long liveBuffers;
    private long liveBytes;

    /** The calling thread's. */
    Shelf(Heap heap) {
        this.thread = Thread.currentThread();
        this.heap = ThreadHeap.of(heap);
    }

    /** A buffer that is in no use; null if there is none. */
    @Nullable
    BlockBuf take() {
        if (!isTopHere) return takeOther();
        isTopHere = false;
        return top;
    }

    private @Nullable BlockBuf takeOther() {
        return count == 0 ? null : others[--count];
    }

    /** Has nothing to do any more with {@code taken}, the last that was taken: a leak detector waits for its end. */
    void forget(BlockBuf taken) {
        if (top == taken) top = null;
        if (count < PLACES && others[count] == taken) others[count] = null;
    }

    /** Keeps {@code buffer}, which is in no use any more, if there is room. */
    void put(BlockBuf buffer) {
        if (isTopHere) {
            putOther(buffer);
            return;
        }
        if (top != buffer) top = buffer;
        isTopHere = true;
    }

    private void putOther(BlockBuf buffer) {
        if (count == PLACES) return;
        if (others[count] != buffer) others[count] = buffer;
        count++;
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
