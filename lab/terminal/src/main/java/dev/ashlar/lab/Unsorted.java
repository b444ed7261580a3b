package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.ArrayList;
import java.util.List;

/** What is freed waits in the unsorted bin: whoever wants it back at once gets it, and only what nobody wants is sorted. */
final class Unsorted implements Experiment {
    private static final int SIZE_BYTES = 304;
    private static final int OTHER_BYTES = 608;

    /** Where the free block was after an event; a bin of -1: it was in use. */
    record Stage(String event, int bin, long visited) {}

    record Stages(List<Stage> all, boolean isSameBlock) implements Finding {
        @Override
        public void show(Paper paper) {
            for (Stage stage : all)
                paper.line(
                        "  %-44s%s   free blocks visited so far: %d",
                        stage.event(),
                        paper.ink(stage.bin() < 0 ? Ink.LIVE : Ink.FREE, "%-14s".formatted(place(stage.bin()))),
                        stage.visited());
            paper.gap();
            paper.figure("the second malloc(304) got the block back", "%s", isSameBlock ? "yes" : "no");
        }

        private static String place(int bin) {
            return bin < 0 ? "in use" : bin == 0 ? "unsorted (0)" : "bin " + bin;
        }
    }

    @Override
    public String name() {
        return "unsorted";
    }

    @Override
    public Step step() {
        return Step.BINS;
    }

    @Override
    public Words words() {
        return new Words(
                "The unsorted bin at work",
                """
                A block of 304 bytes is freed and asked for again; then freed once more, and something larger is asked for.
                Watch in which bin the block is after each event, and how many blocks malloc looked at.
                """,
                """
                Programs often free a block and want one of that very size next. So free does not sort: it puts the block into
                one bin for all sizes, and malloc looks there first. Only when something else is wanted does what lies
                there move into the bin of its size, once. The work of sorting is done only for blocks that
                nobody wanted back. The fast bins do the same for the smallest blocks, which are not even merged.
                """,
                "malloc/malloc.c, unsorted_chunks, and the loop in _int_malloc that begins with while ((victim = unsorted_chunks (av)->bk)…",
                "mm/slub.c, struct kmem_cache_cpu: what a processor frees it gets back first, from its freelist");
    }

    @Override
    public Stages run(Workshop workshop) {
        try (SmallHeap heap = new SmallHeap(Ladder.BINS)) {
            List<Stage> stages = new ArrayList<>();
            heap.malloc(OTHER_BYTES);
            long payload = heap.malloc(SIZE_BYTES);
            heap.malloc(OTHER_BYTES);
            stages.add(stage("malloc(304)", heap, payload));
            heap.free(payload);
            stages.add(stage("free", heap, payload));
            boolean isSameBlock = heap.malloc(SIZE_BYTES) == payload;
            stages.add(stage("malloc(304) again", heap, payload));
            heap.free(payload);
            stages.add(stage("free", heap, payload));
            heap.malloc(OTHER_BYTES);
            stages.add(stage("malloc(608): sorts what does not fit", heap, payload));
            return new Stages(stages, isSameBlock);
        }
    }

    private static Stage stage(String event, SmallHeap heap, long payload) {
        Piece piece = heap.piece(payload);
        return new Stage(event, piece.isFree() ? piece.bin() : -1, heap.visited());
    }
}
