/**
 * The zone heap: TINY, SMALL and LARGE zones, first fit, boundary tags.
 *
 * <h2>Basic design</h2>
 * <pre>
 *   heap ── tree of zones, by address ──────────────┐
 *    │                                              │
 *    ├─ bins of TINY    free blocks by size ──┐     │     zone (one mapping)
 *    └─ bins of SMALL   free blocks by size   │     ├──▶  | header | live bitmap | block | block | … |
 *                                             └──────────▶                          free
 *                                                   └──▶  | header | payload of one LARGE block …    |
 * </pre>
 * A request of up to 512 bytes is TINY, of up to 4096 SMALL, and a larger one LARGE: alone in a mapping. A TINY or SMALL
 * zone is mapped ahead of its use and holds at least 128 blocks of the largest size.
 *
 * <p><b>malloc</b> takes the first free block that fits from the lists by size ({@link dev.ashlar.core.zone.Bins}), splits
 * it if the rest makes a block, and sets its bit in the zone's bitmap. <b>free</b> finds the zone in the tree, asks the
 * bitmap whether the address is one that may be freed, and joins the block with its neighbours by boundary tags
 * ({@link dev.ashlar.core.zone.Block}). One wholly free zone of each kind is kept; every other goes back to the system.
 *
 * <h2>What it costs</h2>
 * <ul>
 *   <li>8 bytes and one bit in 128 per block, and what rounding up to 16 bytes and to the smallest block, 32, takes.
 *   <li>malloc of a TINY or SMALL block: O(1), a scan of at most five words. free: O(log zones), and zones grow as the
 *       logarithm of the heap; two comparisons when the zone is the one of the last free.
 *   <li>A LARGE block: at least one OS page, and system calls for malloc and free unless a kept zone serves it.
 * </ul>
 * Accessor classes: Block, Zone, Bins, ZoneTree, Stats, History. Algorithms: {@link dev.ashlar.core.zone.ZoneHeap} and
 * LargeZones for one owner at a time; {@link dev.ashlar.core.zone.ZoneRoot}, what the world calls;
 * {@link dev.ashlar.core.zone.ZoneGate}, threads and signal handlers; {@link dev.ashlar.core.zone.ZoneFork}, forks. Checks:
 * {@link dev.ashlar.core.zone.ZoneVerifier}.
 */
package dev.ashlar.core.zone;
