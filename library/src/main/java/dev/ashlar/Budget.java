package dev.ashlar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How much memory something may have, and how much it has: a process, its tenants, their requests. Whatever is taken from a budget is
 * taken from those above it as well.
 * <pre>
 *   process   40 of 100 MB      = 10 + 25 + 5
 *     ├─ tenant a   10 of 50    = 10              a heap's
 *     └─ tenant b   25 of 30    = 15 + 10
 *          └─ request 7   10 of 10                an arena's
 * </pre>
 * {@snippet class="dev.ashlar.SnippetsTest" region="budget"}
 *
 * A {@linkplain HeapBuilder#budget heap} takes what it has from the system, in steps; an {@linkplain Heap#arena(Budget) arena} the bytes
 * of its blocks; a program what it likes, by {@link #reserve}. Any thread may use a budget.
 */
public final class Budget implements AutoCloseable {
    /** A hundred times a second, who waits asks heaps again. */
    private static final long ASK_NANOS = 10_000_000;

    private final String name;
    private final long limitBytes;
    private final @Nullable Budget parent;
    private final AtomicLong usedBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();
    private final Set<Budget> children = ConcurrentHashMap.newKeySet();
    private final Room room;
    private volatile long softBytes = Long.MAX_VALUE;
    private volatile Consumer<Budget> listener = _ -> {};

    /** What the budgets of a tree have in common: those who wait, and heaps that may have something to spare. */
    private static final class Room {
        final ReentrantLock lock = new ReentrantLock();
        final Condition more = lock.newCondition();
        final AtomicLong releases = new AtomicLong();
        final AtomicInteger waiting = new AtomicInteger();
        final Set<Quota> quotas = ConcurrentHashMap.newKeySet();
    }

    private Budget(String name, long limitBytes, @Nullable Budget parent, Room room) {
        Requests.requireSize("limit", limitBytes);
        this.name = name;
        this.limitBytes = limitBytes;
        this.parent = parent;
        this.room = room;
    }

    /** A budget below nobody's. */
    public static Budget of(String name, long limitBytes) {
        return new Budget(name, limitBytes, null, new Room());
    }

    /** A budget below this one, whose limit may be larger: this one's holds as well. */
    public Budget child(String name, long limitBytes) {
        Budget child = new Budget(name, limitBytes, this, room);
        children.add(child);
        return child;
    }

    /**
     * Has {@code listener} called whenever what is used goes from below {@code softBytes} to that or more; by the thread that takes it
     * there, which must not take more from within. What it throws is thrown by whoever takes, and nothing is taken then. One listener;
     * the last one counts.
     */
    public void onReaching(long softBytes, Consumer<Budget> listener) {
        this.listener = listener;
        this.softBytes = softBytes;
    }

    /** Takes {@code bytes} if this budget and all above it have them; whether they had. */
    public boolean tryReserve(long bytes) {
        Requests.requireSize("reservation", bytes);
        if (reserveAll(bytes)) return true;
        for (Quota quota : room.quotas) quota.spare();
        return reserveAll(bytes);
    }

    private boolean reserveAll(long bytes) {
        if (!hasRoom(bytes) || !add(bytes)) return false;
        try {
            tellAll(bytes);
        } catch (Throwable thrown) {
            release(bytes); // nobody would know of them
            throw thrown;
        }
        return true;
    }

    /** Whether there is room now. Who asks before it takes hides nothing from others by what it would have to give back. */
    private boolean hasRoom(long bytes) {
        for (Budget budget = this; budget != null; budget = budget.parent)
            if (bytes > budget.limitBytes - budget.usedBytes()) return false;
        return true;
    }

    private boolean add(long bytes) {
        for (Budget budget = this; budget != null; budget = budget.parent) {
            if (budget.addHere(bytes)) continue;
            for (Budget below = this; below != budget; below = below.parent) below.usedBytes.addAndGet(-bytes);
            if (budget != this) noteRelease(); // some may have been refused since
            return false;
        }
        return true;
    }

    private boolean addHere(long bytes) {
        long used;
        do {
            used = usedBytes.get();
            if (bytes > limitBytes - used) return false;
        } while (!usedBytes.compareAndSet(used, used + bytes));
        return true;
    }

    private void tellAll(long bytes) {
        for (Budget budget = this; budget != null; budget = budget.parent) budget.note(bytes);
    }

    private void note(long bytes) {
        long used = usedBytes.get();
        peakBytes.accumulateAndGet(used, Math::max);
        if (used >= softBytes && used - bytes < softBytes) listener.accept(this);
    }

    /**
     * Takes {@code bytes}.
     *
     * @throws OutOfMemoryError if they are not there; the message says who has what
     */
    public void reserve(long bytes) {
        if (!tryReserve(bytes)) throw outOfMemory(bytes);
    }

    /**
     * Takes {@code bytes}, and waits until they are there: for back pressure. Who waits is not served in turn.
     *
     * @return whether they were taken before the time was over
     */
    public boolean awaitAndReserve(long bytes, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            long seen = room.releases.get();
            if (tryReserve(bytes)) return true;
            if (!awaitRelease(seen, end)) return false;
        }
    }

    /**
     * Waits until something was released after {@code seen}, or heaps may have something to spare, of which they tell nobody; false if
     * {@code end} came before.
     */
    private boolean awaitRelease(long seen, long end) throws InterruptedException {
        room.lock.lock();
        room.waiting.incrementAndGet();
        try {
            while (room.releases.get() == seen) {
                long left = end - System.nanoTime();
                boolean isAsking = !room.quotas.isEmpty() && left > ASK_NANOS;
                if (room.more.awaitNanos(isAsking ? ASK_NANOS : left) <= 0) return isAsking;
            }
            return true;
        } finally {
            room.waiting.decrementAndGet();
            room.lock.unlock();
        }
    }

    /**
     * Gives back what was taken.
     *
     * @throws IllegalStateException if that is more than is in use, by this budget itself; then nothing has changed
     */
    public void release(long bytes) {
        Requests.requireSize("reservation", bytes);
        long used;
        do {
            used = usedBytes.get();
            if (bytes > used)
                throw new IllegalStateException(
                        "%d bytes of %s are given back, and %d are used".formatted(bytes, path(), used));
        } while (!usedBytes.compareAndSet(used, used - bytes));
        for (Budget budget = parent; budget != null; budget = budget.parent) budget.usedBytes.addAndGet(-bytes);
        noteRelease();
    }

    private void noteRelease() {
        room.releases.incrementAndGet();
        if (room.waiting.get() != 0) tellWaiting();
    }

    private void tellWaiting() {
        room.lock.lock();
        try {
            room.more.signalAll();
        } finally {
            room.lock.unlock();
        }
    }

    /** A quota's heap may have something to spare from now on; or no more. */
    void add(Quota quota) {
        room.quotas.add(quota);
    }

    void remove(Quota quota) {
        room.quotas.remove(quota);
    }

    public String name() {
        return name;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** What is taken from this budget, and from those below it. */
    public long usedBytes() {
        return usedBytes.get();
    }

    /** The most that it ever was. */
    public long peakBytes() {
        return peakBytes.get();
    }

    /** The budgets below, whoever uses most first. */
    public List<Budget> children() {
        List<Budget> all = new ArrayList<>(children);
        all.sort(Comparator.comparingLong(Budget::usedBytes).reversed());
        return all;
    }

    /** The names from the first budget to this one. */
    public String path() {
        return parent == null ? name : parent.path() + "/" + name;
    }

    /** The one above all others. */
    Budget first() {
        return parent == null ? this : parent.first();
    }

    OutOfMemoryError outOfMemory(long bytes) {
        Budget narrowest = this;
        while (narrowest.parent != null && bytes <= narrowest.limitBytes - narrowest.usedBytes())
            narrowest = narrowest.parent;
        return new OutOfMemoryError("%d bytes for %s: %s".formatted(bytes, path(), narrowest.account()));
    }

    /** "process has 900 of 1000 bytes: a 500, b 300, itself 100". */
    private String account() {
        long rest = usedBytes();
        StringBuilder text = new StringBuilder("%s has %d of %d bytes".formatted(path(), rest, limitBytes));
        String before = ": ";
        for (Budget child : children()) {
            long used = child.usedBytes();
            if (used == 0) continue;
            text.append(before).append(child.name).append(' ').append(used);
            rest -= used;
            before = ", ";
        }
        if (before.equals(", ")) text.append(", itself ").append(rest);
        return text.toString();
    }

    @Override
    public String toString() {
        return account();
    }

    /**
     * Leaves the tree.
     *
     * @throws IllegalStateException if it is in use; then nothing has changed
     */
    @Override
    public void close() {
        if (usedBytes() != 0) throw new IllegalStateException("in use: " + account());
        if (parent != null) parent.children.remove(this);
    }
}
