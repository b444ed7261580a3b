package dev.ashlar;

import dev.ashlar.core.rule.Rule;

/** The rules of a pool in words. */
final class Faults {
    private Faults() {}

    static String name(int rule) {
        return switch (rule) {
            case Rule.BLOCK_SIZE -> "a block's size does not fit into the pool";
            case Rule.PREV_FREE_FLAG -> "a block is wrong about whether the one before is free";
            case Rule.FREE_NEIGHBOURS -> "two neighbours are both free";
            case Rule.FOOTER -> "the end of a free block does not repeat its size";
            case Rule.FREE_LINKS -> "the links of a free list disagree";
            case Rule.FREE_LIST_MEMBER -> "a free list and the free blocks disagree";
            case Rule.OCCUPANCY -> "a bit says otherwise than its free list";
            case Rule.HEAP_TOTALS -> "the counts disagree with the blocks";
            case Rule.CONTROL_HEADER -> "the control is none";
            case Rule.POOL_HEADER -> "the size of the pool is none";
            case Rule.POOL_LINKS -> "the list of pools disagrees";
            case Rule.SENTINEL -> "a sentinel is none";
            default -> "rule " + rule;
        };
    }
}
