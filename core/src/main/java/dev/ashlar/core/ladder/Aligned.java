package dev.ashlar.core.ladder;

import dev.ashlar.core.size.Align;

/**
 * Payloads at multiples of more than 16, for every step with headers: a larger block, of which the front is cut off and freed.
 * <pre>
 *     │ header │                                                │
 *     │ header │ freed again │ header │ aligned payload         │
 * </pre>
 */
final class Aligned {
    private Aligned() {}

    /** So much may the front need: a header, and the least payload of all steps. */
    private static final long LEAST_FRONT_BYTES = Block.HEADER_BYTES + 32;

    /** A payload at a multiple of {@code alignment}, a power of two above 16; 0 if there is no memory. The caller is alone in the heap. */
    static long malloc(int step, long heap, long alignment, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, Block.UNIT_BYTES);
        long moreBytes = alignment + LEAST_FRONT_BYTES;
        if (payloadBytes == 0 || Block.payloadBytesFor(moreBytes, Block.UNIT_BYTES) == 0) return 0;
        if (!Step.hasHeaders(step)) return upwards(Step.malloc(step, heap, payloadBytes + alignment), alignment);
        boolean isMapped =
                Step.hasMappings(step) && payloadBytes + moreBytes >= Ladder.threshold(LadderHeap.ladder(heap));
        if (isMapped) return Mapped.malloc(heap, payloadBytes, alignment);
        long payload = Step.malloc(step, heap, payloadBytes + moreBytes);
        if (payload == 0 || Align.isAligned(payload, alignment)) return payload;
        long aligned = cut(heap, payload, alignment);
        Step.free(step, heap, payload);
        return aligned;
    }

    /** Without headers nobody minds where a payload begins. */
    private static long upwards(long payload, long alignment) {
        return payload == 0 ? 0 : Align.up(payload, alignment);
    }

    /** Makes two live blocks of one. The payload of the second, which is aligned. */
    private static long cut(long heap, long payload, long alignment) {
        long front = Block.ofPayload(payload);
        long end = Block.after(front);
        long aligned = Align.up(payload + LEAST_FRONT_BYTES, alignment);
        Block.resize(front, Block.ofPayload(aligned) - payload);
        Block.write(Block.ofPayload(aligned), end - aligned, 0, Block.LIVE);
        return aligned;
    }
}
