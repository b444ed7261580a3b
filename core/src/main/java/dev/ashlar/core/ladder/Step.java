package dev.ashlar.core.ladder;

import dev.ashlar.core.rule.Rule;

/** A heap by the number of its step. The caller is alone in it. */
final class Step {
    private Step() {}

    static long malloc(int step, long heap, long sizeBytes) {
        return switch (step) {
            case Ladder.HEADER -> HeaderHeap.malloc(heap, sizeBytes);
            case Ladder.LIST -> ListHeap.malloc(heap, sizeBytes);
            case Ladder.SPLIT -> SplitHeap.malloc(heap, sizeBytes);
            case Ladder.MERGE -> MergeHeap.malloc(heap, sizeBytes);
            case Ladder.MAP -> MapHeap.malloc(heap, sizeBytes);
            case Ladder.BINS, Ladder.ARENAS -> BinsHeap.malloc(heap, sizeBytes);
            default -> BumpHeap.malloc(heap, sizeBytes);
        };
    }

    static int free(int step, long heap, long payload) {
        return switch (step) {
            case Ladder.HEADER -> HeaderHeap.free(heap, payload);
            case Ladder.LIST -> ListHeap.free(heap, payload);
            case Ladder.SPLIT -> SplitHeap.free(heap, payload);
            case Ladder.MERGE -> MergeHeap.free(heap, payload);
            case Ladder.MAP -> MapHeap.free(heap, payload);
            case Ladder.BINS, Ladder.ARENAS -> BinsHeap.free(heap, payload);
            default -> BumpHeap.free(heap, payload);
        };
    }

    static long realloc(int step, long heap, long payload, long sizeBytes) {
        return switch (step) {
            case Ladder.HEADER -> HeaderHeap.realloc(heap, payload, sizeBytes);
            case Ladder.LIST -> ListHeap.realloc(heap, payload, sizeBytes);
            case Ladder.SPLIT -> SplitHeap.realloc(heap, payload, sizeBytes);
            case Ladder.MERGE -> MergeHeap.realloc(heap, payload, sizeBytes);
            case Ladder.MAP -> MapHeap.realloc(heap, payload, sizeBytes);
            case Ladder.BINS, Ladder.ARENAS -> BinsHeap.realloc(heap, payload, sizeBytes);
            default -> BumpHeap.realloc(heap, payload, sizeBytes);
        };
    }

    static long usableBytes(int step, long heap, long payload) {
        return hasHeaders(step) ? Blocks.usableBytes(heap, payload) : 0;
    }

    static int ruleAgainst(int step, long heap, long payload) {
        return hasHeaders(step) ? Blocks.ruleAgainst(heap, payload) : Rule.NONE;
    }

    static boolean hasHeaders(int step) {
        return step >= Ladder.HEADER;
    }

    static boolean hasMappings(int step) {
        return step >= Ladder.MAP;
    }
}
