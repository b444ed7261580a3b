package dev.ashlar;

import dev.ashlar.core.guarded.Findings;
import dev.ashlar.core.guarded.GuardedHeap;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.core.size.Product;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A heap that notices when it is misused, and knows who allocated and who freed each block. One thread after the other. */
final class DebugHeap extends Heap {
    private static final long ROOM = 8;
    private static final long SPARE_BYTES = 1 << 20;

    /** Nobody has more. */
    private static final long MOST_BYTES = 1L << 47;

    private final DebugOptions options = DebugOptions.ofProperties();
    private final @Nullable Thread owner;
    private final boolean tellsRefusals;
    private final Arena scope;
    private final long limitBytes;
    private final long heap;
    private final long findings;
    private final Arena life; // of the blocks: ends before their memory goes
    private final MemorySegment memory;
    private final Sites sites;
    private final @Nullable Budget budget;
    private final @Nullable Quota quota;
    private boolean isClosed;

    /** @param tellsRefusals false: who asks has another heap to ask */
    DebugHeap(HeapTraits traits, boolean isConfined, boolean tellsRefusals) {
        super(traits.name());
        FirstUse.ofGuardedHeaps();
        this.tellsRefusals = tellsRefusals;
        limitBytes = traits.limitBytes();
        budget = traits.budget();
        owner = isConfined ? Thread.currentThread() : null;
        scope = isConfined ? Arena.ofConfined() : Arena.ofShared();
        heap = scope.allocate(GuardedHeap.BYTES, 64).address();
        findings = scope.allocate(Findings.bytesFor(ROOM), 8).address();
        life = isConfined ? Arena.ofConfined() : Arena.ofShared();
        memory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE, life, null);
        sites = new Sites(options.stacks());
        GuardedHeap.configure(heap, true, limitBytes, options.quarantineBytes(), options.fenceEvery());
        Findings.open(findings, ROOM);
        if (options.tellsLeaks()) OpenHeaps.tellLeaksAtExit();
        quota = budget == null ? null : newQuota(budget);
    }

    private Quota newQuota(Budget budget) {
        try {
            return new Quota(
                    budget,
                    bytes -> GuardedHeap.limit(heap, bytes),
                    () -> GuardedHeap.committedBytes(heap),
                    () -> GuardedHeap.close(heap));
        } catch (OutOfMemoryError error) {
            scope.close();
            throw error;
        }
    }

    private void tellLeaks() {
        for (Leak leak : live()) DebugOptions.logger().log(Level.WARNING, "not freed: " + leak);
    }

    @Override
    synchronized void tellAtExit() {
        if (isClosed || !options.tellsLeaks()) return;
        for (Leak leak : live()) System.err.println("ashlar: exit: not freed: " + leak);
    }

    @Override
    void requireUsable() {
        if (owner != null && owner != Thread.currentThread()) throw Requests.wrongThread("heap", owner);
        requireOpen();
    }

    private void requireOpen() {
        if (isClosed) throw new IllegalStateException("the heap is closed");
    }

    /** Blocks of an arena are blocks of their own: what is written behind one is found. */
    @Override
    boolean isPacked() {
        return false;
    }

    /** Takes from the budget what the heap may want next: were it short, it would let go what is in quarantine. */
    private void prepare(long byteSize) {
        if (quota == null || byteSize > MOST_BYTES) return;
        long committedBytes = GuardedHeap.committedBytes(heap);
        if (quota.bytes() - committedBytes >= byteSize + SPARE_BYTES) return;
        if (!quota.grow(byteSize + Math.max(committedBytes, SPARE_BYTES))) quota.grow(byteSize + SPARE_BYTES);
    }

    @Override
    public synchronized long malloc(long byteSize) {
        Requests.requireSize("block", byteSize);
        requireUsable();
        prepare(byteSize);
        return allocated("malloc", byteSize, GuardedHeap.allocate(heap, 1, byteSize, sites.here(), findings));
    }

    @Override
    public synchronized long calloc(long count, long byteSize) {
        Requests.requireCount(count);
        Requests.requireSize("block", byteSize);
        requireUsable();
        prepare(Math.max(Product.of(count, byteSize), 0));
        return allocated("calloc", byteSize, GuardedHeap.calloc(heap, count, byteSize, sites.here(), findings));
    }

    @Override
    public synchronized long alignedAlloc(long byteAlignment, long byteSize) {
        Requests.requireAlignment(byteAlignment);
        Requests.requireSize("block", byteSize);
        requireUsable();
        prepare(byteSize);
        return allocated(
                "alignedAlloc", byteSize, GuardedHeap.allocate(heap, byteAlignment, byteSize, sites.here(), findings));
    }

    @Override
    public synchronized long realloc(long address, long byteSize) {
        Requests.requireSize("block", byteSize);
        requireUsable();
        GuardedHeap.check(heap, address, findings);
        told("realloc", 0); // before anything has changed
        long least = address == 0 ? byteSize : Math.max(byteSize, 1); // 0 would free
        prepare(byteSize);
        return told("realloc", GuardedHeap.realloc(heap, address, least, sites.here(), findings));
    }

    @Override
    public synchronized void free(long address) {
        requireUsable();
        told("free", GuardedHeap.free(heap, address, GuardedHeap.UNKNOWN, GuardedHeap.UNKNOWN, sites.here(), findings));
    }

    /** Whether the address is one of this heap's memory; a misuse of it is this heap's to tell. */
    synchronized boolean knows(long address) {
        return !isClosed && GuardedHeap.ruleAgainst(heap, address) != Rule.FOREIGN_POINTER;
    }

    @Override
    public synchronized long usableBytes(long address) {
        requireUsable();
        int rule = GuardedHeap.ruleAgainst(heap, address);
        if (rule != Rule.NONE) tell(new MisuseException("usableBytes", rule, address, 0, 0));
        return GuardedHeap.usableBytes(heap, address);
    }

    @Override
    public synchronized HeapStats stats() {
        requireOpen();
        long committedBytes = GuardedHeap.committedBytes(heap);
        return new HeapStats(
                GuardedHeap.liveBlocks(heap),
                GuardedHeap.liveBytes(heap),
                committedBytes,
                GuardedHeap.heldBytes(heap),
                GuardedHeap.peakBytes(heap),
                committedBytes);
    }

    synchronized long committedBytes() {
        return GuardedHeap.committedBytes(heap);
    }

    @Override
    public synchronized HeapDump dump() {
        requireUsable();
        return new HeapDump(GuardedPicture.of(toString(), heap, this::place));
    }

    /** The first frame of a site, or nothing. */
    private String place(long site) {
        List<StackTraceElement> trace = sites.trace(site);
        return trace.isEmpty() ? "" : trace.getFirst().toString();
    }

    /** What was freed lately is looked at no longer. */
    @Override
    public synchronized long collect() {
        requireUsable();
        long before = GuardedHeap.committedBytes(heap);
        GuardedHeap.flush(heap, findings);
        return told("collect", before - GuardedHeap.committedBytes(heap));
    }

    @Override
    public synchronized void check() {
        requireUsable();
        GuardedHeap.checkAll(heap, findings);
        told("check", 0);
    }

    @Override
    public synchronized List<Leak> leaks() {
        requireOpen();
        return live();
    }

    private List<Leak> live() {
        long table = GuardedHeap.leaks(heap);
        if (table == 0) throw new OutOfMemoryError("there is no memory for a list of what is live");
        try {
            return Leak.list(table, sites);
        } finally {
            GuardedHeap.closeLeaks(heap, table);
        }
    }

    @Override
    String kind() {
        return owner == null ? "shared, debugged" : owner.getName() + "'s, debugged";
    }

    @Override
    @Nullable
    Budget budget() {
        return budget;
    }

    @Override
    MemorySegment memory() {
        return memory;
    }

    @Override
    OutOfMemoryError outOfMemory(long byteSize, long byteAlignment) {
        if (quota != null) return quota.outOfMemory(byteSize);
        return Shortage.error(GuardedHeap.committedBytes(heap), limitBytes, byteSize, byteAlignment);
    }

    @Override
    void requireShared() {
        if (owner != null) throw new UnsupportedOperationException("the heap is %s's alone".formatted(owner));
    }

    /** @throws MisuseException if a block is damaged; the heap is closed all the same */
    @Override
    public synchronized void close() {
        if (isClosed) return;
        requireUsable();
        life.close();
        OpenHeaps.forget(this);
        isClosed = true;
        try {
            if (options.tellsLeaks()) tellLeaks();
            if (Recorder.wantsLeaks()) live().forEach(leak -> Recorder.leaked(name(), leak));
            GuardedHeap.checkAll(heap, findings);
            told("close", 0);
        } finally {
            if (quota != null) quota.close();
            else GuardedHeap.close(heap);
            scope.close();
        }
    }

    /** As {@link #told}; a block whose address nobody will know is not kept. */
    private long allocated(String function, long byteSize, long address) {
        if (address == 0 && tellsRefusals) Recorder.refused(name(), byteSize, GuardedHeap.committedBytes(heap));
        boolean isLost = Findings.count(findings) != 0 && options.onError() == DebugOptions.OnError.THROW;
        if (isLost) GuardedHeap.free(heap, address, GuardedHeap.UNKNOWN, GuardedHeap.UNKNOWN, 0, findings);
        return told(function, address);
    }

    /** Tells what an operation has found, and has the result that it would have had. */
    private long told(String function, long result) {
        long count = Findings.count(findings);
        if (count != 0) tell(function, Math.min(count, ROOM));
        return result;
    }

    private void tell(String function, long count) {
        List<MisuseException> all = new ArrayList<>();
        for (long i = 0; i < count; i++) all.add(misuse(function, i));
        Findings.open(findings, ROOM);
        MisuseException first = all.removeFirst();
        all.forEach(first::addSuppressed);
        tell(first);
    }

    private void tell(MisuseException misuse) {
        switch (options.onError()) {
            case THROW -> throw misuse;
            case REPORT -> DebugOptions.logger().log(Level.WARNING, misuse.getMessage(), misuse);
            case IGNORE -> {}
        }
    }

    private MisuseException misuse(String function, long index) {
        MisuseException misuse = new MisuseException(
                function,
                Findings.rule(findings, index),
                Findings.address(findings, index),
                Findings.payload(findings, index),
                Findings.requested(findings, index));
        addTrace(misuse, "allocated by", Findings.allocSite(findings, index));
        addTrace(misuse, "freed by", Findings.freeSite(findings, index));
        return misuse;
    }

    private void addTrace(MisuseException misuse, String what, long site) {
        if (site != 0) misuse.addSuppressed(new Trace(what, sites.trace(site)));
    }
}
