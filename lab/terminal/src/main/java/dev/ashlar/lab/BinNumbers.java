package dev.ashlar.lab;

import dev.ashlar.core.ladder.Ladder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a size to the number of its bin, by arithmetic alone, here and in glibc. */
final class BinNumbers implements Experiment {
    private static final List<Integer> SIZES =
            List.of(32, 48, 128, 144, 512, 1008, 1024, 1536, 2048, 4096, 6144, 32768, 65536);

    /** As much as makes the heap sort what is free: larger than all that is. */
    private static final int SORTING_BYTES = 100_000;

    private static final int NONE = -1;

    /**
     * One size.
     *
     * @param computed by the formula of the step bins
     * @param seen in which bin the heap had the free block
     * @param glibcComputed by glibc's formula for chunks
     * @param glibcSeen in which bin this libc had it, by the links in its payload, or -1 if this is not glibc
     */
    record Row(int sizeBytes, int computed, int seen, int glibcComputed, int glibcSeen) {}

    record Rows(List<Row> all) implements Finding {
        @Override
        public void show(Paper paper) {
            paper.line("  %s", paper.ink(Ink.TITLE, "   bytes   our formula   our heap   glibc's formula   this libc"));
            for (Row row : all)
                paper.line(
                        "  %8d%14d%11d%18d%12s",
                        row.sizeBytes(),
                        row.computed(),
                        row.seen(),
                        row.glibcComputed(),
                        row.glibcSeen() == NONE ? "–" : row.glibcSeen());
        }
    }

    @Override
    public String name() {
        return "index";
    }

    @Override
    public Step step() {
        return Step.BINS;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("glibcbins");
    }

    @Override
    public Words words() {
        return new Words(
                "The number of a bin, computed from a size",
                """
                A hundred lists instead of one, and no search for the right one: its number is arithmetic. Blocks of
                several sizes are freed and sorted, on our step bins and on this libc. In which bins are they? Compare
                with the two formulas, which are below.
                """,
                """
                Ours: below 1024 bytes each multiple of 16 has a bin, 8 + (size − 32) / 16. From there on each power of two
                has two: 70 + 2 × (log₂ size − 10) + the bit below the highest. That is a division by shifting and one
                instruction that counts leading zeros.
                glibc's, for a chunk of payload + 8 bytes rounded up to 16: below 1024 chunk / 16; then 48 + chunk / 64 while
                chunk / 64 is at most 48, 91 + chunk / 512 while that is at most 20, 110 + chunk / 4096 up to 10, 119 +
                chunk / 32768 up to 4. (Sizes are payloads. This libc was told to leave out its tcache and its fast bins,
                two kinds of lists that keep small blocks as they are before any bin is asked; ours has fast bins, too: 1 to
                7, and bin 0 is the unsorted one, which comes next.) A bitmap says which bins are
                not empty, so that the next larger block is found without looking at lists.
                """,
                "malloc/malloc.c, NBINS, smallbin_index, largebin_index_64, bin_at, binmap; fastbin_index and fastbinsY for small ones",
                "mm/slab_common.c, kmalloc_caches and kmalloc_size_index: sizes to caches; mm/page_alloc.c: a free_area for each power of two");
    }

    /** The bin of a size on the step bins. */
    static int ours(long sizeBytes) {
        if (sizeBytes < 1024) return (int) (8 + (sizeBytes - 32) / 16);
        int log = 63 - Long.numberOfLeadingZeros(sizeBytes);
        return (int) (70 + 2 * (log - 10) + (sizeBytes >>> log - 1 & 1));
    }

    /** The bin of a request in glibc, on 64 bits. */
    static int glibcs(long sizeBytes) {
        long chunk = Math.max(32, sizeBytes + 8 + 15 & -16);
        if (chunk < 1024) return (int) (chunk >>> 4);
        if (chunk >>> 6 <= 48) return (int) (48 + (chunk >>> 6));
        if (chunk >>> 9 <= 20) return (int) (91 + (chunk >>> 9));
        if (chunk >>> 12 <= 10) return (int) (110 + (chunk >>> 12));
        if (chunk >>> 15 <= 4) return (int) (119 + (chunk >>> 15));
        return chunk >>> 18 <= 2 ? (int) (124 + (chunk >>> 18)) : 126;
    }

    @Override
    public Rows run(Workshop workshop) {
        List<Row> rows = new ArrayList<>();
        for (int size : SIZES)
            rows.add(new Row(size, ours(size), seen(size), glibcs(size), seenInGlibc(workshop, size)));
        return new Rows(rows);
    }

    /** Frees a block between two that are live, has the heap sort it, and looks where it is. */
    private static int seen(int sizeBytes) {
        try (SmallHeap heap = new SmallHeap(Ladder.BINS)) {
            heap.malloc(SORTING_BYTES / 10);
            long payload = heap.malloc(sizeBytes);
            heap.malloc(SORTING_BYTES / 10);
            heap.free(payload);
            heap.malloc(SORTING_BYTES);
            return heap.piece(payload).bin();
        }
    }

    private static int seenInGlibc(Workshop workshop, int sizeBytes) {
        Outcome outcome = workshop.run(
                Map.of("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.mxfast=0"),
                List.of(workshop.program("glibcbins").toString(), Integer.toString(sizeBytes)));
        return outcome.status() == 0 ? (int) outcome.figure("bin") : NONE;
    }
}
