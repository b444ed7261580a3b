/**
 * The guarded heap: it notices when it is misused, and knows whose block it was.
 *
 * <pre>
 *   heap ─┬─ lock         one thread at a time
 *         ├─ regions      each a range from the system, as large as all before together
 *         └─ quarantine   blocks that have been freed lately, in the order of their frees
 *
 *   region    | records and notes | no access | block | block | free | block | … | no access |
 *   fenced    | records and notes | no access | block | no access | block | no access | …
 *   block     | tag | canary | payload, as many bytes as were asked for | canary, 8 to 64 bytes | slack |
 *   note      payload, bytes asked for, alignment, state, who allocated it, who freed it
 * </pre>
 *
 * <h2>How it works</h2>
 * Which parts of a region are blocks and which are free is the affair of {@link dev.ashlar.core.tlsf.TlsfRanges}: lists by size,
 * neighbours joined in both directions, all of it in records apart from the blocks. Beside each record is a
 * {@link dev.ashlar.core.guarded.Note}. So a program may write over whatever it likes among the blocks: the heap goes on, and
 * the report still knows what it is about.
 *
 * <p>In front of each payload a tag leads to the record, and a canary shows an underflow; a canary behind the last byte that
 * was asked for shows an overflow. They are looked at when the block is freed or resized, and when everything is looked at:
 * on demand and at the program's end.
 *
 * <p>A freed block is filled with poison and waits in quarantine, 1 MiB of blocks by default. A byte that is not poison when
 * it leaves was written after the free. As long as it is there a second free is told with who did the first. Afterwards its
 * tag says for a while that here was a block; once its address has been handed out again, nobody can tell.
 *
 * <p>Of as many blocks as one likes one is fenced ({@link dev.ashlar.core.guarded.FencedBlocks}): it ends at an OS page that
 * nobody may touch, and when it has been freed nobody may touch it either. Then the program dies at the very instruction, of a
 * read, too, and a handler of the fault says whose block it was.
 *
 * <h2>It adds up</h2>
 * <pre>
 *   committed bytes = Σ (records and notes that were ever used, twice as many at most + bytes for blocks) + Σ fenced blocks
 *   live bytes      = Σ requested of live blocks;       held bytes = Σ bytes of blocks in quarantine
 * </pre>
 * {@link dev.ashlar.core.guarded.GuardedVerifier} checks it.
 *
 * <h2>What it costs</h2>
 * 24 to 39 bytes in each block and 104 beside it; the quarantine. gcc takes 1.62 × glibc's time and 1.08 × its memory, python3
 * 1.13 and 1.01.
 *
 * <h2>Forks</h2>
 * The child of a fork that finds another thread inside reads the parent's regions and changes nothing in them; what it
 * allocates is in new ones.
 *
 * <h2>What it does not see</h2>
 * Reads, but of fenced blocks. A write beyond the canaries, far off in another block's payload. A byte that is written as it was. A program that knows
 * the secret: whoever can read memory can repair canaries.
 */
package dev.ashlar.core.guarded;
