/**
 * The segment heap: arenas, segments, pages of equal slots, a heap per thread.
 *
 * <h2>Basic design</h2>
 * <pre>
 *   arena     | segment 4 MiB | segment | segment | …          reserved; 64 MiB, 128 MiB, …; shared by all heaps
 *   segment   | granule 64 KiB | granule | … 64 of them         three words of bits: free, dirty, pooled
 *   page      | slot | slot | slot | … | (not made yet) |       1 to 8 granules; or one large block, of any number
 *   slot      | payload: 16, 32, … 262144 bytes, 96 classes |    while free:  | next | mark | … |
 *
 *   table     | 128 | 128 | 128 | …     a descriptor per granule, found by a shift and a mask of the address
 *
 *   heap  ── direct[request / 16] ──▶ the current page of the class ──▶ its free list
 *         ── queue[class]         ──▶ pages with room ──▶ …
 *         ── outbox               ──▶ slots of others' pages, gathered by page
 * </pre>
 * <b>malloc</b> takes the first free slot of the current page of the request's class. <b>free</b> finds the page's
 * descriptor, sees that the page is its thread's, that the address is one of its slots (one multiplication), that the slot
 * is not free already (its mark), and puts it in front of the page's list. Everything else is the slow path:
 * {@link dev.ashlar.core.segment.Refill}, {@link dev.ashlar.core.segment.Release}.
 *
 * <p><b>Whose is a page?</b> A heap's while it is current or queues there. A page that is full is, but for the last few
 * of its class, nobody's: the first of its slots to be freed brings it back to its own thread; or, when others have
 * freed an eighth of it, into the {@link dev.ashlar.core.segment.Pool}, from where any heap takes it. The pages of a
 * thread that ends go the same way. Slots above 64 KiB have no current page: a request takes one from the queue, and of
 * such pages that have become empty a heap keeps one.
 *
 * <p><b>Nothing is locked.</b> What threads share changes by one compare-and-set at a time: the bits of segments, the
 * word in which a page receives slots ({@link dev.ashlar.core.segment.Remote}), the list of idle heaps. So a process may
 * fork at any moment, and {@link dev.ashlar.core.segment.SegmentFork} has only to take over what vanished threads had to
 * themselves. (A heap that a program made for itself has a lock, since any thread may use it.)
 *
 * <p><b>Memory goes back</b> by amount and time: {@link dev.ashlar.core.segment.Purse}.
 *
 * <h2>It adds up</h2>
 * <pre>
 *   page:      used - (current ? 1 : 0) + length(free) = extended ≤ capacity;   live = used - arrived - under way
 *   segment:   free granules have no page; a granule of a page is not free
 *   purse:     committed = granules that are dirty = in pages + idle;           idle ≤ 3/2 · (16 MiB + in pages / 8 + allowance)
 *              purged = what each class gave back + what nobody knows of
 * </pre>
 * {@link dev.ashlar.core.segment.SegmentVerifier} checks all of it.
 *
 * <h2>What it costs</h2>
 * <ul>
 *   <li>malloc up to 1 KiB: 16 instructions, 2 branches; free by the owner: 22 and 4 (x86-64). A pair, slow paths and all:
 *       38 for 32 bytes, 49 for 2 KiB, 59 for 32 KiB.
 *   <li>129 bytes per 64 KiB, and 4.3 KB per thread. No header per block; a slot is at most 1/9 larger than the request
 *       (above 128 bytes; below, the next multiple of 16).
 *   <li>A free by another thread: 50 instructions, and one compare-and-set for up to 64 slots.
 *   <li>A large block: two compare-and-sets and some hundred instructions; no system call, unless memory goes back.
 *   <li>Addresses: a table of 2 GiB, of which 8 KiB are touched per 4 MiB in use. It shrinks where address space is limited.
 * </ul>
 */
package dev.ashlar.core.segment;
