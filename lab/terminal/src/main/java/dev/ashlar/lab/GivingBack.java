package dev.ashlar.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Memory that goes back to the system, and memory that cannot. */
final class GivingBack implements Experiment {
    private static final long TOTAL_BYTES = 64 << 20;
    private static final long SMALL_BLOCK_BYTES = 32 << 10;

    /**
     * A process before it allocated, with the blocks, and after it freed them, all in bytes.
     *
     * @param residentBefore memory; the next two are the same later
     * @param spaceBefore addresses; the next two are the same later
     */
    record Phases(
            long residentBefore,
            long residentWith,
            long residentAfter,
            long spaceBefore,
            long spaceWith,
            long spaceAfter) {
        long residentTaken() {
            return residentWith - residentBefore;
        }

        /** What did not go back. */
        long residentKept() {
            return residentAfter - residentBefore;
        }

        long spaceTaken() {
            return spaceWith - spaceBefore;
        }

        long spaceKept() {
            return spaceAfter - spaceBefore;
        }
    }

    /** One block of 64 MiB, and 64 MiB in small blocks with one live block behind them; on the step map, and on libc's malloc. */
    record Returned(Phases large, Phases small, Phases smallOnLibc) implements Finding {
        @Override
        public void show(Paper paper) {
            show(paper, "map: one block of 64 MiB", large);
            show(paper, "map: 2048 blocks of 32 KiB, and one behind them that stays", small);
            show(paper, "libc: the same blocks", smallOnLibc);
        }

        private static void show(Paper paper, String what, Phases phases) {
            paper.line("  %s", what);
            paper.figure(
                    "  resident: taken, and kept after free",
                    "%s, %s",
                    Paper.bytes(phases.residentTaken()),
                    Paper.bytes(phases.residentKept()));
            paper.figure(
                    "  addresses: taken, and kept after free",
                    "%s, %s",
                    Paper.bytes(phases.spaceTaken()),
                    Paper.bytes(phases.spaceKept()));
        }
    }

    @Override
    public String name() {
        return "giveback";
    }

    @Override
    public Step step() {
        return Step.MAP;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("giveback");
    }

    @Override
    public Words words() {
        return new Words(
                "What goes back to the system, and what the break keeps",
                """
                A program takes 64 MiB, writes to each page and frees all of it: once as one block, which is beyond the
                threshold, once as 2048 small blocks with one more behind them that stays in use; these on this libc's malloc too. After that: how
                much memory does the process still have?
                """,
                """
                A mapped block goes back at once, memory and addresses. What lies below the break goes back
                only when the break moves down. Our steps never move it down; glibc does, but here it cannot: the last
                block is in use, and the heap must not have a hole. One small block pins everything before it. That is why large blocks have mappings of their
                own, and why glibc's malloc_trim gives pages in the middle back with madvise, and keeps their addresses.

                Try it: ASHLAR_MAP_THRESHOLD=4K ./ashlar run --heap map -- PROGRAM
                """,
                "malloc/malloc.c, sysmalloc_mmap, munmap_chunk, systrim; M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of mallopt",
                "mm/vmalloc.c, vmalloc and vfree: large blocks of the kernel's own have mappings too; munmap is in mm/vma.c, do_vmi_munmap");
    }

    @Override
    public Returned run(Workshop workshop) {
        Map<String, String> onMap = workshop.onStep(step().id());
        return new Returned(
                phases(workshop, onMap, TOTAL_BYTES),
                phases(workshop, onMap, SMALL_BLOCK_BYTES),
                phases(workshop, Map.of(), SMALL_BLOCK_BYTES));
    }

    private static Phases phases(Workshop workshop, Map<String, String> environment, long blockBytes) {
        Outcome seen = workshop.run(
                        environment,
                        List.of(
                                workshop.program("giveback").toString(),
                                Long.toString(TOTAL_BYTES),
                                Long.toString(blockBytes)))
                .succeeded("giveback");
        return new Phases(
                seen.figure("resident-before"),
                seen.figure("resident-with"),
                seen.figure("resident-after"),
                seen.figure("space-before"),
                seen.figure("space-with"),
                seen.figure("space-after"));
    }
}
