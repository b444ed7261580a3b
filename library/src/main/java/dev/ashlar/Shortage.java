package dev.ashlar;

/** What is said when there is no memory. */
final class Shortage {
    private Shortage() {}

    static OutOfMemoryError error(long committedBytes, long limitBytes, long byteSize, long byteAlignment) {
        String who = limitBytes == 0 ? "the system gives no more" : "its limit is %d".formatted(limitBytes);
        return new OutOfMemoryError("%d bytes on a multiple of %d: the heap has %d bytes of memory, and %s"
                .formatted(byteSize, Math.max(byteAlignment, Heap.ALIGNMENT), committedBytes, who));
    }
}
