package dev.ashlar.core.ladder;

import dev.ashlar.core.mapper.Break;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;

/**
 * Step 1: memory at the break, handed out once.
 * <pre>
 *   start                    next
 *     ┌─────────┬────┬─────────┐
 *     │ payload │ …  │ payload │ ▷ sbrk
 *     └─────────┴────┴─────────┘
 * </pre>
 * Nobody knows where a payload ends, so nothing can be freed.
 */
final class BumpHeap {
    private BumpHeap() {}

    private static final long LEAST_BYTES = 16;

    /** The next bytes up to the break, on a 16-byte boundary; 0 if there is no memory. */
    static long malloc(long heap, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, LEAST_BYTES);
        if (payloadBytes == 0) return 0;
        return Break.extend(LadderHeap.brk(heap), payloadBytes);
    }

    /** Does nothing: what would it do? */
    static int free(long heap, long payload) {
        return Rule.NONE;
    }

    /** Another payload. How much of the old one there is to copy is not known; whatever lies behind it comes along, up to the new one. */
    static long realloc(long heap, long payload, long sizeBytes) {
        if (!Break.contains(LadderHeap.brk(heap), payload)) return 0;
        long mostBytes = Break.readableBytes(LadderHeap.brk(heap), payload);
        long moved = malloc(heap, sizeBytes);
        if (moved == 0) return 0;
        Mem.copy(payload, moved, sizeBytes < mostBytes ? sizeBytes : mostBytes);
        return moved;
    }
}
