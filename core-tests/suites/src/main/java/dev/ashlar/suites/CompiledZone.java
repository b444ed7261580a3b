package dev.ashlar.suites;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.platform.Os;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** The zone heap that was compiled to C. */
public final class CompiledZone extends InProcess implements Subject {
    private final Compiled library;
    private final Function<IntConsumer, String> capture;
    private final long root;
    private final long memoryBytes;
    private final long report = SystemMemory.map(Report.bytesFor(CAPACITY));

    /** {@code capture} says what its argument writes to the descriptor that it is given. */
    public CompiledZone(Compiled library, Function<IntConsumer, String> capture) {
        this.library = library;
        this.capture = capture;
        long pageBytes = Os.pageSize();
        memoryBytes = Math.ceilDiv(ZoneRoot.BYTES, pageBytes) * pageBytes;
        root = SystemMemory.map(memoryBytes);
    }

    /** Over a zeroed root at {@code root}, with memory that the caller manages. */
    public CompiledZone(
            Compiled library, Function<IntConsumer, String> capture, long root, long address, long sizeBytes) {
        this.library = library;
        this.capture = capture;
        this.root = root;
        memoryBytes = 0;
        library.call("test_manage", root, address, sizeBytes);
    }

    @Override
    public long malloc(long sizeBytes) {
        return library.call("test_malloc", root, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return library.call("test_calloc", root, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return library.call("test_realloc", root, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return library.call("test_aligned_alloc", root, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return library.callInt("test_free", root, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return library.call("test_usable_bytes", root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return library.callInt("test_rule_against", root, payload);
    }

    @Override
    public long enclosing(long address) {
        return library.call("test_enclosing", root, address);
    }

    @Override
    public boolean configure(boolean scribble, long limitBytes, long historyEntries) {
        return library.callInt("test_configure", root, scribble ? 1 : 0, limitBytes, historyEntries) != 0;
    }

    @Override
    public String show(boolean more) {
        return capture.apply(descriptor -> library.call("test_show", root, descriptor, more ? 1 : 0));
    }

    @Override
    public long number(Group group, int which) {
        return library.call("test_stat", root, group.ordinal(), which);
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, library.call("test_verify", root, report, CAPACITY));
    }

    @Override
    public void close() {
        SystemMemory.unmap(report, Report.bytesFor(CAPACITY));
        if (memoryBytes != 0) SystemMemory.unmap(root, memoryBytes);
    }
}
