package dev.ashlar;

import static org.junit.jupiter.api.Assertions.fail;

import dev.ashlar.platform.Mem;

/**
 * A block whose every byte is known: what is lost, shared with another block, or changed after it was freed shows.
 *
 * @param stamp what its words are counted from; no two blocks have the same
 */
record SoakBlock(Heap heap, long address, long byteSize, long stamp) {
    /** Of the golden ratio: stamps of neighbours have nothing in common. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    /** A fresh block, filled. */
    static SoakBlock filled(Heap heap, long address, long byteSize, long serial) {
        SoakBlock block = new SoakBlock(heap, address, byteSize, (address + serial) * STEP);
        block.fillFrom(0);
        return block;
    }

    private void fillFrom(long start) {
        long words = byteSize & -8;
        for (long i = start & -8; i < words; i += 8) Mem.putLong(address + i, stamp + i);
        for (long i = words; i < byteSize; i++) Mem.putByte(address + i, (byte) (stamp + i));
    }

    /** Fails unless all is as it was. */
    void verify() {
        verify(byteSize);
    }

    private void verify(long bytes) {
        long words = bytes & -8;
        for (long i = 0; i < words; i += 8) if (Mem.getLong(address + i) != stamp + i) throw damaged(i);
        if (bytes != byteSize) return; // what was a tail may be none now
        for (long i = words; i < bytes; i++) if (Mem.getByte(address + i) != (byte) (stamp + i)) throw damaged(i);
    }

    private AssertionError damaged(long at) {
        return new AssertionError("%s is damaged at byte %d".formatted(this, at));
    }

    /** After a realloc that gave {@code newAddress}: what was kept is there, and the rest is filled. */
    SoakBlock resized(long newAddress, long newByteSize) {
        SoakBlock block = new SoakBlock(heap, newAddress, newByteSize, stamp);
        block.verify(Math.min(byteSize, newByteSize) & -8);
        block.fillFrom(Math.min(byteSize, newByteSize));
        return block;
    }

    void free() {
        verify();
        heap.free(address);
    }

    static void assertZeroed(long address, long byteSize) {
        long words = byteSize & -8;
        for (long i = 0; i < words; i += 8)
            if (Mem.getLong(address + i) != 0) fail("calloc: a block of %d at 0x%x".formatted(byteSize, address));
        for (long i = words; i < byteSize; i++)
            if (Mem.getByte(address + i) != 0) fail("calloc: a block of %d at 0x%x".formatted(byteSize, address));
    }
}
