package dev.ashlar.suites;

/**
 * Pools that grow, compiled to C. What only looks at them does so with
 * the classes, in the same memory: both have to agree on every byte.
 */
public final class CompiledGrowing extends GrowingSubject {
    private final Compiled library;

    public CompiledGrowing(Compiled library) {
        this.library = library;
    }

    @Override
    public long malloc(long sizeBytes) {
        return library.call("test_growing_malloc", heap(), sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return library.call("test_growing_calloc", heap(), count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return library.call("test_growing_realloc", heap(), payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return library.call("test_growing_aligned_alloc", heap(), alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return library.callInt("test_growing_free", heap(), payload);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("test_growing_usable_bytes", heap(), payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return library.callInt("test_growing_rule_against", heap(), payload);
    }

    @Override
    public long enclosing(long address) {
        return library.call("test_growing_enclosing", heap(), address);
    }

    @Override
    public void configure(boolean scribble, long limitBytes) {
        library.call("test_growing_configure", heap(), scribble ? 1 : 0, limitBytes);
    }

    @Override
    public boolean collect() {
        return library.callInt("test_growing_collect", heap()) != 0;
    }
}
