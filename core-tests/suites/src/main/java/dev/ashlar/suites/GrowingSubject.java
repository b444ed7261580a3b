package dev.ashlar.suites;

import dev.ashlar.core.growing.GrowingHeap;
import dev.ashlar.core.mapper.AddressSpace;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfVerifier;
import dev.ashlar.core.tlsf.TlsfWalk;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import java.util.ArrayList;
import java.util.List;

/** Pools that grow, on whichever platform is on the class path. */
public class GrowingSubject extends InProcess {
    private final long memory;
    private final long memoryBytes;
    private final long heap;
    private final long report;

    public GrowingSubject() {
        long pageBytes = Os.pageSize();
        long heapBytes = GrowingHeap.bytes();
        memoryBytes = Math.ceilDiv(heapBytes + Report.bytesFor(CAPACITY), pageBytes) * pageBytes;
        memory = SystemMemory.map(memoryBytes);
        Mem.fill(memory, memoryBytes, 0);
        heap = memory;
        report = memory + heapBytes;
    }

    public final long heap() {
        return heap;
    }

    @Override
    public long malloc(long sizeBytes) {
        return GrowingHeap.malloc(heap, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return GrowingHeap.calloc(heap, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return GrowingHeap.realloc(heap, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return GrowingHeap.alignedAlloc(heap, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return GrowingHeap.free(heap, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return GrowingHeap.usableBytes(heap, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return GrowingHeap.ruleAgainst(heap, payload);
    }

    @Override
    public long enclosing(long address) {
        return GrowingHeap.enclosing(heap, address);
    }

    @Override
    public long liveBlocks() {
        return TlsfWalk.liveBlocks(GrowingHeap.control(heap));
    }

    public void configure(boolean scribble, long limitBytes) {
        GrowingHeap.configure(heap, scribble, limitBytes);
    }

    public boolean collect() {
        return GrowingHeap.collect(heap);
    }

    public long mappedBytes() {
        return GrowingHeap.mappedBytes(heap);
    }

    /** Bytes of the pools, the last added first. */
    public List<Long> pools() {
        long control = GrowingHeap.control(heap);
        List<Long> pools = new ArrayList<>();
        for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool))
            pools.add(TlsfWalk.poolBytes(pool));
        return pools;
    }

    /** System calls so far that gave memory back and kept the addresses. */
    public long decommits() {
        return GrowingHeap.calls(heap, AddressSpace.CALL_DECOMMIT);
    }

    /** System calls so far that mapped something. */
    public long reserves() {
        return GrowingHeap.calls(heap, AddressSpace.CALL_RESERVE);
    }

    @Override
    public List<String> faults() {
        long control = GrowingHeap.control(heap);
        if (!Tlsf.isOpen(control)) return List.of();
        List<String> faults = faultsIn(report, TlsfVerifier.verify(control, report, CAPACITY));
        long bytes = pools().stream().mapToLong(Long::longValue).sum();
        if (bytes != mappedBytes()) faults.add("%d bytes are mapped, %d counted".formatted(bytes, mappedBytes()));
        return faults;
    }

    @Override
    public void close() {
        long control = GrowingHeap.control(heap);
        for (long pool = TlsfWalk.firstPool(control), next; pool != 0; pool = next) {
            next = TlsfWalk.nextPool(control, pool);
            SystemMemory.unmap(pool, TlsfWalk.poolBytes(pool));
        }
        SystemMemory.unmap(memory, memoryBytes);
    }
}
