package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.ArrayList;
import java.util.List;

/** A hundred blocks of 32 bytes, every other one freed: what do first and best fit look at? */
final class Fits implements Experiment {
    private static final int BLOCKS = 100;
    private static final int BLOCK_BYTES = 32;
    private static final int LARGE_BYTES = 64;
    private static final int SMALL_BYTES = 16;

    /** One way to look: how many free blocks it visited for a request, how much the heap grew for it, and what got the small one. */
    record Search(
            long visitedForLarge, long grownForLarge, long visitedForSmall, long usableOfSmall, List<Piece> after) {}

    /**
     * Both ways, from the same heap.
     *
     * @param freeBytes payload bytes that were free before the requests
     */
    record Searches(List<Piece> before, long freeBytes, Search first, Search best) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("  100 blocks of 32 bytes, every other one freed:");
            Drawing.show(paper, before);
            Drawing.legend(paper, before);
            paper.gap();
            paper.line("  after malloc(%d) and malloc(%d), by first fit:", LARGE_BYTES, SMALL_BYTES);
            Drawing.show(paper, first.after());
            paper.gap();
            paper.figure("free payload bytes before", "%d", freeBytes);
            paper.figure(
                    "malloc(64): blocks visited by first fit, best fit",
                    "%d, %d",
                    first.visitedForLarge(),
                    best.visitedForLarge());
            paper.figure("and yet the heap grew by", "%d bytes", first.grownForLarge());
            paper.figure(
                    "malloc(16): blocks visited by first fit, best fit",
                    "%d, %d",
                    first.visitedForSmall(),
                    best.visitedForSmall());
            paper.figure("and it got a block of", "%d bytes", first.usableOfSmall());
        }
    }

    @Override
    public String name() {
        return "fits";
    }

    @Override
    public Step step() {
        return Step.LIST;
    }

    @Override
    public Words words() {
        return new Words(
                "First fit and best fit in a heap full of holes",
                """
                The free blocks form a list; the links lie in the payloads that nobody uses. malloc walks along it. How many
                blocks does it look at for 64 bytes, when all holes have 32? How many for 16, by first fit, which takes
                the first that is large enough, and by best fit, which wants the tightest?
                """,
                """
                More bytes were free than were asked for, but not in one piece: that is fragmentation. The search looked at
                every hole, found none large enough, and the heap grew. For 16 bytes any hole will do: first fit takes
                the first one; best fit cannot know that no better one comes, and walks to the end. Best fit wastes
                less where sizes vary, but pays with the search: ASHLAR_FIT=best ./ashlar run --heap list -- PROGRAM.
                """,
                "malloc/malloc.c, _int_malloc: unsorted_chunks is a list like this; large bins are sorted by size, so that the first fit is the best",
                "mm/slub.c, get_freepointer: the link to the next free object lies in the free object itself");
    }

    @Override
    public Searches run(Workshop workshop) {
        try (SmallHeap heap = punched(Ladder.FIRST_FIT);
                SmallHeap other = punched(Ladder.BEST_FIT)) {
            List<Piece> before = heap.pieces();
            return new Searches(before, Piece.freeBytes(before), search(heap), search(other));
        }
    }

    private static SmallHeap punched(int fit) {
        SmallHeap heap = new SmallHeap(Ladder.LIST, fit);
        List<Long> payloads = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) payloads.add(heap.malloc(BLOCK_BYTES));
        for (int i = 0; i < BLOCKS; i += 2) heap.free(payloads.get(i));
        return heap;
    }

    private static Search search(SmallHeap heap) {
        long visited = heap.visited();
        long bytes = Piece.blockBytes(heap.pieces());
        heap.malloc(LARGE_BYTES);
        long visitedForLarge = heap.visited() - visited;
        long grown = Piece.blockBytes(heap.pieces()) - bytes;
        long small = heap.malloc(SMALL_BYTES);
        return new Search(
                visitedForLarge,
                grown,
                heap.visited() - visited - visitedForLarge,
                heap.usableBytes(small),
                heap.pieces());
    }
}
