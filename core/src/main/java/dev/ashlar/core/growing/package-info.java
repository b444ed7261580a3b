/**
 * Pools that grow: the system layer above {@link dev.ashlar.core.tlsf.Tlsf}, which itself asks nobody for memory.
 *
 * <pre>
 *   heap ─┬─ lock        one thread at a time
 *         ├─ control     lists, bits and counts of {@link dev.ashlar.core.tlsf.Tlsf}
 *         └─ pools       each a range from the system:   | 1 MiB | 1 MiB | 2 MiB | 4 MiB | …
 * </pre>
 *
 * <h2>How it works</h2>
 * A request that no pool can serve adds one: as large as all that there are together, at least 1 MiB, and at least twice what
 * the request takes; if the system or the limit refuses so much, half of it, and so on down to just what the request takes.
 * So n bytes lie in log₂(n / 1 MiB) pools or so, and the one that an address lies in, the last added being looked at
 * first, is found in two steps in the mean. A block that grows all the time moves as often as its logarithm. What is
 * not touched costs nothing.
 *
 * <p>A pool that no block is left in goes back, but for one. A block of 1 MiB or more gives its memory back when it is freed,
 * and keeps the addresses; so does the empty pool that is kept, once a MiB has been freed. {@code collect} gives back
 * what all free blocks have.
 *
 * <h2>Forks</h2>
 * Nothing is locked across a fork: see ADR 12. The child of a process with threads may find the lock held by one that it does
 * not have. Then the pools are what a kill would have left, and {@link dev.ashlar.core.tlsf.Tlsf#recover} puts them in order,
 * from the headers of the blocks.
 *
 * <h2>What it costs</h2>
 * What a pool costs, an atomic instruction for the lock, and the look for the pool. O(1) but for the system's calls and the
 * look. Every thread waits for every other: this is for those who want bounded steps and one piece of memory, not for speed.
 */
package dev.ashlar.core.growing;
