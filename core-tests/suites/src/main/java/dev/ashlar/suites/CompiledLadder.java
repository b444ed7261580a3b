package dev.ashlar.suites;

/** A ladder compiled to C. What only looks at it does so with the classes, in the same memory: both have to agree on every byte. */
public final class CompiledLadder extends LadderSubject {
    private final Compiled library;

    public CompiledLadder(int step, Compiled library) {
        super(step);
        this.library = library;
    }

    @Override
    public void configure(int fit, long threshold, int arenas, boolean scribble, long limitBytes) {
        library.call("test_ladder_configure", ladder(), step(), fit, threshold, arenas, scribble ? 1 : 0, limitBytes);
    }

    @Override
    public long malloc(long sizeBytes) {
        return library.call("test_ladder_malloc", ladder(), sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return library.call("test_ladder_calloc", ladder(), count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return library.call("test_ladder_realloc", ladder(), payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return library.call("test_ladder_aligned_alloc", ladder(), alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return library.callInt("test_ladder_free", ladder(), payload);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("test_ladder_usable_bytes", ladder(), payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return library.callInt("test_ladder_rule_against", ladder(), payload);
    }

    @Override
    public long enclosing(long address) {
        return library.call("test_ladder_enclosing", ladder(), address);
    }

    @Override
    public void hold() {
        library.call("test_ladder_hold", ladder());
    }

    @Override
    public void letGo() {
        library.call("test_ladder_let_go", ladder());
    }

    @Override
    public void close() {
        library.call("test_ladder_close", ladder());
        super.close();
    }
}
