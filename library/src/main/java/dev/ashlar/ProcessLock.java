package dev.ashlar;

import dev.ashlar.platform.Atomics;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock among processes: a word in memory that they share.
 * <pre>
 *   63 … 32                       31 … 0
 *   when the process was started   its id       0: nobody is inside
 * </pre>
 * Who waits looks now and then whether the process inside still lives, and takes the lock from one that does not. (Ids of
 * processes are compared: processes in different containers must not share a pool.)
 */
final class ProcessLock {
    private static final int SPINS = 200;
    private static final long NAP_NANOS = 50_000;

    /** Naps between two looks at who is inside: about 10 ms. */
    private static final int NAPS = 100;

    private static final long MINE = word(ProcessHandle.current());

    private final long word;

    ProcessLock(long word) {
        this.word = word;
    }

    private static long word(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        long when = start.map(instant -> instant.toEpochMilli() / 10).orElse(0L);
        return when << 32 | process.pid() & 0xFFFF_FFFFL;
    }

    /** Waits until nobody is inside; whether the one who was has died there. */
    boolean enter() {
        for (int tries = 0; !Atomics.compareAndSet(word, 0, MINE); tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
                continue;
            }
            LockSupport.parkNanos(NAP_NANOS);
            if (tries % NAPS != 0) continue;
            long inside = Atomics.loadAcquire(word);
            if (inside != 0 && !lives(inside) && Atomics.compareAndSet(word, inside, MINE)) return true;
        }
        return false;
    }

    private static boolean lives(long inside) {
        return ProcessHandle.of(inside & 0xFFFF_FFFFL)
                .filter(process -> process.isAlive() && word(process) == inside)
                .isPresent();
    }

    void leave() {
        Atomics.storeRelease(word, 0);
    }

    /** Nobody is inside: nobody else is there. */
    void reset() {
        leave();
    }
}
