package dev.ashlar;

/** A process that frees nothing, and closes one of its two heaps. */
final class LeakingProcess {
    private LeakingProcess() {}

    public static void main(String[] arguments) {
        Heap open = Heap.confined();
        for (int i = 0; i < 2; i++) open.malloc(111);
        try (Heap closed = Heap.shared()) {
            closed.malloc(111);
        }
    }
}
