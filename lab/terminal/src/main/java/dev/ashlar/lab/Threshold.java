package dev.ashlar.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The size from which on this libc takes memory from mmap, found by bisection. */
final class Threshold implements Experiment {
    private static final long SURELY_BREAK_BYTES = 1 << 10;
    private static final long SURELY_MAPPED_BYTES = 1 << 28;

    /** One question to a fresh process: where malloc of a size came from. */
    record Probe(long sizeBytes, boolean isMapped) {}

    /**
     * The answers.
     *
     * @param probes in the order in which they were asked
     * @param firstMappedBytes the least size that came from mmap
     * @param freedBytes the size of a mapped block that was then allocated and freed
     * @param isMappedAfterFree whether {@code firstMappedBytes} came from mmap once more, in that process
     */
    record Bisection(List<Probe> probes, long firstMappedBytes, long freedBytes, boolean isMappedAfterFree)
            implements Finding {
        @Override
        public void show(Paper paper) {
            for (Probe probe : probes)
                paper.line(
                        "  malloc(%9d)  %s",
                        probe.sizeBytes(), probe.isMapped() ? paper.ink(Ink.FREE, "mmap") : paper.ink(Ink.LIVE, "brk"));
            paper.gap();
            paper.figure("the last size from brk", "%d bytes", firstMappedBytes - 1);
            paper.figure("the first size from mmap", "%d bytes", firstMappedBytes);
            paper.figure(
                    "after a free of %d mapped bytes, %d come from".formatted(freedBytes, firstMappedBytes),
                    "%s",
                    isMappedAfterFree ? "mmap" : "brk");
        }
    }

    @Override
    public String name() {
        return "threshold";
    }

    @Override
    public Step step() {
        return Step.WATCH;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("threshold");
    }

    @Override
    public Words words() {
        return new Words(
                "The size at which this libc goes from brk to mmap",
                """
                A fresh process allocates one block and says whether it lies below the break or elsewhere. The
                size is halved between the largest known to come from brk and the smallest known to come from
                mmap, until they are neighbours. (Before, the process uses up most of what malloc has at hand: that it
                gives out for any size.) Which size would you guess?
                """,
                """
                Small blocks share the heap; a large one gets pages of its own, which go back to the kernel as
                soon as it is freed. Where the border lies is a choice: a mapping costs two system calls
                and the zeroing of every page. glibc's border is 128 KiB with malloc's own header counted, and it
                moves: when a mapped block is freed, glibc concludes that such blocks come and go, and takes the
                next ones of that size from brk. The last line shows whether this libc does so.
                """,
                "malloc/malloc.c, DEFAULT_MMAP_THRESHOLD, sysmalloc; the border moves in __libc_free (mp_.mmap_threshold)",
                "mm/mmap.c, do_mmap; for the kernel's own memory mm/slub.c: kmalloc beyond KMALLOC_MAX_CACHE_SIZE goes to the page allocator");
    }

    @Override
    public Bisection run(Workshop workshop) {
        List<Probe> probes = new ArrayList<>();
        long low = SURELY_BREAK_BYTES;
        long high = SURELY_MAPPED_BYTES;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            boolean isMapped = isMapped(workshop, middle);
            probes.add(new Probe(middle, isMapped));
            if (isMapped) high = middle;
            else low = middle;
        }
        if (high == SURELY_MAPPED_BYTES || low == SURELY_BREAK_BYTES)
            throw new LabFailure("this libc has no border between %d and %d bytes"
                    .formatted(SURELY_BREAK_BYTES, SURELY_MAPPED_BYTES));
        long freedBytes = 2 * high;
        return new Bisection(probes, high, freedBytes, isMapped(workshop, high, freedBytes));
    }

    /** Asks a fresh process; if there are more sizes, blocks of these are allocated and freed before. */
    static boolean isMapped(Workshop workshop, long sizeBytes, long... freedBytes) {
        List<String> command =
                new ArrayList<>(List.of(workshop.program("threshold").toString(), Long.toString(sizeBytes)));
        for (long bytes : freedBytes) command.add(Long.toString(bytes));
        return workshop.run(command).succeeded("threshold").figure("mapped") == 1;
    }
}
