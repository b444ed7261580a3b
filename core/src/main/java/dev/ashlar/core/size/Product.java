package dev.ashlar.core.size;

import dev.ashlar.platform.Bits;

/** What {@code calloc} multiplies. */
public final class Product {
    private Product() {}

    /** {@code count * itemBytes}; -1, which no block can have, if that is too large. */
    public static long of(long count, long itemBytes) {
        // By the number of digits, since small processors have no division: of 63 together, the product is 2^61 at
        // least.
        if (count < 0 || itemBytes < 0) return -1;
        if (count == 0 || itemBytes == 0) return 0;
        if (Bits.leadingZeros(count) + Bits.leadingZeros(itemBytes) < 66) return -1;
        return count * itemBytes;
    }
}
