import dev.ashlar.Heap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

void main() {
    try (Heap heap = Heap.shared()) {
        long block = heap.malloc(1000); // an address, as in C
        try (Arena arena = heap.arena()) {
            MemorySegment text = arena.allocateFrom("here until the arena is closed");
            IO.println(text.getString(0));
        } // all blocks of the arena have gone back
        heap.free(block);
        heap.free(block); // a mistake
    }
}
