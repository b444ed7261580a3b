package dev.ashlar.system;

import java.util.List;

/** C programs of this module, "name arguments", that end with 0 wherever the libraries are right. */
final class Programs {
    private Programs() {}

    static final List<String> OF_EVERY_HEAP = List.of("early", "family", "many 20000", "stress 4 20000", "grows");

    /**
     * Not "heaps nomemory", which wants a limit on addresses, and of "manage" only what does not want a heap without memory of its
     * own: musl's pthread_atfork calls malloc when the library is loaded.
     */
    static final List<String> OF_THE_SEGMENT_HEAP = List.of(
            "heaps rules",
            "heaps threads",
            "heaps destroy",
            "manage errors",
            "walk",
            "statistics sums",
            "statistics sizes",
            "statistics collect",
            "statistics limit",
            "statistics early",
            "ends consumer",
            "ends destructors",
            "ends stack",
            "manythreads 3000");
}
