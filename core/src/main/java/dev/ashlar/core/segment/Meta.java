package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Memory for the heap's own records, which are made and not freed before the root is closed: heaps (which serve one thread
 * after another) and arenas. It is cut from chunks; a record too large for one has a chunk of its own.
 * <pre>
 *   chunk +  0   next       bytes that have been given away, this header included
 *   chunk +  8   bytes      of the chunk
 *   chunk + 16   previous   the chunk that was made before
 *   chunk + 64   records
 * </pre>
 */
final class Meta {
    private Meta() {}

    private static final long NEXT = 0;
    private static final long CHUNK_SIZE = 8;
    private static final long PREVIOUS = 16;
    private static final long HEADER_BYTES = 64;

    /** A record begins on a line of its own. */
    private static final long RECORD_ALIGNMENT = 64;

    static final long CHUNK_BYTES = 64 << 10;

    /** A zeroed record of {@code sizeBytes}, as long as there is the root; 0 if there is no memory. */
    static long allocate(long root, long sizeBytes) {
        long recordBytes = Align.up(sizeBytes, RECORD_ALIGNMENT);
        while (true) {
            long chunk = Atomics.loadAcquire(SegmentRoot.chunk(root));
            long next = chunk == 0 ? 0 : Atomics.loadAcquire(chunk + NEXT);
            if (chunk == 0 || next + recordBytes > Mem.getLong(chunk + CHUNK_SIZE)) {
                if (recordBytes > CHUNK_BYTES / 4) return allocateAlone(root, recordBytes);
                if (!replace(root, chunk)) return 0;
            } else if (Atomics.compareAndSet(chunk + NEXT, next, next + recordBytes)) {
                return chunk + next;
            }
        }
    }

    private static long allocateAlone(long root, long recordBytes) {
        long chunk = map(root, HEADER_BYTES + recordBytes);
        if (chunk == 0) return 0;
        remember(root, chunk);
        return chunk + HEADER_BYTES;
    }

    private static long map(long root, long sizeBytes) {
        long space = SegmentRoot.space(root);
        long bytes = Align.up(sizeBytes, AddressSpace.pageBytes(space));
        long chunk = AddressSpace.reserveCommitted(space, bytes, RECORD_ALIGNMENT);
        if (chunk == 0) return 0;
        Check.zeroed(chunk, bytes);
        Mem.putLong(chunk + NEXT, HEADER_BYTES);
        Mem.putLong(chunk + CHUNK_SIZE, bytes);
        return chunk;
    }

    /** A fresh chunk in the place of {@code chunk}, which is used up; whether there is one now. */
    private static boolean replace(long root, long chunk) {
        long fresh = map(root, CHUNK_BYTES);
        if (fresh == 0) return false;
        if (Atomics.compareAndSet(SegmentRoot.chunk(root), chunk, fresh)) remember(root, fresh);
        else release(root, fresh); // somebody else was faster
        return true;
    }

    private static void remember(long root, long chunk) {
        long latest;
        do {
            latest = Atomics.loadAcquire(SegmentRoot.chunks(root));
            Mem.putLong(chunk + PREVIOUS, latest);
        } while (!Atomics.compareAndSet(SegmentRoot.chunks(root), latest, chunk));
    }

    private static void release(long root, long chunk) {
        AddressSpace.release(SegmentRoot.space(root), chunk, Mem.getLong(chunk + CHUNK_SIZE));
    }

    /** Gives all records back. */
    static void close(long root) {
        long chunk = Atomics.loadAcquire(SegmentRoot.chunks(root));
        while (chunk != 0) {
            long previous = Mem.getLong(chunk + PREVIOUS);
            release(root, chunk);
            chunk = previous;
        }
    }
}
