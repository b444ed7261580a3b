package dev.ashlar.bench.allocators;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An allocator whose blocks are addresses, which another thread may free. */
public abstract class SharedAddresses extends Addresses {
    private @Nullable Handoff<long[]> handoff;

    /** The time is a block's. */
    @Benchmark
    @OperationsPerInvocation(Handoff.BLOCKS)
    public void freedByAnother() {
        if (handoff == null)
            handoff = new Handoff<>(Thread.ofPlatform().daemon().factory(), long[]::new, this::freeAll);
        long[] batch = handoff.next();
        for (int i = 0; i < batch.length; i++) batch[i] = allocate(bytes);
        handoff.handOver();
    }

    private void freeAll(long[] batch) {
        for (long block : batch) free(block);
    }

    @Override
    void close() {
        if (handoff != null) handoff.close();
    }
}
