package dev.ashlar;

import org.jspecify.annotations.Nullable;

/**
 * What was said of a heap before it was made.
 *
 * @param limitBytes 0 for none
 */
record HeapTraits(String name, long limitBytes, @Nullable Budget budget) {
    /** The same, with a limit that two heaps have in common. */
    HeapTraits withBudget() {
        return limitBytes == 0 ? this : new HeapTraits(name, 0, Budget.of(name, limitBytes));
    }
}
