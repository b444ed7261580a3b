package dev.ashlar.core.ladder;

import dev.ashlar.core.mapper.Break;
import dev.ashlar.platform.Threads;

/**
 * Step 8: several heaps, each with its lock, and threads spread over them.
 * <pre>
 *     thread ─┐   ┌─ arena 0   lock   bins   the program break
 *     thread ─┼─▶ ├─ arena 1   lock   bins   a reserved range
 *     thread ─┘   └─ …
 * </pre>
 * An arena is a heap of step 7, whole. A thread begins in the one that its id says. If somebody is in there, it goes on to the next one
 * where nobody is, and stays: threads that met once do not meet again, and one waits only if there are more of them inside than arenas. A
 * block is freed in the arena that it is of, whoever frees it.
 *
 * <p>All other steps have one heap, and so one lock: they are an {@code Arenas} of one.
 */
final class Arenas {
    private Arenas() {}

    /** Addresses of an arena: enough for most programs; if not, the first arena goes on. */
    private static final long RANGE_BYTES = 1L << 32;

    /** Of what the limits of the process allow for, all of them together leave half. */
    private static final int PARTS_OF_THE_LIMIT = 2 * Ladder.MOST_ARENAS;

    /** 2^64 divided by the golden ratio: ids that differ by the same number again and again fall apart in the upper bits of the product. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private static final int UPPER = 48;

    /** The heap for the calling thread to allocate in, where it is alone until it leaves; 0 for a handler that would wait for its own thread. */
    static long enterAny(long ladder) {
        int count = Ladder.arenas(ladder);
        int wanted = count == 1 ? 0 : wanted(count);
        for (int i = 0; i < count; i++) {
            int arena = (wanted + i) % count;
            long heap = Ladder.heap(ladder, arena);
            if (!LadderHeap.tryEnter(heap)) continue;
            if (hasMemory(ladder, heap)) {
                if (arena != wanted) Threads.setHeap(arena + 1);
                return heap;
            }
            LadderHeap.leave(heap);
        }
        return enter(Ladder.heap(ladder, 0));
    }

    /** Where the calling thread has gone to last; it remembers the number and 1 more. Or where it begins. */
    private static int wanted(int count) {
        long gone = Threads.heap();
        boolean isAnArena = gone > 0 && gone <= count;
        return isAnArena ? (int) gone - 1 : (int) (Threads.id() * MIX >>> UPPER) % count;
    }

    /** Whether a heap may hand something out; only the first has the program break. The caller is inside. */
    private static boolean hasMemory(long ladder, long heap) {
        long brk = LadderHeap.brk(heap);
        return heap == Ladder.heap(ladder, 0)
                || Break.isReserved(brk)
                || Break.reserve(brk, RANGE_BYTES, PARTS_OF_THE_LIMIT);
    }

    /** Enters the heap that {@code payload} is of, or the first if it is of none; 0 as {@link #enterAny}. */
    static long enterOwner(long ladder, long payload) {
        for (int i = 0; i < Ladder.arenas(ladder); i++) {
            long heap = Ladder.heap(ladder, i);
            if (Break.contains(LadderHeap.brk(heap), payload)) return enter(heap);
        }
        for (int i = Ladder.arenas(ladder) - 1; i > 0; i--) { // is it in a mapping of its own?
            long heap = Ladder.heap(ladder, i);
            if (enter(heap) == 0) continue;
            if (Blocks.at(heap, payload) != 0) return heap;
            LadderHeap.leave(heap);
        }
        return enter(Ladder.heap(ladder, 0));
    }

    private static long enter(long heap) {
        return LadderHeap.enter(heap) ? heap : 0;
    }
}
