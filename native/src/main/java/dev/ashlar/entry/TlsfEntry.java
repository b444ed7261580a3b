package dev.ashlar.entry;

import dev.ashlar.core.tlsf.Tlsf;
import dev.ashlar.core.tlsf.TlsfVerifier;
import dev.ashlar.core.tlsf.TlsfWalk;
import org.teavm.interop.Export;

/** What memoman.c calls: one line each. */
public final class TlsfEntry {
    private TlsfEntry() {}

    /** Calls everything, so that TeaVM compiles it: an export alone is no reason to. */
    static void reach(long some) {
        create(some, some, (int) some, (int) some);
        createWithPool(some, some, (int) some, (int) some);
        isOpen(some);
        destroy(some);
        addPool(some, some, some);
        removePool(some, some);
        malloc(some, some);
        calloc(some, some, some);
        alignedAlloc(some, some, some);
        realloc(some, some, some);
        free(some, some);
        usableBytes(some);
        freeBytes(some);
        usedBytes(some);
        liveBlocks(some);
        certainBytes(some);
        ruleAgainst(some, some);
        enclosing(some, some);
        firstPool(some);
        nextPool(some, some);
        poolBytes(some);
        firstPayload(some);
        nextPayload(some);
        isFree(some);
        verify(some, some, some);
        verifyPool(some, some, some);
        controlBytes((int) some, (int) some);
        poolOverheadBytes();
        blockOverheadBytes();
        smallestBytes();
        goodSize(some);
    }

    @Export(name = "ashlar_tlsf_create")
    static long create(long memory, long sizeBytes, int firsts, int logSecond) {
        return Tlsf.create(memory, sizeBytes, firsts, logSecond);
    }

    @Export(name = "ashlar_tlsf_create_with_pool")
    static long createWithPool(long memory, long sizeBytes, int firsts, int logSecond) {
        return Tlsf.createWithPool(memory, sizeBytes, firsts, logSecond);
    }

    @Export(name = "ashlar_tlsf_is_open")
    static boolean isOpen(long control) {
        return Tlsf.isOpen(control);
    }

    @Export(name = "ashlar_tlsf_destroy")
    static void destroy(long control) {
        Tlsf.destroy(control);
    }

    @Export(name = "ashlar_tlsf_add_pool")
    static long addPool(long control, long memory, long sizeBytes) {
        return Tlsf.addPool(control, memory, sizeBytes);
    }

    @Export(name = "ashlar_tlsf_remove_pool")
    static int removePool(long control, long pool) {
        return Tlsf.removePool(control, pool);
    }

    @Export(name = "ashlar_tlsf_malloc")
    static long malloc(long control, long sizeBytes) {
        return Tlsf.malloc(control, sizeBytes);
    }

    @Export(name = "ashlar_tlsf_calloc")
    static long calloc(long control, long count, long itemBytes) {
        return Tlsf.calloc(control, count, itemBytes);
    }

    @Export(name = "ashlar_tlsf_aligned_alloc")
    static long alignedAlloc(long control, long alignment, long sizeBytes) {
        return Tlsf.alignedAlloc(control, alignment, sizeBytes);
    }

    @Export(name = "ashlar_tlsf_realloc")
    static long realloc(long control, long payload, long sizeBytes) {
        return Tlsf.realloc(control, payload, sizeBytes);
    }

    @Export(name = "ashlar_tlsf_free")
    static int free(long control, long payload) {
        return Tlsf.free(control, payload);
    }

    @Export(name = "ashlar_tlsf_usable_bytes")
    static long usableBytes(long payload) {
        return Tlsf.usableBytes(payload);
    }

    @Export(name = "ashlar_tlsf_free_bytes")
    static long freeBytes(long control) {
        return Tlsf.freeBytes(control);
    }

    @Export(name = "ashlar_tlsf_used_bytes")
    static long usedBytes(long control) {
        return Tlsf.usedBytes(control);
    }

    @Export(name = "ashlar_tlsf_live_blocks")
    static long liveBlocks(long control) {
        return TlsfWalk.liveBlocks(control);
    }

    @Export(name = "ashlar_tlsf_certain_bytes")
    static long certainBytes(long control) {
        return Tlsf.certainBytes(control);
    }

    @Export(name = "ashlar_tlsf_rule_against")
    static int ruleAgainst(long control, long payload) {
        return TlsfWalk.ruleAgainst(control, payload);
    }

    @Export(name = "ashlar_tlsf_enclosing")
    static long enclosing(long control, long address) {
        return TlsfWalk.enclosing(control, address);
    }

    @Export(name = "ashlar_tlsf_first_pool")
    static long firstPool(long control) {
        return TlsfWalk.firstPool(control);
    }

    @Export(name = "ashlar_tlsf_next_pool")
    static long nextPool(long control, long pool) {
        return TlsfWalk.nextPool(control, pool);
    }

    @Export(name = "ashlar_tlsf_pool_bytes")
    static long poolBytes(long pool) {
        return TlsfWalk.poolBytes(pool);
    }

    @Export(name = "ashlar_tlsf_first_payload")
    static long firstPayload(long pool) {
        return TlsfWalk.firstPayload(pool);
    }

    @Export(name = "ashlar_tlsf_next_payload")
    static long nextPayload(long payload) {
        return TlsfWalk.nextPayload(payload);
    }

    @Export(name = "ashlar_tlsf_is_free")
    static boolean isFree(long payload) {
        return TlsfWalk.isFree(payload);
    }

    @Export(name = "ashlar_tlsf_verify")
    static long verify(long control, long report, long capacity) {
        return TlsfVerifier.verify(control, report, capacity);
    }

    @Export(name = "ashlar_tlsf_verify_pool")
    static long verifyPool(long pool, long report, long capacity) {
        return TlsfVerifier.verifyPool(pool, report, capacity);
    }

    @Export(name = "ashlar_tlsf_control_bytes")
    static long controlBytes(int firsts, int logSecond) {
        return Tlsf.controlBytes(firsts, logSecond);
    }

    @Export(name = "ashlar_tlsf_pool_overhead_bytes")
    static long poolOverheadBytes() {
        return Tlsf.poolOverheadBytes();
    }

    @Export(name = "ashlar_tlsf_block_overhead_bytes")
    static long blockOverheadBytes() {
        return Tlsf.blockOverheadBytes();
    }

    @Export(name = "ashlar_tlsf_smallest_bytes")
    static long smallestBytes() {
        return Tlsf.smallestBytes();
    }

    @Export(name = "ashlar_tlsf_good_size")
    static long goodSize(long sizeBytes) {
        return Tlsf.goodSize(sizeBytes);
    }
}
