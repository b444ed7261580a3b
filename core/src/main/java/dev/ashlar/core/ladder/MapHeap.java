package dev.ashlar.core.ladder;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Mem;

/**
 * Step 6: a large block has a mapping of its own.
 * <pre>
 *     │ size │ LIVE │ user's data │ size │ FREE │ …  ▷ sbrk            │ list │ size │ MAPPED │ user's data            │  mmap
 * </pre>
 * What lies at the break stays there as long as anything behind it is live. A block of the threshold or more comes from {@code mmap}, and
 * {@code free} gives it back at once: its addresses, its memory. That costs two system calls and the zeroing of every page, so that it
 * is for large blocks alone. The magic word says which kind a block is.
 */
final class MapHeap {
    private MapHeap() {}

    private static final long LEAST_BYTES = 32;
    private static final int LIST = 0;

    /** A payload of a free block, at the break, or in a mapping, on a 16-byte boundary; 0 if there is no memory. */
    static long malloc(long heap, long sizeBytes) {
        long payloadBytes = Block.payloadBytesFor(sizeBytes, LEAST_BYTES);
        if (payloadBytes == 0) return 0;
        if (payloadBytes >= Ladder.threshold(LadderHeap.ladder(heap)))
            return Mapped.malloc(heap, payloadBytes, Block.UNIT_BYTES);
        long block = takeFree(heap, payloadBytes);
        if (block == 0) block = LadderHeap.extend(heap, payloadBytes);
        if (block == 0) return 0;
        split(heap, block, payloadBytes);
        Block.mark(block, Block.LIVE);
        return Block.payload(block);
    }

    /** Puts a block, with its free neighbours, first in the list, or unmaps it. The rule that it would break, or {@link Rule#NONE}. */
    static int free(long heap, long payload) {
        int rule = Blocks.ruleAgainst(heap, payload);
        if (rule != Rule.NONE) return rule;
        if (Block.magic(Block.ofPayload(payload)) == Block.MAPPED) {
            Mapped.free(heap, Block.ofPayload(payload));
            return Rule.NONE;
        }
        Block.mark(Block.ofPayload(payload), Block.FREE);
        link(heap, merge(heap, Block.ofPayload(payload)));
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
        long block = Block.ofPayload(Mem.getLong(link));
        unlink(heap, block);
        return block;
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

    /** Joins a free block, which is in no list, with its free neighbours, which are. The block that they are now, in no list. */
    private static long merge(long heap, long block) {
        long after = Block.after(block);
        if (Block.magic(after) == Block.FREE) {
            unlink(heap, after);
            Block.resize(block, Block.payloadBytes(block) + Block.HEADER_BYTES + Block.payloadBytes(after));
        }
        if (!Block.isPrevFree(block)) return block;
        long before = Block.before(block);
        unlink(heap, before);
        Block.resize(before, Block.payloadBytes(before) + Block.HEADER_BYTES + Block.payloadBytes(block));
        return before;
    }

    /** Puts a free block first in the list, and tells the block behind it. */
    private static void link(long heap, long block) {
        Links.push(LadderHeap.list(heap, LIST), Block.payload(block));
        Block.writeFooter(block);
        Block.setPrevFree(Block.after(block), true);
    }

    private static void unlink(long heap, long block) {
        Links.remove(LadderHeap.list(heap, LIST), Block.payload(block));
        Block.setPrevFree(Block.after(block), false);
    }
}
