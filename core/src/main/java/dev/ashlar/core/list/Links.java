package dev.ashlar.core.list;

import dev.ashlar.platform.Mem;

/**
 * An intrusive doubly linked list that ends in null. A list is the address of the cell that holds its first node.
 * <pre>
 *   list + 0   first node, or 0          node + 0   next node, or 0
 *                                        node + 8   previous node, or 0 in the first
 * </pre>
 * A zeroed cell is an empty list, so a zeroed heap needs no set-up.
 */
public final class Links {
    private Links() {}

    /** Bytes that a node lends to its list. */
    public static final long NODE_BYTES = 16;

    private static final long NEXT = 0;
    private static final long PREVIOUS = 8;

    public static long first(long list) {
        return Mem.getLong(list);
    }

    public static long next(long node) {
        return Mem.getLong(node + NEXT);
    }

    public static long previous(long node) {
        return Mem.getLong(node + PREVIOUS);
    }

    /** Puts {@code node} first. */
    public static void push(long list, long node) {
        long second = Mem.getLong(list);
        Mem.putLong(node + NEXT, second);
        Mem.putLong(node + PREVIOUS, 0);
        if (second != 0) Mem.putLong(second + PREVIOUS, node);
        Mem.putLong(list, node);
    }

    /** Puts {@code node} behind {@code previous}, the last of its list. */
    public static void append(long previous, long node) {
        Mem.putLong(node + NEXT, 0);
        Mem.putLong(node + PREVIOUS, previous);
        Mem.putLong(previous + NEXT, node);
    }

    /** Puts {@code node} behind {@code previous}. */
    public static void insert(long previous, long node) {
        long next = next(previous);
        Mem.putLong(node + NEXT, next);
        Mem.putLong(node + PREVIOUS, previous);
        if (next != 0) Mem.putLong(next + PREVIOUS, node);
        Mem.putLong(previous + NEXT, node);
    }

    /** Takes {@code node} out of the list that it is in. */
    public static void remove(long list, long node) {
        long next = next(node);
        long previous = previous(node);
        if (next != 0) Mem.putLong(next + PREVIOUS, previous);
        Mem.putLong(previous != 0 ? previous + NEXT : list, next);
    }

    /** Puts {@code heir} where {@code node} was. */
    public static void replace(long list, long node, long heir) {
        long next = next(node);
        long previous = previous(node);
        Mem.putLong(heir + NEXT, next);
        Mem.putLong(heir + PREVIOUS, previous);
        if (next != 0) Mem.putLong(next + PREVIOUS, heir);
        Mem.putLong(previous != 0 ? previous + NEXT : list, heir);
    }
}
