package dev.ashlar.bench.allocators;

/** libc's malloc. */
public class Malloc extends SharedAddresses {
    @Override
    long allocate(int bytes) {
        return Libc.malloc(bytes);
    }

    @Override
    void free(long address) {
        Libc.free(address);
    }
}
