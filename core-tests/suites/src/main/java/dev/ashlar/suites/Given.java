package dev.ashlar.suites;

/** Memory that a test gives away, piece by piece. */
public final class Given implements AutoCloseable {
    private final long memory;
    private final long sizeBytes;
    private long next;

    public Given(long sizeBytes) {
        this.sizeBytes = sizeBytes;
        memory = SystemMemory.map(sizeBytes);
        next = memory;
    }

    /** A piece on a 16-byte boundary. */
    public long take(long bytes) {
        long taken = next;
        next += Math.ceilDiv(bytes, 16) * 16;
        if (next > memory + sizeBytes) throw new IllegalStateException("%d bytes are too many".formatted(bytes));
        return taken;
    }

    @Override
    public void close() {
        SystemMemory.unmap(memory, sizeBytes);
    }
}
