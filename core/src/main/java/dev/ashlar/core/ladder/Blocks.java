package dev.ashlar.core.ladder;

import dev.ashlar.core.mapper.Break;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Align;

/** All blocks of a heap with headers: one after the other, from the first byte to the break, then those in mappings of their own. */
final class Blocks {
    private Blocks() {}

    /** The first block, or 0. */
    static long first(long heap) {
        long start = Break.start(LadderHeap.brk(heap));
        return start != 0 && start < Break.next(LadderHeap.brk(heap)) ? start : Mapped.first(heap);
    }

    /** The block to look at after {@code block}, or 0. */
    static long next(long heap, long block) {
        if (Block.magic(block) == Block.MAPPED) return Mapped.next(block);
        long after = Block.after(block);
        return after < Break.next(LadderHeap.brk(heap)) ? after : Mapped.first(heap);
    }

    static boolean isLive(long block) {
        return Block.magic(block) == Block.LIVE || Block.magic(block) == Block.MAPPED;
    }

    /** The block that {@code address} lies in, header and all, or 0. It visits blocks until it is there. */
    static long at(long heap, long address) {
        long start = Break.contains(LadderHeap.brk(heap), address) ? first(heap) : Mapped.first(heap);
        for (long block = start; block != 0; block = next(heap, block)) {
            if (address >= block && address < Block.after(block)) return block;
        }
        return 0;
    }

    /** The payload of the live block that {@code address} is in the payload of, or 0. */
    static long enclosing(long heap, long address) {
        long block = at(heap, address);
        return block != 0 && isLive(block) && address >= Block.payload(block) ? Block.payload(block) : 0;
    }

    /** Whether the header before {@code payload} is a live block's; it is read only where there may be one. */
    static boolean isLivePayload(long heap, long payload) {
        if (!Align.isAligned(payload, Block.UNIT_BYTES)) return false;
        long block = Block.ofPayload(payload);
        if (Break.contains(LadderHeap.brk(heap), block)) return Block.magic(block) == Block.LIVE;
        return Mapped.isOne(heap, block);
    }

    /** The rule against a free of {@code payload}. Only for a mistake does it visit blocks. */
    static int ruleAgainst(long heap, long payload) {
        if (isLivePayload(heap, payload)) return Rule.NONE;
        long block = at(heap, payload);
        if (block == 0 || Block.magic(block) == Block.FENCE) return Rule.FOREIGN_POINTER;
        return isLive(block) ? Rule.INTERIOR_POINTER : Rule.DOUBLE_FREE;
    }

    /** Payload bytes of a live block; 0 for anything else. */
    static long usableBytes(long heap, long payload) {
        return isLivePayload(heap, payload) ? Block.payloadBytes(Block.ofPayload(payload)) : 0;
    }

    static long countLive(long heap) {
        long count = 0;
        for (long block = first(heap); block != 0; block = next(heap, block)) {
            if (isLive(block)) count++;
        }
        return count;
    }
}
