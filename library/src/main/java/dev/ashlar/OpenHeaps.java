package dev.ashlar;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The heaps that are not closed: whoever forgets one has its memory, and can find it here. */
final class OpenHeaps {
    private OpenHeaps() {}

    private static final Set<Heap> HEAPS = ConcurrentHashMap.newKeySet();

    /** When the JVM ends, they tell what is live. Loggers may be gone by then. */
    private static final class AtExit {
        static {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> HEAPS.forEach(Heap::tellAtExit)));
        }

        static void prepare() {}
    }

    static {
        if (Boolean.getBoolean("ashlar.jmx")) HeapsMXBean.register();
    }

    static Heap remembered(Heap heap) {
        try {
            HEAPS.add(heap);
        } catch (OutOfMemoryError noRoom) {
            heap.close(); // nobody would
            throw noRoom;
        }
        return heap;
    }

    static void tellLeaksAtExit() {
        AtExit.prepare();
    }

    static void forget(Heap heap) {
        HEAPS.remove(heap);
    }

    /** By their names. */
    static List<Heap> all() {
        return HEAPS.stream().sorted(Comparator.comparing(Heap::name)).toList();
    }
}
