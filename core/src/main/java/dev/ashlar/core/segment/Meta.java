package dev.ashlar.core.segment;

import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Check;
import dev.ashlar.platform.Mem;

/**
 * Memory for the heap's own records, which are made and never freed: heaps (which serve one thread after another) and
 * arenas. It is cut from chunks.
 * <pre>
 *   chunk +  0   next   bytes that have been given away, this header included
 *   chunk +  8   bytes  of the chunk
 *   chunk + 64   records
 * </pre>
 */
final class Meta {
    private Meta() {}

    private static final long NEXT = 0;
    private static final long CHUNK_SIZE = 8;
    private static final long HEADER_BYTES = 64;

    /** A record begins on a line of its own. */
    private static final long RECORD_ALIGNMENT = 64;

    static final long CHUNK_BYTES = 64 << 10;

    private static void openChunk(long chunk, long bytes) {
        Mem.putLong(chunk + NEXT, HEADER_BYTES);
        Mem.putLong(chunk + CHUNK_SIZE, bytes);
    }

    /** A zeroed record of {@code sizeBytes}, for ever; 0 if there is no memory. */
    static long allocate(long root, long sizeBytes) {
        long recordBytes = Align.up(sizeBytes, RECORD_ALIGNMENT);
        while (true) {
            long chunk = Atomics.loadAcquire(SegmentRoot.chunk(root));
            long next = chunk == 0 ? 0 : Atomics.loadAcquire(chunk + NEXT);
            if (chunk == 0 || next + recordBytes > Mem.getLong(chunk + CHUNK_SIZE)) {
                if (recordBytes > CHUNK_BYTES / 4) return map(root, recordBytes);
                if (!replace(root, chunk)) return 0;
            } else if (Atomics.compareAndSet(chunk + NEXT, next, next + recordBytes)) {
                return chunk + next;
            }
        }
    }

    /** A record too large for a chunk has a mapping of its own. */
    private static long map(long root, long recordBytes) {
        long space = SegmentRoot.space(root);
        long bytes = Align.up(recordBytes, AddressSpace.pageBytes(space));
        long record = AddressSpace.reserveCommitted(space, bytes, RECORD_ALIGNMENT);
        if (record != 0) Check.zeroed(record, bytes);
        return record;
    }

    /** A fresh chunk in the place of {@code chunk}, which is used up; whether there is one now. */
    private static boolean replace(long root, long chunk) {
        long fresh = map(root, CHUNK_BYTES);
        if (fresh == 0) return false;
        openChunk(fresh, CHUNK_BYTES);
        if (!Atomics.compareAndSet(SegmentRoot.chunk(root), chunk, fresh))
            AddressSpace.release(SegmentRoot.space(root), fresh, CHUNK_BYTES); // somebody else was faster
        return true;
    }
}
