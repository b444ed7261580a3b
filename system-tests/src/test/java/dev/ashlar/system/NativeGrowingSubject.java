package dev.ashlar.system;

import dev.ashlar.suites.GrowingSubject;

/**
 * Pools that grow, compiled to C, in this process, called through java.lang.foreign. What only looks at them does so with
 * the classes, in the same memory: both have to agree on every byte.
 */
final class NativeGrowingSubject extends GrowingSubject {
    private static final Exports LIBRARY = new Exports("test_growing_");

    @Override
    public long malloc(long sizeBytes) {
        return LIBRARY.call("malloc", heap(), sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return LIBRARY.call("calloc", heap(), count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return LIBRARY.call("realloc", heap(), payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return LIBRARY.call("aligned_alloc", heap(), alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return LIBRARY.callInt("free", heap(), payload);
    }

    @Override
    public long usableBytes(long payload) {
        return LIBRARY.call("usable_bytes", heap(), payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return LIBRARY.callInt("rule_against", heap(), payload);
    }

    @Override
    public long enclosing(long address) {
        return LIBRARY.call("enclosing", heap(), address);
    }

    @Override
    public void configure(boolean scribble, long limitBytes) {
        LIBRARY.call("configure", heap(), scribble ? 1 : 0, limitBytes);
    }

    @Override
    public boolean collect() {
        return LIBRARY.callInt("collect", heap()) != 0;
    }
}
