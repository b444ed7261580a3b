package dev.ashlar.suites;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.ladder.LadderMap;
import dev.ashlar.core.ladder.LadderVerifier;
import dev.ashlar.core.rule.Report;
import dev.ashlar.platform.Mem;
import dev.ashlar.platform.Os;
import dev.ashlar.platform.Threads;
import java.util.ArrayList;
import java.util.List;

/** A ladder on one step, on whichever platform is on the class path. */
public class LadderSubject extends InProcess {
    /** What {@link LadderMap} says of a piece. */
    public record Piece(int kind, long address, long bytes, long payloadBytes, int bin, int arena) {}

    private final long memory;
    private final long memoryBytes;
    private final long ladder;
    private final long map;
    private final long report;
    private final int step;

    public LadderSubject(int step) {
        this.step = step;
        long pageBytes = Os.pageSize();
        long wanted = Ladder.BYTES + LadderMap.BYTES + Report.bytesFor(CAPACITY);
        memoryBytes = Math.ceilDiv(wanted, pageBytes) * pageBytes;
        memory = SystemMemory.map(memoryBytes);
        Mem.fill(memory, memoryBytes, 0);
        ladder = memory;
        map = ladder + Ladder.BYTES;
        report = map + LadderMap.BYTES;
    }

    /** Chooses the step, with what is usual. */
    public LadderSubject chosen() {
        configure(Ladder.FIRST_FIT, 0, Ladder.MOST_ARENAS, false, 0);
        return this;
    }

    public final int step() {
        return step;
    }

    public final long ladder() {
        return ladder;
    }

    public void configure(int fit, long threshold, int arenas, boolean scribble, long limitBytes) {
        Ladder.configure(ladder, step, fit, threshold, arenas, scribble, limitBytes);
    }

    @Override
    public long malloc(long sizeBytes) {
        return Ladder.malloc(ladder, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return Ladder.calloc(ladder, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return Ladder.realloc(ladder, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return Ladder.alignedAlloc(ladder, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return Ladder.free(ladder, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return Ladder.usableBytes(ladder, payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return Ladder.ruleAgainst(ladder, payload);
    }

    @Override
    public long enclosing(long address) {
        return Ladder.enclosing(ladder, address);
    }

    @Override
    public long liveBlocks() {
        return Ladder.liveBlocks(ladder);
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, LadderVerifier.verify(ladder, report, CAPACITY));
    }

    public void hold() {
        Ladder.hold(ladder);
    }

    public void letGo() {
        Ladder.letGo(ladder);
    }

    /** All of the heap. */
    public List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        while (LadderMap.next(ladder, map)) {
            pieces.add(new Piece(
                    LadderMap.kind(map),
                    LadderMap.address(map),
                    LadderMap.bytes(map),
                    LadderMap.payloadBytes(map),
                    LadderMap.bin(map),
                    LadderMap.arena(map)));
        }
        return pieces;
    }

    public List<Piece> pieces(int kind) {
        return pieces().stream().filter(piece -> piece.kind == kind).toList();
    }

    @Override
    public void close() {
        Ladder.close(ladder);
        Threads.setHeap(0); // the arena where the caller was
        SystemMemory.unmap(memory, memoryBytes);
    }
}
