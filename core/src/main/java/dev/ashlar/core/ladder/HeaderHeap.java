package dev.ashlar.core.ladder;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;

/**
 * Step 2: a header before each payload.
 * <pre>
 *     block     payload
 *     ┌──────┬───────┬─────────────┐
 *     │ size │ magic │ user's data │ ▷ sbrk
 *     └──────┴───────┴─────────────┘
 *      ◀── 16 bytes ─▶ so that a payload is aligned as its block is
 * </pre>
 * From a payload {@code free} walks back to the header. The magic word says whether there is one, and whether the block is free already:
 * now a mistake is seen. The size says how much {@code realloc} must copy. Yet what is freed is of no use to anybody.
 */
final class HeaderHeap {
    private HeaderHeap() {}

    private static final long LEAST_BYTES = 16;

    /** A payload at the break, on a 16-byte boundary; 0 if there is no memory. */
    static long malloc(long heap, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, LEAST_BYTES);
        if (payloadBytes == 0) return 0;
        long block = LadderHeap.extend(heap, payloadBytes);
        return block == 0 ? 0 : Block.payload(block);
    }

    /** Marks a block free. The rule that it would break, or {@link Rule#NONE}. */
    static int free(long heap, long payload) {
        int rule = Blocks.ruleAgainst(heap, payload);
        if (rule != Rule.NONE) return rule;
        Block.mark(Block.ofPayload(payload), Block.FREE);
        return Rule.NONE;
    }

    /** The same payload if it is large enough, else a larger one with the same contents; 0, and nothing has changed, if there is no memory. */
    static long realloc(long heap, long payload, long sizeBytes) {
        long oldBytes = Blocks.usableBytes(heap, payload);
        if (oldBytes == 0 || sizeBytes >= 0 && sizeBytes <= oldBytes) return oldBytes == 0 ? 0 : payload;
        long moved = malloc(heap, sizeBytes);
        if (moved == 0) return 0;
        Mem.copy(payload, moved, oldBytes);
        free(heap, payload);
        return moved;
    }
}
