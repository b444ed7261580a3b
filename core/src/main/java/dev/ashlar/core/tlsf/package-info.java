/**
 * Two-level segregated fit, in memory that the caller hands over: every operation takes a bounded number of steps, and
 * nothing is ever asked of the system.
 *
 * <pre>
 *   control    bits and lists by size, counts                                  {@link dev.ashlar.core.tlsf.Control}
 *   pool       prologue │ block │ block │ … │ block │ epilogue                  {@link dev.ashlar.core.tlsf.Pools}
 *   block      8 bytes of header │ payload                                     {@link dev.ashlar.core.tlsf.Block}
 * </pre>
 *
 * <h2>How it works</h2>
 * A free block is in the list for its size: 32 lists for each power of two ({@link dev.ashlar.core.tlsf.Mapping}).
 * {@code malloc} rounds up to the next list, so that whatever is in there fits, finds the first list with a block by two
 * searches for a set bit, takes its first block and frees what is over. {@code free} joins the block with its free
 * neighbours, which it finds by the bytes of its own and by those that the one before ends with, and puts it in front of its
 * list, if it is not there already: a list knows a block by its end ({@link dev.ashlar.core.tlsf.Tail}).
 * <p>Everything is said by distances, so a control and its pool may be written to a file and mapped elsewhere.
 *
 * <h2>It adds up</h2>
 * <pre>
 *   pool:      bytes = 48 + Σ bytes of its blocks;    no two neighbours are free
 *   block:     PREV_FREE = the block before is free, and then its last 8 bytes are its bytes
 *   list:      every free block is in one, that of its bytes; a bit is set exactly where a list has a block
 *   control:   liveBytes, blockBytes = Σ over all pools;    free bytes = blockBytes - liveBytes
 * </pre>
 * {@link dev.ashlar.core.tlsf.TlsfVerifier} checks all of it.
 *
 * <h2>What it costs</h2>
 * 8 bytes for a live block, 48 for a pool, 8.4 KiB for a control with 32 × 32 lists. A request is rounded up by less than
 * 1/32 to find a block, which is then split to the exact 16 bytes.
 */
package dev.ashlar.core.tlsf;
