package dev.ashlar.suites;

import dev.ashlar.core.guarded.Census;
import dev.ashlar.core.guarded.Findings;
import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.guarded.GuardedVerifier;
import dev.ashlar.core.guarded.Stacks;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Report;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import java.util.ArrayList;
import java.util.List;

/** The guarded heap, on whichever platform is on the class path. */
public class GuardedSubject extends InProcess {
    /** What one operation found to be wrong. */
    public record Finding(
            int rule,
            long address,
            long payload,
            long requested,
            long distance,
            long allocSite,
            long freeSite,
            long given) {}

    private final long memory;
    private final long memoryBytes;
    private final long heap;
    private final long report;
    private final long findings;
    private final long census;
    private long site;
    private final List<Finding> found = new ArrayList<>();

    public GuardedSubject() {
        long pageBytes = Os.pageSize();
        long needed = GuardedHeap.BYTES + Report.bytesFor(CAPACITY) + Findings.bytesFor(CAPACITY) + Census.BYTES;
        memoryBytes = Math.ceilDiv(needed, pageBytes) * pageBytes;
        memory = SystemMemory.map(memoryBytes);
        Mem.fill(memory, memoryBytes, 0);
        heap = memory;
        report = memory + GuardedHeap.BYTES;
        findings = report + Report.bytesFor(CAPACITY);
        census = findings + Findings.bytesFor(CAPACITY);
    }

    public final long heap() {
        return heap;
    }

    /** Who allocates and frees from now on. */
    public final void setSite(long number) {
        site = number;
    }

    /** What has been found to be wrong since the last call. */
    public final List<Finding> takeFound() {
        List<Finding> all = List.copyOf(found);
        found.clear();
        return all;
    }

    protected long allocate(long alignment, long sizeBytes, long by, long into) {
        return GuardedHeap.allocate(heap, alignment, sizeBytes, by, into);
    }

    protected long calloc(long count, long itemBytes, long by, long into) {
        return GuardedHeap.calloc(heap, count, itemBytes, by, into);
    }

    protected long realloc(long payload, long sizeBytes, long by, long into) {
        return GuardedHeap.realloc(heap, payload, sizeBytes, by, into);
    }

    protected int free(long payload, long sizeBytes, long alignment, long by, long into) {
        return GuardedHeap.free(heap, payload, sizeBytes, alignment, by, into);
    }

    protected void checkAll(long into) {
        GuardedHeap.checkAll(heap, into);
    }

    protected void closeHeap() {
        GuardedHeap.close(heap);
    }

    protected void flush(long into) {
        GuardedHeap.flush(heap, into);
    }

    protected long stack(long frames, long count) {
        return GuardedHeap.stack(heap, frames, count);
    }

    /** The stack with these frames. */
    public final long stack(List<Long> frames) {
        for (int i = 0; i < frames.size(); i++) Mem.putLong(findings + 8L * i, frames.get(i));
        return stack(findings, frames.size());
    }

    public static List<Long> frames(long stack) {
        List<Long> frames = new ArrayList<>();
        for (long i = 0; i < Stacks.count(stack); i++) frames.add(Stacks.frame(stack, i));
        return frames;
    }

    private long noted() {
        Findings.open(findings, CAPACITY);
        return findings;
    }

    private void note() {
        for (long i = 0; i < Findings.count(findings); i++)
            found.add(new Finding(
                    Findings.rule(findings, i),
                    Findings.address(findings, i),
                    Findings.payload(findings, i),
                    Findings.requested(findings, i),
                    Findings.distance(findings, i),
                    Findings.allocSite(findings, i),
                    Findings.freeSite(findings, i),
                    Findings.given(findings, i)));
    }

    private long noted(long payload) {
        note();
        return payload;
    }

    @Override
    public long malloc(long sizeBytes) {
        return alignedAlloc(1, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return noted(calloc(count, itemBytes, site, noted()));
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return noted(realloc(payload, sizeBytes, site, noted()));
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return noted(allocate(alignment, sizeBytes, site, noted()));
    }

    @Override
    public int free(long payload) {
        return freeSized(payload, GuardedHeap.UNKNOWN, GuardedHeap.UNKNOWN);
    }

    public int freeSized(long payload, long sizeBytes, long alignment) {
        int rule = free(payload, sizeBytes, alignment, site, noted());
        note();
        return rule;
    }

    @Override
    public long usableBytes(long payload) {
        return GuardedHeap.usableBytes(heap, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return GuardedHeap.ruleAgainst(heap, payload);
    }

    @Override
    public long enclosing(long address) {
        return GuardedHeap.enclosing(heap, address);
    }

    @Override
    public long liveBlocks() {
        return GuardedHeap.liveBlocks(heap);
    }

    public void configure(boolean scribble, long limitBytes, long mostHeldBytes, long fenceEvery) {
        GuardedHeap.configure(heap, scribble, limitBytes, mostHeldBytes, fenceEvery);
    }

    /** Whether a touch of an address would be told as that of a fence; what is told is found. */
    public void limitFences(long mostFences) {
        GuardedHeap.limitFences(heap, mostFences);
    }

    public boolean touched(long address) {
        boolean isFence = touched(address, noted());
        note();
        return isFence;
    }

    protected boolean touched(long address, long into) {
        return GuardedHeap.touched(heap, address, into);
    }

    public void checkAll() {
        checkAll(noted());
        note();
    }

    public void flush() {
        flush(noted());
        note();
    }

    public int refusedBy() {
        return GuardedHeap.refusedBy(heap);
    }

    /** The live blocks by size: "up to: blocks of bytes". */
    public List<String> census() {
        List<String> classes = new ArrayList<>();
        if (!GuardedHeap.census(heap, census)) return classes;
        for (int i = 0; i < Census.CLASSES; i++) {
            if (Census.blocks(census, i) != 0)
                classes.add("%d: %d of %d"
                        .formatted(Census.mostBytes(i), Census.blocks(census, i), Census.bytes(census, i)));
        }
        return classes;
    }

    public long committedBytes() {
        return GuardedHeap.committedBytes(heap);
    }

    public long heldBytes() {
        return GuardedHeap.heldBytes(heap);
    }

    /** System calls so far that gave memory back and kept the addresses. */
    public long decommits() {
        return GuardedHeap.calls(heap, AddressSpace.CALL_DECOMMIT);
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, GuardedVerifier.verify(heap, report, CAPACITY));
    }

    @Override
    public void close() {
        closeHeap();
        SystemMemory.unmap(memory, memoryBytes);
    }
}
