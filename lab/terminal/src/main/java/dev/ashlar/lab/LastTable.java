package dev.ashlar.lab;

import java.util.List;
import java.util.Optional;

/** All heaps on what a compiler asked of malloc. */
final class LastTable implements Experiment {
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
                The C compiler compiles one of the lab's programs while a recorder writes down each malloc,
                realloc and free. Then every heap plays that trace: who is fast, who is small, who is
                neither? A heap that needs more than ten seconds is stopped. This takes up to a minute or two.
                """,
                """
                Read the table from the top: each row is one idea more. bump and header keep every byte that was
                ever asked for. list uses blocks again, but whole; split cuts them, and without merge ends with
                thousands of crumbs through which each search goes. merge repairs that; bins makes the
                search short; arenas costs one thread a little and gives many threads much. zone, tlsf
                and segment are the heaps that Ashlar is for: ./ashlar run --heap NAME -- PROGRAM.
                """,
                "benchtests/bench-malloc-simple.c and bench-malloc-thread.c measure it; malloc_info (malloc/malloc.c) shows what is free",
                "/proc/slabinfo (mm/slab_common.c, slab_show) and /proc/buddyinfo (mm/vmstat.c, frag_show)");
    }

    @Override
    public Standings run(Workshop workshop) {
        Recording recording = Recorder.record(
                workshop,
                List.of(
                        Workshop.compiler(),
                        "-std=gnu11",
                        "-O2",
                        "-c",
                        workshop.source("player").toString(),
                        "-o",
                        "/dev/null"));
        return new Contest(workshop, Contender.all(workshop)).run(recording.trace());
    }
}
