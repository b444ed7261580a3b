package dev.ashlar;

/** The heaps that there are, all of which keep the same promises. */
enum HeapKind {
    CONFINED,
    SHARED,
    DEBUG_CONFINED,
    DEBUG_SHARED,
    SAMPLED_CONFINED,
    SAMPLED_SHARED,
    JDK_CONFINED,
    JDK_SHARED;

    boolean isConfined() {
        return this == CONFINED || this == DEBUG_CONFINED || this == SAMPLED_CONFINED || this == JDK_CONFINED;
    }

    boolean isDebugged() {
        return this == DEBUG_CONFINED || this == DEBUG_SHARED;
    }

    boolean isSampled() {
        return this == SAMPLED_CONFINED || this == SAMPLED_SHARED;
    }

    boolean isJdk() {
        return this == JDK_CONFINED || this == JDK_SHARED;
    }

    Heap open() {
        return open(0);
    }

    Heap open(long limitBytes) {
        return open(Heap.builder().limit(limitBytes));
    }

    Heap open(HeapBuilder builder) {
        builder.debug(isDebugged()).sample(isSampled() ? 2 : 0).jdkArenas(isJdk());
        return isConfined() ? builder.confined() : builder.shared();
    }
}
