package dev.ashlar.core.zone;

import dev.ashlar.platform.Mem;

/**
 * The last operations of a heap, in a ring.
 * <pre>
 *   history +  0   capacity   entries in the ring
 *   history +  8   recorded   entries ever written
 *   history + 16   entries    of 24 bytes: operation (a constant of Stats), payload, requested bytes
 * </pre>
 */
public final class History {
    private History() {}

    private static final long CAPACITY = 0;
    private static final long RECORDED = 8;
    private static final long ENTRIES = 16;
    private static final long ENTRY_BYTES = 24;

    /** More would be larger than any address space, and overflow. */
    static final long MOST_ENTRIES = 1L << 56;

    static long bytesFor(long capacity) {
        return ENTRIES + capacity * ENTRY_BYTES;
    }

    /** Bytes of this ring. */
    static long bytes(long history) {
        return bytesFor(Mem.getLong(history + CAPACITY));
    }

    /** Makes zeroed memory an empty ring. */
    static void open(long history, long capacity) {
        Mem.putLong(history + CAPACITY, capacity);
        Mem.putLong(history + RECORDED, 0);
    }

    static void record(long history, int operation, long payload, long sizeBytes) {
        long recorded = recorded(history);
        long entry = history + ENTRIES + recorded % Mem.getLong(history + CAPACITY) * ENTRY_BYTES;
        Mem.putLong(entry, operation);
        Mem.putLong(entry + 8, payload);
        Mem.putLong(entry + 16, sizeBytes);
        Mem.putLong(history + RECORDED, recorded + 1);
    }

    /** Entries ever written; numbered from 0, the last {@link #kept} of them can be read. */
    public static long recorded(long history) {
        return Mem.getLong(history + RECORDED);
    }

    public static long kept(long history) {
        long recorded = recorded(history);
        long capacity = Mem.getLong(history + CAPACITY);
        return recorded < capacity ? recorded : capacity;
    }

    public static int operation(long history, long index) {
        return Mem.getInt(entry(history, index));
    }

    public static long payload(long history, long index) {
        return Mem.getLong(entry(history, index) + 8);
    }

    public static long sizeBytes(long history, long index) {
        return Mem.getLong(entry(history, index) + 16);
    }

    private static long entry(long history, long index) {
        return history + ENTRIES + index % Mem.getLong(history + CAPACITY) * ENTRY_BYTES;
    }
}
