package dev.ashlar;

/** What may be asked for, and by whom. */
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

    static WrongThreadException wrongThread(String what, Thread owner) {
        return new WrongThreadException(
                "the %s is %s's, and this is %s".formatted(what, owner, Thread.currentThread()));
    }
}
