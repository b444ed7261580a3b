package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.List;

/** A, B and C; B is freed, then A: one hole or two? */
final class Coalescing implements Experiment {
    private static final int A_BYTES = 160;
    private static final int B_BYTES = 240;
    private static final int C_BYTES = 80;

    /** As much as A and B together, and more than each. */
    private static final int WANTED_BYTES = A_BYTES + B_BYTES;

    /** A heap when all three are live, when A and B are freed, and how much it grew for a request of as much as both. */
    record Freed(List<Piece> before, List<Piece> after, long grownBytes) {}

    /** The same on the steps split and merge. */
    record Both(Freed apart, Freed joined) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("  A (160 bytes), B (240), C (80):");
            Drawing.show(paper, apart.before());
            paper.line("  split, after free(B) and free(A):");
            Drawing.show(paper, apart.after());
            paper.line("  merge, after free(B) and free(A):");
            Drawing.show(paper, joined.after());
            Drawing.legend(paper, joined.after());
            paper.gap();
            show(paper, "split", apart);
            show(paper, "merge", joined);
        }

        private static void show(Paper paper, String step, Freed freed) {
            paper.figure(
                    step + ": free blocks, with payload bytes",
                    "%d, %d",
                    Piece.countFree(freed.after()),
                    Piece.freeBytes(freed.after()));
            paper.figure(
                    step + ": malloc(%d) makes the heap grow by".formatted(WANTED_BYTES),
                    "%d bytes",
                    freed.grownBytes());
        }
    }

    @Override
    public String name() {
        return "abc";
    }

    @Override
    public Step step() {
        return Step.MERGE;
    }

    @Override
    public Words words() {
        return new Words(
                "A, B, C: free B, free A, and there is one hole or two",
                """
                Three blocks lie side by side. B is freed, then A. Then the program asks for as much as A and B had
                together. Look for the header, ▐, between the two holes: on the step merge it is gone.
                """,
                """
                Without coalescing, memory only ever gets into smaller pieces. The block behind a block is easy
                to find: address plus size. The one before it is not, for nobody knows where that begins. Knuth's
                boundary tag solves it: a free block repeats its size in its last word, right before the next
                header, where free finds it in one step; and a bit in that header, PREV_FREE, says that there is one. Since
                only free blocks need that word, it costs nothing: it lies in the payload that nobody uses. The header of B became free memory, too.
                """,
                "malloc/malloc.c, struct malloc_chunk: mchunk_prev_size and the bit PREV_INUSE; _int_free and unlink_chunk",
                "mm/page_alloc.c, __free_one_page: the buddy of a block is found by one exclusive or, __find_buddy_pfn (mm/internal.h)");
    }

    @Override
    public Both run(Workshop workshop) {
        return new Both(freed(Ladder.SPLIT), freed(Ladder.MERGE));
    }

    private static Freed freed(int step) {
        try (SmallHeap heap = new SmallHeap(step)) {
            long a = heap.malloc(A_BYTES);
            long b = heap.malloc(B_BYTES);
            heap.malloc(C_BYTES);
            List<Piece> before = heap.pieces();
            heap.free(b);
            heap.free(a);
            List<Piece> after = heap.pieces();
            heap.malloc(WANTED_BYTES);
            return new Freed(before, after, Piece.blockBytes(heap.pieces()) - Piece.blockBytes(after));
        }
    }
}
