package dev.ashlar.core.tlsf;

import dev.ashlar.core.rule.Rule;

/**
 * Visits blocks in the order of their addresses. The pool must not change meanwhile.
 * <pre>
 *   for (long pool = firstPool(control); pool != 0; pool = nextPool(control, pool))
 *       for (long payload = firstPayload(pool); payload != 0; payload = nextPayload(payload)) …
 * </pre>
 */
public final class TlsfWalk {
    private TlsfWalk() {}

    /** What lies before a payload and belongs to its block. */
    public static final long HEADER_BYTES = Block.HEADER_BYTES;

    /** The pool that was added last, or 0. */
    public static long firstPool(long control) {
        return Pools.first(control);
    }

    /** The pool that was added before {@code pool}, or 0. */
    public static long nextPool(long control, long pool) {
        return Pools.next(control, pool);
    }

    /** Memory of a pool, all of it. */
    public static long poolBytes(long pool) {
        return Pools.bytes(pool);
    }

    /** The payload of the first block of a pool: it has one at least. */
    public static long firstPayload(long pool) {
        return Block.payload(Pools.firstBlock(pool));
    }

    /** The payload of the block that follows in memory, or 0. */
    public static long nextPayload(long payload) {
        long next = Block.next(Block.ofPayload(payload));
        return Block.bytes(next) == 0 ? 0 : Block.payload(next);
    }

    /** Whether the block at {@code payload}, from a walk, is free. */
    public static boolean isFree(long payload) {
        return Block.isFree(Block.ofPayload(payload));
    }

    /** Usable bytes of the block at {@code payload}, from a walk. */
    public static long usableBytes(long payload) {
        return Block.usableBytes(Block.ofPayload(payload));
    }

    /** The list that the free block at {@code payload}, from a walk, is in. */
    public static long listOf(long control, long payload) {
        return FreeLists.listOf(control, Block.bytes(Block.ofPayload(payload)));
    }

    /** How many blocks are live: they are counted. */
    public static long liveBlocks(long control) {
        long live = 0;
        for (long pool = firstPool(control); pool != 0; pool = nextPool(control, pool)) {
            for (long payload = firstPayload(pool); payload != 0; payload = nextPayload(payload)) {
                if (!isFree(payload)) live++;
            }
        }
        return live;
    }

    /** The payload of the live block that {@code address} is in the payload of, or 0. It visits blocks until it is there. */
    public static long enclosing(long control, long address) {
        long pool = Pools.enclosing(control, address);
        if (pool == 0) return 0;
        for (long payload = firstPayload(pool); payload != 0; payload = nextPayload(payload)) {
            if (address < payload) return 0;
            if (address < payload + usableBytes(payload)) return isFree(payload) ? 0 : payload;
        }
        return 0;
    }

    /** The rule against a free of {@code payload}: as {@link Tlsf#free} says, and beyond that whether it is one at all. */
    public static int ruleAgainst(long control, long payload) {
        long pool = Pools.enclosing(control, payload);
        if (pool == 0) return Rule.FOREIGN_POINTER;
        for (long at = firstPayload(pool); at != 0 && at <= payload; at = nextPayload(at)) {
            if (at == payload) return isFree(at) ? Rule.DOUBLE_FREE : Rule.NONE;
        }
        return enclosing(control, payload) != 0 ? Rule.INTERIOR_POINTER : Rule.FOREIGN_POINTER;
    }
}
