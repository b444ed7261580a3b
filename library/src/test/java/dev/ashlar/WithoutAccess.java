package dev.ashlar;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A program that uses a heap in every way; what it has left at the end it prints, of each kind of heap. */
final class WithoutAccess {
    private WithoutAccess() {}

    public static void main(String[] arguments) {
        Budget budget = Budget.of("process", 1 << 20);
        try (Heap heap = Heap.builder().budget(budget).confined()) {
            use(heap, List.of(heap.arena(), heap.zeroedArena(), heap.arena(budget)));
            System.out.println("confined %d of %d".formatted(heap.stats().liveBlocks(), budget.usedBytes()));
        }
        try (Heap heap = Heap.builder().budget(budget).shared()) {
            use(heap, List.of(heap.arena(), heap.sharedArena()));
            System.out.println("shared %d of %d".formatted(heap.stats().liveBlocks(), budget.usedBytes()));
        }
    }

    private static void use(Heap heap, List<Arena> arenas) {
        for (Arena arena : arenas) {
            arena.allocateFrom("text").setAtIndex(ValueLayout.JAVA_BYTE, 1, (byte) 'a');
            arena.close();
        }
        MemorySegment block = heap.zeroed().allocate(100);
        block.set(ValueLayout.JAVA_BYTE, 99, (byte) 1);
        heap.free(block);
        heap.free(heap.alignedAlloc(64, 10));
        long address = heap.realloc(heap.calloc(10, 10), 1000);
        heap.free(address);
        heap.collect();
        heap.check();
        heap.leaks().forEach(System.out::println);
        if (heap.malloc(2 << 20) != 0) throw new AssertionError("above the budget");
    }
}
