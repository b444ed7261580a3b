package dev.ashlar.bench.allocators;

import org.lwjgl.system.jemalloc.JEmalloc;

/** The jemalloc that LWJGL carries, through LWJGL. */
public class Jemalloc extends SharedAddresses {
    @Override
    long allocate(int bytes) {
        return JEmalloc.nje_malloc(bytes);
    }

    @Override
    void free(long address) {
        JEmalloc.nje_free(address);
    }
}
