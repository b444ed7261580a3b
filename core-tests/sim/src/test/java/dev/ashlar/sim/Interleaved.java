package dev.ashlar.sim;

import dev.ashlar.platform.Sim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Several threads on the simulated machine. One runs at a time; before an atomic operation or a system call the turn may
 * pass to another: at random, where the same seed gives the same run again, or once, at a place that is chosen.
 */
final class Interleaved implements Sim.Turns {
    /** One step in so many passes the turn on: some runs have long stretches, others hardly any. */
    private static final int[] STRETCHES = {2, 5, 20, 100};

    /** Waits in a run, all threads' together, after which it is clear that nobody gets on. */
    private static final int PATIENCE = 1_000_000;

    /** Another thread has failed. */
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Random random;
    private final int stretch;
    private final long onlyStep;
    private long steps;
    private boolean hasPassed;
    private final List<Semaphore> waiting = new ArrayList<>();
    private final Semaphore end = new Semaphore(0);
    private final List<Throwable> failures = new ArrayList<>();
    private int waits;

    private Interleaved(long seed, long onlyStep) {
        random = new Random(seed);
        stretch = STRETCHES[random.nextInt(STRETCHES.length)];
        this.onlyStep = onlyStep;
    }

    static Interleaved atRandom(long seed) {
        return new Interleaved(seed, 0);
    }

    /** The first thread has the turn until its step {@code step}; the others run to their ends before it goes on. */
    static Interleaved onceAt(long step) {
        return new Interleaved(0, step);
    }

    /** Whether the first thread came to the step at which it was to wait: not if it ended before. */
    boolean hasPassed() {
        return hasPassed;
    }

    /** Runs all of {@code works} to their ends, or until one fails, and throws what that threw. */
    void run(List<Runnable> works) {
        long main = Sim.currentThread();
        for (Runnable work : works) {
            Semaphore turn = new Semaphore(0);
            waiting.add(turn);
            Thread.ofVirtual().start(() -> {
                turn.acquireUninterruptibly();
                runOne(work);
            });
        }
        Sim.takeTurns(this);
        next().release();
        end.acquireUninterruptibly();
        Sim.runAs(main);
        if (!failures.isEmpty()) throw new AssertionError("in a thread", failures.getFirst());
    }

    private void runOne(Runnable work) {
        try {
            if (failures.isEmpty()) work.run();
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
        (waiting.isEmpty() ? end : next()).release();
    }

    private Semaphore next() {
        return waiting.remove(onlyStep != 0 ? 0 : random.nextInt(waiting.size()));
    }

    @Override
    public void mayPass() {
        if (onlyStep != 0 ? ++steps == onlyStep : random.nextInt(stretch) == 0) pass();
    }

    @Override
    public void mustPass() {
        if (++waits > PATIENCE) throw new Sim.Fault("all threads wait");
        pass();
    }

    private void pass() {
        if (waiting.isEmpty()) return;
        hasPassed = true;
        long id = Sim.currentThread();
        Semaphore mine = new Semaphore(0);
        Semaphore next = next();
        waiting.add(mine);
        next.release();
        mine.acquireUninterruptibly();
        Sim.runAs(id);
        if (!failures.isEmpty()) throw new Abandoned();
    }
}
