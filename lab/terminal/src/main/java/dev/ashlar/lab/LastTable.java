package dev.ashlar.lab;

import java.util.List;
import java.util.Optional;

/** All heaps on what a shell asked of malloc. */
final class LastTable implements Experiment {
    /** Small blocks that live long among some that do not, a large one made of them, and then others in their places. */
    private static final String SCRIPT =
            "for i in {1..4000}; do a[i]=x$i$i$i; done; b=\"${a[*]}\"; unset a; for i in {1..4000}; do c[i]=$i$i; done";

    @Override
    public String name() {
        return "table";
    }

    @Override
    public Step step() {
        return Step.COMPARE;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("player");
    }

    @Override
    public Words words() {
        return new Words(
                "All steps, three heaps of today, and this machine's malloc, on one trace",
                """
                bash fills an array, joins it into one string, drops it and fills another, while a recorder writes
                down each malloc, realloc and free. Then every heap plays that trace, in a process of its own: who is
                fast, who is small, who is neither? A heap that needs more than ten seconds is stopped. This
                takes some ten seconds.
                """,
                """
                Read the steps from the top: each row is one idea more. bump and header keep every byte that was
                ever asked for. list uses blocks again, but looks through all that are free, and gives them whole.
                split cuts them, and as nothing ever grows together again there are ever more crumbs to look
                through: see how many were visited. merge repairs that. map helps where blocks are of 128 KiB and
                more, and here are none. With bins the search is nearly over: compare what they visited. arenas is for
                several threads, and bash has one. zone, tlsf and segment are the heaps that Ashlar is for: zones of small
                blocks, two bitmaps that find a list in a fixed number of steps, and pages of equal slots for each thread:
                ./ashlar run --heap NAME -- PROGRAM. And system is this machine's own.

                Another program, another table: ./ashlar lab record my.rep -- PROGRAM, then ./ashlar lab trace my.rep

                All of these heaps, block by block, forwards and back: ./ashlar lab --web
                """,
                "benchtests/bench-malloc-simple.c and bench-malloc-thread.c measure it; malloc_info (malloc/malloc.c) shows what is free",
                "/proc/slabinfo (mm/slab_common.c, slab_show) and /proc/buddyinfo (mm/vmstat.c, frag_show)");
    }

    @Override
    public Standings run(Workshop workshop) {
        if (Workshop.find("bash").isEmpty())
            throw new LabFailure("bash is not installed; with another program: ./ashlar lab record my.rep -- PROGRAM");
        Recording recording = Recorder.record(workshop, List.of("bash", "-c", SCRIPT));
        return new Contest(workshop, Contender.all(workshop)).run(recording.trace());
    }
}
