package dev.ashlar.suites;

/**
 * The guarded heap, compiled to C. What only looks at it does so with
 * the classes, in the same memory: both have to agree on every byte.
 */
public final class CompiledGuarded extends GuardedSubject {
    private final Compiled library;

    public CompiledGuarded(Compiled library) {
        this.library = library;
    }

    @Override
    protected long allocate(long alignment, long sizeBytes, long by, long into) {
        return library.call("test_guarded_allocate", heap(), alignment, sizeBytes, by, into);
    }

    @Override
    protected long calloc(long count, long itemBytes, long by, long into) {
        return library.call("test_guarded_calloc", heap(), count, itemBytes, by, into);
    }

    @Override
    protected long realloc(long payload, long sizeBytes, long by, long into) {
        return library.call("test_guarded_realloc", heap(), payload, sizeBytes, by, into);
    }

    @Override
    protected int free(long payload, long sizeBytes, long alignment, long by, long into) {
        return library.callInt("test_guarded_free", heap(), payload, sizeBytes, alignment, by, into);
    }

    @Override
    protected void checkAll(long into) {
        library.call("test_guarded_check_all", heap(), into);
    }

    @Override
    protected void flush(long into) {
        library.call("test_guarded_flush", heap(), into);
    }

    @Override
    protected long stack(long frames, long count) {
        return library.call("test_guarded_stack", heap(), frames, count);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("test_guarded_usable_bytes", heap(), payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return library.callInt("test_guarded_rule_against", heap(), payload);
    }

    @Override
    public long enclosing(long address) {
        return library.call("test_guarded_enclosing", heap(), address);
    }

    @Override
    public void configure(boolean scribble, long limitBytes, long mostHeldBytes, long fenceEvery) {
        library.call("test_guarded_configure", heap(), scribble ? 1 : 0, limitBytes, mostHeldBytes, fenceEvery);
    }

    @Override
    protected boolean touched(long address, long into) {
        return library.callInt("test_guarded_touched", heap(), address, into) != 0;
    }

    @Override
    protected void closeHeap() {
        library.call("test_guarded_close", heap());
    }
}
