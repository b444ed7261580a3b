/**
 * The ladder: how malloc came to be, in eight steps, each of them a malloc that programs run on.
 *
 * <pre>
 *   1  bump     {@link dev.ashlar.core.ladder.BumpHeap}     memory at the break, handed out once
 *   2  header   {@link dev.ashlar.core.ladder.HeaderHeap}   free finds the block: a size and a magic word before each payload
 *   3  list     {@link dev.ashlar.core.ladder.ListHeap}     free blocks are used again: first fit, or best
 *   4  split    {@link dev.ashlar.core.ladder.SplitHeap}    … and only as much of them as is wanted
 *   5  merge    {@link dev.ashlar.core.ladder.MergeHeap}    … and grow together again: boundary tags
 *   6  map      {@link dev.ashlar.core.ladder.MapHeap}      large blocks come from mmap and go back
 *   7  bins     {@link dev.ashlar.core.ladder.BinsHeap}     a list for each size, found in a step
 *   8  arenas   {@link dev.ashlar.core.ladder.Arenas}       several heaps, each with its lock
 * </pre>
 *
 * <h2>How to read it</h2>
 * From one step to the next, with {@code diff}: the methods of a heap are the same and in the same order, so what differs is the idea.
 * {@link dev.ashlar.core.ladder.Block} has the header, {@link dev.ashlar.core.ladder.LadderHeap} what all steps stand on,
 * {@link dev.ashlar.core.ladder.Ladder} the door: locks, {@code calloc}, alignment, forks.
 *
 * <h2>What they cost</h2>
 * Until {@code bins}, a request looks through a list. {@code bump} and {@code header} never use a byte twice; {@code split} without
 * {@code merge} breaks its memory into pieces that nothing fits into, and looks at all of them. What is below the break never goes back to
 * the system, on any step. This is for reading and for comparing; for programs there is {@code dev.ashlar.core.segment}.
 */
package dev.ashlar.core.ladder;
