package dev.ashlar.core.guarded;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.platform.Mem;

/**
 * Stack traces, each kept once and for ever: many blocks come from few places. A stack is the address of its record.
 * <pre>
 *   stacks +  0   next       where the next record goes
 *   stacks +  8   end        of the memory for records: another piece of as many bytes when it is full
 *   stacks + 16   piece      the last of the further ones, or 0
 *   stacks + 24   buckets    8192 words: the first stack whose hash says so, or 0
 *     …           records
 *
 *   piece  +  0   previous   the piece before, or 0
 *   piece  +  8   records
 *
 *   stack  +  0   next       stack of the bucket, or 0
 *   stack  +  8   count      of the frames
 *   stack  + 16   frames     numbers of the caller's, the innermost first
 * </pre>
 * A record is written before a bucket leads to it, and never changes: the child of a fork finds whole ones.
 */
public final class Stacks {
    private Stacks() {}

    private static final long NEXT = 0;
    private static final long END = 8;
    private static final long PIECE = 16;
    private static final long BUCKETS = 24;
    private static final int LOG_BUCKETS = 13;

    private static final long COUNT = 8;
    private static final long FRAMES = 16;

    private static final long PIECE_BYTES = 1 << 20;

    /** More frames than these nobody may keep. */
    public static final long MOST_FRAMES = 64;

    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    /** The stack with {@code count} frames at {@code frames}, which is made if there is none; 0 without memory for it. */
    static long of(long heap, long frames, long count) {
        long stacks = GuardedHeap.stacks(heap);
        if (stacks == 0) stacks = open(heap);
        if (stacks == 0 || count > MOST_FRAMES) return 0;
        long bucket = stacks + BUCKETS + (hash(frames, count) >>> 64 - LOG_BUCKETS << 3);
        for (long stack = Mem.getLong(bucket); stack != 0; stack = Mem.getLong(stack)) {
            if (isEqual(stack, frames, count)) return stack;
        }
        long stack = take(heap, stacks, FRAMES + (count << 3));
        if (stack == 0) return 0;
        Mem.putLong(stack, Mem.getLong(bucket));
        Mem.putLong(stack + COUNT, count);
        Mem.copy(frames, stack + FRAMES, count << 3);
        Mem.storeFence();
        Mem.putLong(bucket, stack);
        return stack;
    }

    private static long open(long heap) {
        long space = GuardedHeap.space(heap);
        AddressSpace.open(space);
        long stacks = AddressSpace.reserveCommitted(space, PIECE_BYTES, AddressSpace.pageBytes(space));
        if (stacks == 0) return 0;
        Mem.putLong(stacks + PIECE, 0);
        Mem.fill(stacks + BUCKETS, 8L << LOG_BUCKETS, 0);
        Mem.putLong(stacks + NEXT, stacks + BUCKETS + (8L << LOG_BUCKETS));
        Mem.putLong(stacks + END, stacks + PIECE_BYTES);
        Mem.storeFence();
        GuardedHeap.setStacks(heap, stacks);
        return stacks;
    }

    private static long take(long heap, long stacks, long bytes) {
        if (Mem.getLong(stacks + END) - Mem.getLong(stacks + NEXT) < bytes) {
            long space = GuardedHeap.space(heap);
            long piece = AddressSpace.reserveCommitted(space, PIECE_BYTES, AddressSpace.pageBytes(space));
            if (piece == 0) return 0;
            Mem.putLong(piece, Mem.getLong(stacks + PIECE));
            Mem.putLong(stacks + END, 0); // nothing is taken from between two pieces, wherever the owner is stopped
            Mem.putLong(stacks + PIECE, piece);
            Mem.putLong(stacks + NEXT, piece + 8);
            Mem.putLong(stacks + END, piece + PIECE_BYTES);
        }
        long taken = Mem.getLong(stacks + NEXT);
        Mem.putLong(stacks + NEXT, taken + bytes);
        return taken;
    }

    /** Gives all stacks back. */
    static void close(long heap) {
        long stacks = GuardedHeap.stacks(heap);
        if (stacks == 0) return;
        long space = GuardedHeap.space(heap);
        for (long piece = Mem.getLong(stacks + PIECE); piece != 0; ) {
            long previous = Mem.getLong(piece);
            AddressSpace.release(space, piece, PIECE_BYTES);
            piece = previous;
        }
        AddressSpace.release(space, stacks, PIECE_BYTES);
        GuardedHeap.setStacks(heap, 0);
    }

    private static long hash(long frames, long count) {
        long hash = count;
        for (long i = 0; i < count; i++) hash = (hash ^ hash >>> 32 ^ Mem.getLong(frames + (i << 3))) * GOLDEN;
        return hash;
    }

    private static boolean isEqual(long stack, long frames, long count) {
        if (count(stack) != count) return false;
        for (long i = 0; i < count; i++) {
            if (frame(stack, i) != Mem.getLong(frames + (i << 3))) return false;
        }
        return true;
    }

    /** Frames of a stack. */
    public static long count(long stack) {
        return Mem.getLong(stack + COUNT);
    }

    /** A frame of a stack, 0 for the innermost. */
    public static long frame(long stack, long index) {
        return Mem.getLong(stack + FRAMES + (index << 3));
    }
}
