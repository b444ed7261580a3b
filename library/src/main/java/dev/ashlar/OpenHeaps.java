package dev.ashlar;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Heaps whose leaks are to be told, as long as they are open: when the JVM ends, they tell. Loggers may be gone by then. */
final class OpenHeaps {
    private OpenHeaps() {}

    private static final Set<DebugHeap> HEAPS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> HEAPS.forEach(DebugHeap::tellAtExit)));
    }

    static void remember(DebugHeap heap) {
        HEAPS.add(heap);
    }

    static void forget(DebugHeap heap) {
        HEAPS.remove(heap);
    }
}
