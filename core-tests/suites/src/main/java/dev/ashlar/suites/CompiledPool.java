package dev.ashlar.suites;

import dev.ashlar.core.tlsf.Tlsf;
import org.jspecify.annotations.Nullable;

/** The pool allocator that was compiled to C. What only looks at it does so with the classes, in the same memory. */
public final class CompiledPool extends TlsfSubject {
    private final Compiled library;

    private CompiledPool(Compiled library, Given given, long control) {
        super(given, control);
        this.library = library;
    }

    /** With a pool of about {@code poolBytes}, and as much again to spare. */
    public static CompiledPool withPool(Compiled library, long poolBytes) {
        Given given = new Given(2 * poolBytes + (64 << 10));
        long bytes = Tlsf.controlBytes(Tlsf.FIRSTS, Tlsf.LOG_SECOND) + poolBytes;
        long memory = given.take(bytes);
        return new CompiledPool(
                library, given, library.call("tlsf_create_with_pool", memory, bytes, Tlsf.FIRSTS, Tlsf.LOG_SECOND));
    }

    @Override
    public @Nullable TlsfBlocks createAt(long memory, long sizeBytes, int firsts, int logSecond) {
        long handle = library.call("tlsf_create_with_pool", memory, sizeBytes, firsts, logSecond);
        return handle == 0 ? null : new CompiledPool(library, given, handle);
    }

    @Override
    public long malloc(long sizeBytes) {
        return library.call("tlsf_malloc", control(), sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return library.call("tlsf_calloc", control(), count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return library.call("tlsf_realloc", control(), payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return library.call("tlsf_aligned_alloc", control(), alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return library.callInt("tlsf_free", control(), payload);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("tlsf_usable_bytes", payload);
    }

    @Override
    public long liveBlocks() {
        return library.call("tlsf_live_blocks", control());
    }

    @Override
    public long addPool(long memory, long sizeBytes) {
        return library.call("tlsf_add_pool", control(), memory, sizeBytes);
    }

    @Override
    public int removePool(long pool) {
        return library.callInt("tlsf_remove_pool", control(), pool);
    }
}
