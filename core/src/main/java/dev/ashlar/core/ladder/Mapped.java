package dev.ashlar.core.ladder;

import dev.ashlar.core.list.Links;
import dev.ashlar.core.mapper.Account;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.size.Align;
import dev.ashlar.platform.Mem;

/**
 * Blocks that have a mapping of their own, which goes back to the system when they are freed.
 * <pre>
 *   node +  0   next, previous   in the list of them: {@link Links}
 *   node + 16   mapping          what the system gave
 *   node + 24   mappingBytes
 *   node + 32   block            its header, then its payload, to the end of the mapping
 * </pre>
 * A node is at the start of its mapping, or later if the payload is aligned.
 */
final class Mapped {
    private Mapped() {}

    private static final long PREVIOUS = 8;
    private static final long MAPPING = Links.NODE_BYTES;
    private static final long MAPPING_BYTES = MAPPING + 8;
    private static final long BLOCK = MAPPING + 16;
    private static final long BEFORE_PAYLOAD = BLOCK + Block.HEADER_BYTES;

    /** The payload of a new one at a multiple of {@code alignment}, a power of two; 0 if the system or the limit refuses. */
    static long malloc(long heap, long payloadBytes, long alignment) {
        long ladder = LadderHeap.ladder(heap);
        long space = Ladder.space(ladder);
        AddressSpace.open(space);
        long pageBytes = AddressSpace.pageBytes(space);
        long slackBytes = alignment > Block.UNIT_BYTES ? alignment : 0;
        long sizeBytes = Align.up(BEFORE_PAYLOAD + slackBytes + payloadBytes, pageBytes);
        if (!Account.take(Ladder.account(ladder), sizeBytes)) return 0;
        long mapping = AddressSpace.reserveCommitted(space, sizeBytes, pageBytes);
        if (mapping == 0) {
            Account.giveBack(Ladder.account(ladder), sizeBytes);
            return 0;
        }
        long payload = Align.up(mapping + BEFORE_PAYLOAD, alignment);
        long node = payload - BEFORE_PAYLOAD;
        Mem.putLong(node + MAPPING, mapping);
        Mem.putLong(node + MAPPING_BYTES, sizeBytes);
        Block.write(node + BLOCK, mapping + sizeBytes - payload, 0, Block.MAPPED);
        Mem.storeFence(); // who is in the list is whole: a fork may come at any time
        Links.push(LadderHeap.mapped(heap), node);
        return payload;
    }

    static void free(long heap, long block) {
        long ladder = LadderHeap.ladder(heap);
        long node = block - BLOCK;
        long sizeBytes = Mem.getLong(node + MAPPING_BYTES);
        Links.remove(LadderHeap.mapped(heap), node);
        if (AddressSpace.release(Ladder.space(ladder), Mem.getLong(node + MAPPING), sizeBytes))
            Account.giveBack(Ladder.account(ladder), sizeBytes);
    }

    /** Puts the list in order whose owner was stopped at some store: forwards it can always be followed. */
    static void repair(long heap) {
        long previous = 0;
        for (long node = Links.first(LadderHeap.mapped(heap)); node != 0; node = Links.next(node)) {
            Mem.putLong(node + PREVIOUS, previous);
            previous = node;
        }
    }

    /** The first of a heap, or 0. */
    static long first(long heap) {
        long node = Links.first(LadderHeap.mapped(heap));
        return node == 0 ? 0 : node + BLOCK;
    }

    static long next(long block) {
        long node = Links.next(block - BLOCK);
        return node == 0 ? 0 : node + BLOCK;
    }

    /** Whether {@code block}, which may be any address, is one. It looks for it in the list. */
    static boolean isOne(long heap, long block) {
        for (long one = first(heap); one != 0; one = next(one)) {
            if (one == block) return true;
        }
        return false;
    }
}
