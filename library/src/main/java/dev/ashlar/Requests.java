package dev.ashlar;

/** What may be asked for. */
final class Requests {
    private Requests() {}

    static void requireSize(String what, long byteSize) {
        if (byteSize < 0) throw new IllegalArgumentException("a %s of %d bytes".formatted(what, byteSize));
    }

    static void requireCount(long count) {
        if (count < 0) throw new IllegalArgumentException("%d blocks".formatted(count));
    }

    static void requireAlignment(long byteAlignment) {
        if (byteAlignment <= 0 || (byteAlignment & byteAlignment - 1) != 0)
            throw new IllegalArgumentException("alignment %d is no power of two".formatted(byteAlignment));
    }
}
