package dev.ashlar.core.rule;

/**
 * One number per rule that can be broken. 0 means that none is.
 *
 * <p>1 to 9 are a user's mistakes, which {@code free} and {@code realloc} always notice. From 10 on the heap itself is
 * damaged; the verifiers look for that. From 60 on it is what the guarded heap has put around and into blocks.
 */
public final class Rule {
    private Rule() {}

    /** All is well. */
    public static final int NONE = 0;

    /** A block is freed once only. */
    public static final int DOUBLE_FREE = 1;

    /** Only what this heap handed out may be freed or resized. */
    public static final int FOREIGN_POINTER = 2;

    /** A block is freed and resized by its first address, not by one inside. */
    public static final int INTERIOR_POINTER = 3;

    /** A pool is removed only when none of its blocks is live. */
    public static final int POOL_IN_USE = 6;

    /** Only a pool that was added may be removed. */
    public static final int NO_POOL = 7;

    /** A block has a whole number of 16-byte units, at least two, and ends inside its zone. */
    public static final int BLOCK_SIZE = 10;

    /** A block says PREV_FREE exactly when the block before it is free. */
    public static final int PREV_FREE_FLAG = 11;

    /** No two neighbours are both free. */
    public static final int FREE_NEIGHBOURS = 12;

    /** A free block that has a successor repeats its size in its last 8 bytes. */
    public static final int FOOTER = 13;

    /** A free block knows its distance from its zone. */
    public static final int ZONE_OFFSET = 14;

    /** The bitmap of a zone marks the payloads of its live blocks and nothing else. */
    public static final int LIVE_BITMAP = 15;

    /** A live block's requested size fits the block and the kind of its zone. */
    public static final int REQUESTED_SIZE = 16;

    /** A zone's counts of live blocks and requested bytes agree with its blocks. */
    public static final int ZONE_TOTALS = 17;

    /** A zone's size is a multiple of the OS page, and its kind is known. */
    public static final int ZONE_HEADER = 18;

    /** A free list's links agree in both directions. */
    public static final int FREE_LINKS = 20;

    /** A free list holds free blocks of its own size, each free block once. */
    public static final int FREE_LIST_MEMBER = 21;

    /** The occupancy bitmap marks exactly the free lists that hold a block. */
    public static final int OCCUPANCY = 22;

    /** The tree of zones is ordered by address and by priority. */
    public static final int TREE_ORDER = 23;

    /** The heap's totals agree with its zones. */
    public static final int HEAP_TOTALS = 24;

    /** A page's descriptor agrees with its size class, and its slots that are made fit into it. */
    public static final int PAGE_HEADER = 40;

    /** A page's free list holds slots of its own that bear their mark, each once. */
    public static final int SLOT_LIST = 41;

    /** Used and free slots of a page are all that have been made, and none that is used bears the mark. */
    public static final int SLOT_COUNT = 42;

    /** A page is current, in the queue of its class, or nobody's, and then in the pool if it has room. */
    public static final int PAGE_PLACE = 43;

    /** A granule is free exactly if no page holds it. */
    public static final int GRANULE = 44;

    /** The queue of a class has pages of that class and heap, linked in both directions. */
    public static final int QUEUE = 45;

    /** The purse's counts agree with the segments. */
    public static final int PURSE = 46;

    /** A control has its magic number, and as many levels as there may be. */
    public static final int CONTROL_HEADER = 50;

    /** A pool's bytes are a multiple of 16, and enough. */
    public static final int POOL_HEADER = 51;

    /** The list of pools agrees in both directions. */
    public static final int POOL_LINKS = 52;

    /** A live block of its own begins a pool, one of no bytes ends it. */
    public static final int SENTINEL = 53;

    /** Nobody writes behind the bytes that were asked for. */
    public static final int OVERFLOW = 60;

    /** Nobody writes before a payload. */
    public static final int UNDERFLOW = 61;

    /** Nobody writes into a block that has been freed. */
    public static final int WRITE_AFTER_FREE = 62;

    /** Who says how large the block is that is freed says what was asked for. */
    public static final int WRONG_SIZE = 63;

    /** The same of its alignment. */
    public static final int WRONG_ALIGNMENT = 64;

    /** The tag in front of a payload is the one that was put there. */
    public static final int HEADER = 65;

    /** Nobody touches a block that has been freed. */
    public static final int USE_AFTER_FREE = 66;

    /** The root area that the platform offers is large enough. */
    public static final int ROOT_TOO_SMALL = 30;
}
