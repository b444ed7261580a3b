package dev.ashlar.core.ladder;

import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;

/**
 * Step 4: a free block that is too large is split in two.
 * <pre>
 *     before   │ size 512 │ FREE │                                                    │
 *     after    │ size  16 │ LIVE │ user's data │ size 480 │ FREE │                     │
 * </pre>
 * The rest gets a header of its own, where the first payload now ends, and goes into the list. A rest that has no room for a header and
 * a payload stays where it is: slack.
 */
final class SplitHeap {
    private SplitHeap() {}

    private static final long LEAST_BYTES = 16;
    private static final int LIST = 0;

    /** A payload of a free block, or at the break, on a 16-byte boundary; 0 if there is no memory. */
    static long malloc(long heap, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, LEAST_BYTES);
        if (payloadBytes == 0) return 0;
        long block = takeFree(heap, payloadBytes);
        if (block == 0) block = LadderHeap.extend(heap, payloadBytes);
        if (block == 0) return 0;
        split(heap, block, payloadBytes);
        Block.mark(block, Block.LIVE);
        return Block.payload(block);
    }

    /** Puts a block first in the list. The rule that it would break, or {@link Rule#NONE}. */
    static int free(long heap, long payload) {
        int rule = Blocks.ruleAgainst(heap, payload);
        if (rule != Rule.NONE) return rule;
        Block.mark(Block.ofPayload(payload), Block.FREE);
        link(heap, Block.ofPayload(payload));
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

    /** A free block of {@code payloadBytes} or more, out of the list; 0 if there is none. */
    private static long takeFree(long heap, long payloadBytes) {
        long link = search(heap, payloadBytes);
        if (link == 0) return 0;
        long payload = Mem.getLong(link);
        Mem.putLong(link, Mem.getLong(payload));
        return Block.ofPayload(payload);
    }

    /** The link to the first payload that is large enough, or to the smallest such, as the ladder's fit says; 0 if there is none. */
    private static long search(long heap, long payloadBytes) {
        boolean isBestWanted = Ladder.isBestFit(LadderHeap.ladder(heap));
        long found = 0;
        long foundBytes = Long.MAX_VALUE;
        long visited = 0;
        long link = LadderHeap.list(heap, LIST);
        for (long payload = Mem.getLong(link); payload != 0; payload = Mem.getLong(link)) {
            visited++;
            long blockBytes = Block.payloadBytes(Block.ofPayload(payload));
            if (blockBytes >= payloadBytes && blockBytes < foundBytes) {
                found = link;
                foundBytes = blockBytes;
                if (!isBestWanted || blockBytes == payloadBytes) break;
            }
            link = payload;
        }
        LadderHeap.countVisits(heap, visited);
        return found;
    }

    /** Makes a free block of what {@code block} has beyond {@code payloadBytes}, if that is enough for one. */
    private static void split(long heap, long block, long payloadBytes) {
        long restBytes = Block.payloadBytes(block) - payloadBytes - Block.HEADER_BYTES;
        if (restBytes < LEAST_BYTES) return;
        Block.resize(block, payloadBytes);
        long rest = Block.after(block);
        Block.write(rest, restBytes, 0, Block.FREE);
        link(heap, rest);
    }

    private static void link(long heap, long block) {
        long list = LadderHeap.list(heap, LIST);
        Mem.putLong(Block.payload(block), Mem.getLong(list));
        Mem.putLong(list, Block.payload(block));
    }
}
