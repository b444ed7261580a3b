package dev.ashlar.suites;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfVerifier;
import dev.ashlar.core.tlsf.TlsfWalk;
import java.util.List;
import java.util.stream.LongStream;

/** The core's pool allocator, on whichever platform is on the class path. */
public class TlsfSubject extends InProcess implements TlsfBlocks {
    protected final Given given;
    private final long control;
    private final long report;

    protected TlsfSubject(Given given, long control) {
        this.given = given;
        this.control = control;
        report = given.take(Report.bytesFor(CAPACITY));
    }

    /** With a pool of about {@code poolBytes}, and as much again to spare. */
    public static TlsfSubject withPool(long poolBytes) {
        Given given = new Given(2 * poolBytes + (64 << 10));
        long controlBytes = Tlsf.controlBytes(Tlsf.FIRSTS, Tlsf.LOG_SECOND);
        long memory = given.take(controlBytes + poolBytes);
        return new TlsfSubject(
                given, Tlsf.createWithPool(memory, controlBytes + poolBytes, Tlsf.FIRSTS, Tlsf.LOG_SECOND));
    }

    /** In the memory at {@code address}, and with none to spare. */
    public static TlsfSubject managing(long address, long sizeBytes) {
        return new TlsfSubject(
                new Given(64 << 10), Tlsf.createWithPool(address, sizeBytes, Tlsf.FIRSTS, Tlsf.LOG_SECOND));
    }

    @Override
    public long spare(long sizeBytes) {
        return given.take(sizeBytes);
    }

    @Override
    public TlsfBlocks createAt(long memory, long sizeBytes, int firsts, int logSecond) {
        long handle = Tlsf.createWithPool(memory, sizeBytes, firsts, logSecond);
        return handle == 0 ? null : new TlsfSubject(given, handle);
    }

    @Override
    public long control() {
        return control;
    }

    @Override
    public long malloc(long sizeBytes) {
        return Tlsf.malloc(control, sizeBytes);
    }

    @Override
    public long calloc(long count, long itemBytes) {
        return Tlsf.calloc(control, count, itemBytes);
    }

    @Override
    public long realloc(long payload, long sizeBytes) {
        return Tlsf.realloc(control, payload, sizeBytes);
    }

    @Override
    public long alignedAlloc(long alignment, long sizeBytes) {
        return Tlsf.alignedAlloc(control, alignment, sizeBytes);
    }

    @Override
    public int free(long payload) {
        return Tlsf.free(control, payload);
    }

    @Override
    public long usableBytes(long payload) {
        return Tlsf.usableBytes(payload);
    }

    @Override
    public int ruleAgainst(long payload) {
        return TlsfWalk.ruleAgainst(control, payload);
    }

    @Override
    public long enclosing(long address) {
        return TlsfWalk.enclosing(control, address);
    }

    @Override
    public long liveBlocks() {
        return TlsfWalk.liveBlocks(control);
    }

    @Override
    public long addPool(long memory, long sizeBytes) {
        return Tlsf.addPool(control, memory, sizeBytes);
    }

    @Override
    public int removePool(long pool) {
        return Tlsf.removePool(control, pool);
    }

    @Override
    public long freeBytes() {
        return Tlsf.freeBytes(control);
    }

    @Override
    public long usedBytes() {
        return Tlsf.usedBytes(control);
    }

    @Override
    public long certainBytes() {
        return Tlsf.certainBytes(control);
    }

    @Override
    public long[] walk() {
        LongStream.Builder found = LongStream.builder();
        for (long pool = TlsfWalk.firstPool(control); pool != 0; pool = TlsfWalk.nextPool(control, pool)) {
            for (long payload = TlsfWalk.firstPayload(pool); payload != 0; payload = TlsfWalk.nextPayload(payload))
                found.add(TlsfWalk.usableBytes(payload) * (TlsfWalk.isFree(payload) ? -1 : 1));
        }
        return found.build().toArray();
    }

    @Override
    public List<String> faults() {
        return faultsIn(report, TlsfVerifier.verify(control, report, CAPACITY));
    }

    @Override
    public void close() {
        Tlsf.destroy(control);
        given.close();
    }
}
