package dev.ashlar.bench.allocators;

import org.lwjgl.system.mimalloc.mimalloc;

/** The mimalloc that LWJGL carries, through LWJGL. */
public class Mimalloc extends SharedAddresses {
    @Override
    long allocate(int bytes) {
        return mimalloc.nmi_malloc(bytes);
    }

    @Override
    void free(long address) {
        mimalloc.nmi_free(address);
    }
}
