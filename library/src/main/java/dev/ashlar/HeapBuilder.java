package dev.ashlar;

/** What a heap shall be like. Each heap that is made has what was said before. */
public final class HeapBuilder {
    private long limitBytes;
    private boolean isDebugged = Boolean.getBoolean("ashlar.debug");

    HeapBuilder() {}

    /**
     * At most so many bytes of memory from the system, for blocks and what they waste, 0 for no limit: beyond it there is no memory.
     *
     * @throws IllegalArgumentException if {@code limitBytes} is negative
     */
    public HeapBuilder limit(long limitBytes) {
        Requests.requireSize("limit", limitBytes);
        this.limitBytes = limitBytes;
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

    /** A heap for any number of threads. */
    public Heap shared() {
        return isDebugged ? new DebugHeap(limitBytes, false) : new SharedHeap(limitBytes);
    }

    /** A heap for the calling thread alone. */
    public Heap confined() {
        return isDebugged ? new DebugHeap(limitBytes, true) : new ConfinedHeap(limitBytes);
    }
}
