package dev.ashlar.bench.allocators;

import sun.misc.Unsafe;

/** sun.misc.Unsafe, while the JDK has it. */
public class UnsafeMemory extends SharedAddresses {
    private static final Unsafe UNSAFE = unsafe();

    private static Unsafe unsafe() {
        try {
            var field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException failure) {
            throw new ExceptionInInitializerError(failure);
        }
    }

    @Override
    long allocate(int bytes) {
        return UNSAFE.allocateMemory(bytes);
    }

    @Override
    void free(long address) {
        UNSAFE.freeMemory(address);
    }
}
