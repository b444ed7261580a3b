package dev.ashlar.system;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentRoot;
import dev.ashlar.core.segment.SegmentStats;
import dev.ashlar.core.segment.SegmentWalk;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.suites.InProcess;
import dev.ashlar.suites.SegmentBlocks;
import dev.ashlar.suites.Threaded;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The segment heap that was compiled to C, in this process, called through java.lang.foreign. */
final class NativeSegmentSubject extends InProcess implements SegmentBlocks {
    private static final Map<String, MethodHandle> FUNCTIONS = new ConcurrentHashMap<>();

    private final long memory;
    private final long memoryBytes;
    private final long root;
    private final long report;
    private final long scratch;

    NativeSegmentSubject() {
        this(0);
    }

    /** The root is at {@code address} if that is free, and not 0. */
    NativeSegmentSubject(long address) {
        long pageBytes = Os.pageSize();
        long reportBytes = Report.bytesFor(CAPACITY);
        long scratchBytes = 2 * 8 * (SegmentStats.LARGE + 1);
        memoryBytes = Math.ceilDiv(SegmentRoot.BYTES + 8 + reportBytes + scratchBytes, pageBytes) * pageBytes;
        memory = Os.mmap(address, memoryBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
        root = memory;
        report = root + Math.ceilDiv(SegmentRoot.BYTES, 8) * 8;
        scratch = report + reportBytes;
    }

    long root() {
        return root;
    }

    /** Calls test_segment_{@code name} with the root and {@code arguments}. */
    private long call(String name, long... arguments) {
        try {
            Object[] all = new Object[arguments.length + 1];
            all[0] = root;
            for (int i = 0; i < arguments.length; i++) all[i + 1] = arguments[i];
            return (long) FUNCTIONS
                    .computeIfAbsent(name, _ -> function(name, all.length))
                    .invokeWithArguments(all);
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall failed", thrown);
        }
    }

    /** What the functions return that give an int is in the lower half. */
    private int callInt(String name, long... arguments) {
        return (int) call(name, arguments);
    }

    private static MethodHandle function(String name, int countParameters) {
        MemoryLayout[] parameters = new MemoryLayout[countParameters];
        Arrays.fill(parameters, JAVA_LONG);
        return Linker.nativeLinker()
                .downcallHandle(
                        NativeSubject.LIBRARY.findOrThrow("test_segment_" + name),
                        FunctionDescriptor.of(JAVA_LONG, parameters));
    }

    @Override
    public long malloc(long sizeBytes) {
        return call("malloc", sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return call("calloc", count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return call("realloc", payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return call("aligned_alloc", alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return callInt("free", payload);
    }

    @Override
    public long usableBytes(long payload) {
        return call("usable_bytes", payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return callInt("rule_against", payload);
    }

    @Override
    public long enclosing(long address) {
        return call("enclosing", address);
    }

    @Override
    public long liveBlocks() {
        long bytes = scratch + 8 * (SegmentStats.LARGE + 1);
        Mem.fill(scratch, 2 * 8 * (SegmentStats.LARGE + 1), 0);
        call("use", scratch, bytes);
        long blocks = 0;
        for (int i = 0; i <= SegmentStats.LARGE; i++) blocks += Mem.getLong(scratch + i * 8L);
        return blocks;
    }

    @Override
    public void inThread(Runnable work) {
        Threaded.run(() -> {
            try {
                work.run();
            } finally {
                call("detach");
            }
        });
    }

    @Override
    public void setOptions(long options) {
        call("set_options", options);
    }

    @Override
    public void placeAt(long address) {
        call("place_at", address);
    }

    @Override
    public void limit(long limitBytes) {
        call("limit", limitBytes);
    }

    @Override
    public long collect() {
        return call("collect");
    }

    @Override
    public void tick() {
        call("tick");
    }

    @Override
    public boolean manage(long address, long sizeBytes, boolean isExclusive) {
        return callInt("manage", address, sizeBytes, isExclusive ? 1 : 0) != 0;
    }

    @Override
    public long makeHeap() {
        return call("make_heap");
    }

    @Override
    public long mallocIn(long heap, long sizeBytes) {
        return call("malloc_in", heap, sizeBytes);
    }

    @Override
    public void destroyHeap(long heap) {
        call("destroy_heap", heap);
    }

    @Override
    public long goodSize(long sizeBytes) {
        return call("good_size", sizeBytes);
    }

    @Override
    public long statistic(int row, int column) {
        return call("statistic", row, column);
    }

    @Override
    public List<Found> walk(long heap) {
        List<Found> found = new ArrayList<>();
        Mem.fill(scratch, SegmentWalk.CURSOR_BYTES, 0);
        while (callInt("walk_next", scratch, heap) != 0)
            found.add(new Found(SegmentWalk.payload(scratch), SegmentWalk.usableBytes(scratch)));
        return found;
    }

    @Override
    public long map(long sizeBytes) {
        return Os.mmap(0, sizeBytes, Os.PROT_READ_WRITE(), Os.MAP_PRIVATE_ANONYMOUS());
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, call("verify", report, CAPACITY));
    }

    @Override
    public void close() {
        call("close");
        Os.munmap(memory, memoryBytes);
    }
}
