package dev.ashlar.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two threads on one lock, and on arenas. */
final class TwoThreads implements Experiment {
    private static final int THREADS = 2;
    private static final int ROUNDS = 1_000_000;

    /** With fewer waits on one lock, the threads were not in there at the same time: there is nothing to compare. */
    static final int FEW_WAITS = 100;

    /** How long the threads took, and how often one found a lock taken. */
    record Run(double seconds, long waits) {}

    /**
     * Both, and one thread alone for comparison.
     *
     * @param processors of this machine
     */
    record Runs(Run alone, Run oneLock, Run arenas, int processors) implements Finding {
        /** Whether the threads wanted the one lock at the same time, often. */
        boolean haveMet() {
            return oneLock.waits() >= FEW_WAITS;
        }

        @Override
        public void show(Paper paper) {
            paper.figure("processors", "%d", processors);
            show(paper, "bins, one lock, one thread", alone);
            show(paper, "bins, one lock, two threads", oneLock);
            show(paper, "arenas, a lock each, two threads", arenas);
            if (!haveMet())
                paper.line(
                        "  (the threads hardly met: another program had a processor, or there is one only; try again)");
        }

        private static void show(Paper paper, String what, Run run) {
            paper.figure(
                    what, "%6.0f ms, %d %s", run.seconds() * 1e3, run.waits(), run.waits() == 1 ? "wait" : "waits");
        }
    }

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public Step step() {
        return Step.ARENAS;
    }

    @Override
    public Optional<String> source() {
        return Optional.of("threads");
    }

    @Override
    public Words words() {
        return new Words(
                "Two threads, one lock; two threads, two arenas",
                """
                Each thread allocates and frees a million blocks of its own; nothing is shared but malloc. First one thread
                alone, then two on one lock, then two on arenas. Two threads do twice the work: if they need no longer
                than the one, nothing is lost. Compare the times, and above all the waits: how often a thread found the lock taken.
                """,
                """
                On one lock the threads take turns: whoever comes second waits, and the line of memory that holds the
                lock travels between processors at each turn. Arenas are several heaps, each with its lock: a
                thread that finds somebody inside goes on to the next one, and stays there: while there are no
                more threads than arenas, they soon meet no more. The price: what is free in one arena helps nobody in another, so that programs with many
                threads need more memory.
                """,
                "malloc/arena.c, arena_get and arena_get2; malloc/malloc.c, tcache: a few blocks of each size for each thread, without any lock",
                "mm/slub.c, struct kmem_cache_cpu: a list for each processor; it is why kernel allocators count processors, not threads");
    }

    @Override
    public Runs run(Workshop workshop) {
        return new Runs(
                run(workshop, "bins", 1),
                run(workshop, "bins", THREADS),
                run(workshop, "arenas", THREADS),
                Runtime.getRuntime().availableProcessors());
    }

    private static Run run(Workshop workshop, String step, int threads) {
        Map<String, String> environment = new HashMap<>(workshop.onStep(step));
        environment.put("ASHLAR_STATS", "1");
        Outcome outcome = workshop.run(
                        environment,
                        List.of(
                                workshop.program("threads").toString(),
                                Integer.toString(threads),
                                Integer.toString(ROUNDS)))
                .succeeded("threads");
        return new Run(outcome.figure("nanoseconds") / 1e9, Tables.number(outcome.err(), "waits"));
    }
}
