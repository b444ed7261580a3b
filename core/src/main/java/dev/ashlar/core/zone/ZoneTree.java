package dev.ashlar.core.zone;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;

/**
 * All zones of a heap by address: a search tree whose nodes are the zone headers. It answers the one question of
 * {@code free}, which zone holds this address, without touching memory that is not ours.
 *
 * <p>The tree is a treap (Seidel and Aragon, Randomized Search Trees, 1996): ordered by address from left to right and
 * by priority from top to bottom, where the priority is a hash of the address and so need not be stored. n zones are
 * about 1.4 log₂ n deep. Insertion unzips one path and removal zips two, both without recursion, as in Tarjan, Levy and
 * Timmel, Zip Trees, 2018. A tree is the address of the cell that holds its root.
 */
public final class ZoneTree {
    private ZoneTree() {}

    /** The last zone at or below {@code address}, or 0. Whether it contains the address is for the caller to ask. */
    static long floor(long tree, long address) {
        long best = 0;
        long zone = Mem.getLong(tree);
        while (zone != 0) {
            if (zone <= address) {
                best = zone;
                zone = right(zone);
            } else {
                zone = left(zone);
            }
        }
        return best;
    }

    /** The first zone above {@code address}, or 0: {@code next(tree, 0)} is the first, {@code next(tree, zone)} the next. */
    public static long next(long tree, long address) {
        long best = 0;
        long zone = Mem.getLong(tree);
        while (zone != 0) {
            if (zone > address) {
                best = zone;
                zone = left(zone);
            } else {
                zone = right(zone);
            }
        }
        return best;
    }

    /** Adds a zone; it is whole, links included, before a search can come upon it. */
    static void insert(long tree, long zone) {
        long priority = priority(zone);
        long cell = tree;
        long below = Mem.getLong(cell);
        while (below != 0 && priority(below) > priority) {
            cell = below < zone ? below + Zone.RIGHT : below + Zone.LEFT;
            below = Mem.getLong(cell);
        }
        unzip(below, zone);
        Atomics.storeRelease(cell, zone);
    }

    static void remove(long tree, long zone) {
        long cell = tree;
        long at = Mem.getLong(cell);
        while (at != zone) {
            cell = at < zone ? at + Zone.RIGHT : at + Zone.LEFT;
            at = Mem.getLong(cell);
        }
        zip(cell, left(zone), right(zone));
    }

    /** Splits the subtree {@code below} into what is left and what is right of {@code zone}, its new root. */
    private static void unzip(long below, long zone) {
        long leftEnd = zone + Zone.LEFT;
        long rightEnd = zone + Zone.RIGHT;
        while (below != 0) {
            if (below < zone) {
                Mem.putLong(leftEnd, below);
                leftEnd = below + Zone.RIGHT;
            } else {
                Mem.putLong(rightEnd, below);
                rightEnd = below + Zone.LEFT;
            }
            below = Mem.getLong(below < zone ? leftEnd : rightEnd);
        }
        Mem.putLong(leftEnd, 0);
        Mem.putLong(rightEnd, 0);
    }

    /** Joins two subtrees, all of {@code left} before all of {@code right}, into {@code cell}. */
    private static void zip(long cell, long left, long right) {
        while (left != 0 && right != 0) {
            if (priority(left) > priority(right)) {
                Mem.putLong(cell, left);
                cell = left + Zone.RIGHT;
                left = Mem.getLong(cell);
            } else {
                Mem.putLong(cell, right);
                cell = right + Zone.LEFT;
                right = Mem.getLong(cell);
            }
        }
        Mem.putLong(cell, left != 0 ? left : right);
    }

    static long left(long zone) {
        return Mem.getLong(zone + Zone.LEFT);
    }

    static long right(long zone) {
        return Mem.getLong(zone + Zone.RIGHT);
    }

    /** Different for different zones: each step can be undone (the finaliser of MurmurHash3, by A. Appleby). */
    static long priority(long zone) {
        long hash = zone;
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }
}
