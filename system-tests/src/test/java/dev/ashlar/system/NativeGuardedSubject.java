package dev.ashlar.system;

import dev.ashlar.suites.GuardedSubject;

/**
 * The guarded heap, compiled to C, in this process, called through java.lang.foreign. What only looks at it does so with
 * the classes, in the same memory: both have to agree on every byte.
 */
final class NativeGuardedSubject extends GuardedSubject {
    private static final Exports LIBRARY = new Exports("test_guarded_");

    @Override
    protected long allocate(long alignment, long sizeBytes, long by, long into) {
        return LIBRARY.call("allocate", heap(), alignment, sizeBytes, by, into);
    }

    @Override
    protected long calloc(long count, long itemBytes, long by, long into) {
        return LIBRARY.call("calloc", heap(), count, itemBytes, by, into);
    }

    @Override
    protected long realloc(long payload, long sizeBytes, long by, long into) {
        return LIBRARY.call("realloc", heap(), payload, sizeBytes, by, into);
    }

    @Override
    protected int free(long payload, long sizeBytes, long alignment, long by, long into) {
        return LIBRARY.callInt("free", heap(), payload, sizeBytes, alignment, by, into);
    }

    @Override
    protected void checkAll(long into) {
        LIBRARY.call("check_all", heap(), into);
    }

    @Override
    protected void flush(long into) {
        LIBRARY.call("flush", heap(), into);
    }

    @Override
    protected long stack(long frames, long count) {
        return LIBRARY.call("stack", heap(), frames, count);
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
    public void configure(boolean scribble, long limitBytes, long mostHeldBytes, long fenceEvery) {
        LIBRARY.call("configure", heap(), scribble ? 1 : 0, limitBytes, mostHeldBytes, fenceEvery);
    }

    @Override
    protected boolean touched(long address, long into) {
        return LIBRARY.callInt("touched", heap(), address, into) != 0;
    }
}
