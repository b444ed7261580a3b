package dev.ashlar;

/** The heaps that there are, all of which keep the same promises. */
enum HeapKind {
    CONFINED,
    SHARED,
    DEBUG_CONFINED,
    DEBUG_SHARED;

    boolean isConfined() {
        return this == CONFINED || this == DEBUG_CONFINED;
    }

    boolean isDebugged() {
        return this == DEBUG_CONFINED || this == DEBUG_SHARED;
    }

    Heap open() {
        return open(0);
    }

    Heap open(long limitBytes) {
        return open(Heap.builder().limit(limitBytes));
    }

    Heap open(HeapBuilder builder) {
        builder.debug(isDebugged());
        return isConfined() ? builder.confined() : builder.shared();
    }
}
