package dev.ashlar.suites;

import java.util.concurrent.atomic.AtomicReference;

/** Runs work in a thread of its own. */
public final class Threaded {
    private Threaded() {}

    /** Waits for the end of {@code work}, and throws what it threw. */
    public static void run(Runnable work) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((_, failure) -> thrown.set(failure));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        if (thrown.get() != null) throw new AssertionError("in a thread", thrown.get());
    }
}
