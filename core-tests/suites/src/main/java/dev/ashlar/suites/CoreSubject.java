package dev.ashlar.suites;

import dev.ashlar.core.mapper.Mapper;
import dev.ashlar.core.rule.Report;
import dev.ashlar.core.walk.ShowZones;
import dev.ashlar.core.zone.Stats;
import dev.ashlar.core.zone.ZoneHeap;
import dev.ashlar.core.zone.ZoneRoot;
import dev.ashlar.core.zone.ZoneVerifier;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** The core itself, on whichever platform is on the class path. */
public final class CoreSubject extends InProcess implements Subject {
    private final long memory;
    private final long memoryBytes;
    private final long root;
    private final long report;
    private final Function<IntConsumer, String> console;

    /** {@code console} runs what it is given with a descriptor, and returns what was written there. */
    public CoreSubject(Function<IntConsumer, String> console) {
        this(0, console);
    }

    private CoreSubject(long givenRoot, Function<IntConsumer, String> console) {
        long pageBytes = Os.pageSize();
        memoryBytes = Math.ceilDiv(ZoneRoot.BYTES + Report.bytesFor(CAPACITY), pageBytes) * pageBytes;
        memory = SystemMemory.map(memoryBytes);
        Mem.fill(memory, memoryBytes, 0);
        root = givenRoot != 0 ? givenRoot : memory;
        report = memory + ZoneRoot.BYTES;
        this.console = console;
    }

    /** Over the zeroed root at {@code root}, with the memory at {@code address} and no other. */
    public static CoreSubject managing(long root, long address, long sizeBytes, Function<IntConsumer, String> console) {
        ZoneRoot.manage(root, address, sizeBytes);
        return new CoreSubject(root, console);
    }

    public long root() {
        return root;
    }

    @Override
    public long malloc(long sizeBytes) {
        return ZoneRoot.malloc(root, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return ZoneRoot.calloc(root, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return ZoneRoot.realloc(root, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return ZoneRoot.alignedAlloc(root, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return ZoneRoot.free(root, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return ZoneRoot.usableBytes(root, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return ZoneRoot.ruleAgainst(root, payload);
    }

    @Override
    public long enclosing(long address) {
        return ZoneRoot.enclosing(root, address);
    }

    @Override
    public boolean configure(boolean scribble, long limitBytes, long historyEntries) {
        return ZoneRoot.configure(root, scribble, limitBytes, historyEntries);
    }

    @Override
    public String show(boolean more) {
        return console.apply(descriptor -> {
            if (more) ShowZones.showMore(root, descriptor);
            else ShowZones.show(root, descriptor);
        });
    }

    @Override
    public long number(Group group, int which) {
        long stats = ZoneHeap.stats(ZoneRoot.main(root));
        long mapper = ZoneHeap.mapper(ZoneRoot.main(root));
        return switch (group) {
            case CALLS -> Stats.calls(stats, which);
            case ZONES_MAPPED -> Stats.zonesMapped(stats, which);
            case ZONES_UNMAPPED -> Stats.zonesUnmapped(stats, which);
            case SYSTEM_CALLS -> Mapper.calls(mapper, which);
            case TOTALS ->
                switch (which) {
                    case LIVE_BLOCKS -> Stats.liveBlocks(stats);
                    case LIVE_BYTES -> Stats.liveBytes(stats);
                    case PEAK_BYTES -> Stats.peakBytes(stats);
                    default -> Mapper.mappedBytes(mapper);
                };
        };
    }

    @Override
    public List<String> faults() {
        long count = ZoneVerifier.verifyHeap(ZoneRoot.main(root), report, CAPACITY);
        return faultsIn(report, count);
    }

    @Override
    public void close() {
        SystemMemory.unmap(memory, memoryBytes);
    }
}
