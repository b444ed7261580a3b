package dev.ashlar;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a heap shall be like. Each heap that is made has what was said before. */
public final class HeapBuilder {
    private static final AtomicLong MADE = new AtomicLong();

    private @Nullable String name;
    private long limitBytes;
    private @Nullable Budget budget;
    private int every = DebugOptions.sampleEvery();
    private boolean isOfJdkArenas = Boolean.getBoolean("ashlar.jdkArenas");
    private boolean isDebugged = Boolean.getBoolean("ashlar.debug");

    HeapBuilder() {}

    /** What the heap is called where it is shown: in JMX, in metrics, in a dump. Two may have the same name. */
    public HeapBuilder name(String name) {
        this.name = name;
        return this;
    }

    /**
     * At most so many bytes of memory from the system, for blocks and what they waste, 0 for no limit: beyond it there is no memory. Less
     * than 64 KiB are 64 KiB.
     *
     * @throws IllegalArgumentException if {@code limitBytes} is negative
     */
    public HeapBuilder limit(long limitBytes) {
        Requests.requireSize("limit", limitBytes);
        this.limitBytes = limitBytes;
        return this;
    }

    /**
     * What the heap has from the system it takes from {@code budget}: 64 KiB at once, then in steps of 1 MiB or more, as long as there
     * are any, and what it does not need it gives back when somebody else is short. In the place of a {@link #limit}.
     */
    public HeapBuilder budget(Budget budget) {
        this.budget = budget;
        return this;
    }

    /**
     * Whether misuse is looked for: overflows, underflows, writes after free, with stack traces of who allocated and freed the block.
     * Takes some times as long, and memory. By default what {@code -Dashlar.debug} says.
     */
    public HeapBuilder debug(boolean isDebugged) {
        this.isDebugged = isDebugged;
        return this;
    }

    /**
     * As {@link #debug}, for one allocation of {@code every}, drawn at random; 0 for none. With 10 000 or more that is cheap enough to be
     * left on where a program is in use: {@link Heap#leaks} has what the sample has live, with 1 of so many blocks. By default what
     * {@code -Dashlar.sample} says. Where all are debugged it says nothing.
     *
     * @throws IllegalArgumentException if {@code every} is negative
     */
    public HeapBuilder sample(int every) {
        if (every < 0) throw new IllegalArgumentException("a sample of one allocation of %d".formatted(every));
        this.every = every;
        return this;
    }

    /**
     * Whether each block shall be an arena of the JDK's: needs no native access, and takes as long as the JDK takes, which of a shared
     * heap is microseconds for each block. Such a heap is neither debugged nor sampled. By default what {@code -Dashlar.jdkArenas} says.
     */
    public HeapBuilder jdkArenas(boolean isOfJdkArenas) {
        this.isOfJdkArenas = isOfJdkArenas;
        return this;
    }

    /**
     * A heap for any number of threads.
     *
     * @throws OutOfMemoryError if the budget has not even the first 64 KiB
     * @throws IllegalCallerException without native access; the message has the option that gives it
     */
    public Heap shared() {
        return OpenHeaps.remembered(made(false));
    }

    /**
     * A heap for the calling thread alone.
     *
     * @throws OutOfMemoryError as above
     */
    public Heap confined() {
        return OpenHeaps.remembered(made(true));
    }

    private Heap made(boolean isConfined) {
        HeapTraits traits = traits();
        if (isOfJdkArenas) return new JdkHeap(traits, isConfined);
        NativeAccess.require();
        if (isDebugged) return new DebugHeap(traits, isConfined, true);
        if (every != 0) return new SampledHeap(traits, every, isConfined);
        return isConfined ? new ConfinedHeap(traits, null) : new SharedHeap(traits, null);
    }

    /** Joined without a plus, whose first use in a JVM takes a millisecond or two. */
    private static String usualName() {
        return "heap ".concat(Long.toString(MADE.incrementAndGet()));
    }

    private HeapTraits traits() {
        if (limitBytes != 0 && budget != null)
            throw new IllegalStateException("a limit of %d and a budget, %s: a budget below that may have the limit"
                    .formatted(limitBytes, budget));
        return new HeapTraits(name != null ? name : usualName(), limitBytes, budget);
    }
}
