package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.List;

/** Ten bytes from a free block of 512, whole and split. */
final class Splitting implements Experiment {
    private static final int LARGE_BYTES = 512;
    private static final int SMALL_BYTES = 10;

    /** A heap before and after the request, and the size of the block that it gave. */
    record Cut(List<Piece> before, List<Piece> after, long givenBytes) {}

    /** The same on the steps list and split. */
    record Cuts(Cut list, Cut split) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("  a free block of 512 bytes before one in use:");
            Drawing.show(paper, list.before());
            paper.line("  list, after malloc(10):");
            Drawing.show(paper, list.after());
            paper.line("  split, after malloc(10):");
            Drawing.show(paper, split.after());
            Drawing.legend(paper, split.after());
            paper.gap();
            paper.figure(
                    "list gives a block of",
                    "%d bytes, free after it: %d",
                    list.givenBytes(),
                    Piece.freeBytes(list.after()));
            paper.figure(
                    "split gives a block of",
                    "%d bytes, free after it: %d",
                    split.givenBytes(),
                    Piece.freeBytes(split.after()));
            paper.figure(
                    "blocks before and after the split",
                    "%d, %d",
                    Piece.countBlocks(split.before()),
                    Piece.countBlocks(split.after()));
        }
    }

    @Override
    public String name() {
        return "cut";
    }

    @Override
    public Step step() {
        return Step.SPLIT;
    }

    @Override
    public Words words() {
        return new Words(
                "Ten bytes from a block of 512",
                """
                There is one free block, of 512 bytes, and a request for 10. On the step list malloc gives the block as it
                is. On the step split it writes a second header behind the first 16 bytes. Look for that header.
                """,
                """
                What the program does not need of its block is slack: nobody can use it until the block is freed. A split
                turns it into a free block of its own, whose header lies where the first payload now ends: the address
                of the block, plus its header, plus the new size. It costs 16 bytes of header, so a rest that
                could hold no payload is not split off.
                """,
                "malloc/malloc.c, _int_malloc: remainder = chunk_at_offset (victim, nb), if remainder_size >= MINSIZE",
                "mm/page_alloc.c, expand: a block of 2ⁿ pages is halved until it fits");
    }

    @Override
    public Cuts run(Workshop workshop) {
        return new Cuts(cut(Ladder.LIST), cut(Ladder.SPLIT));
    }

    private static Cut cut(int step) {
        try (SmallHeap heap = new SmallHeap(step)) {
            long large = heap.malloc(LARGE_BYTES);
            heap.malloc(LARGE_BYTES / 4);
            heap.free(large);
            List<Piece> before = heap.pieces();
            long small = heap.malloc(SMALL_BYTES);
            return new Cut(before, heap.pieces(), heap.usableBytes(small));
        }
    }
}
