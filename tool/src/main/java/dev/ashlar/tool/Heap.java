package dev.ashlar.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The heaps that exist, and the native library of each. */
enum Heap {
    SEGMENT(
            "segment",
            "libashlar.so",
            "ashlar.dll",
            "pages of equal slots, a heap per thread and of a program's own, memory given back, misuse caught"),
    ZONE(
            "zone",
            "libft_malloc.so",
            "ft_malloc.dll",
            "TINY, SMALL and LARGE zones, first fit, split and coalesce, show_alloc_mem"),
    TLSF(
            "tlsf",
            "libashlar-tlsf.so",
            "ashlar-tlsf.dll",
            "two-level segregated fit, every step bounded, in pools that grow; one lock"),
    GUARDED(
            "guarded",
            "libashlar-guarded.so",
            "ashlar-guarded.dll",
            "finds overflows, underflows, writes after free, double and foreign frees, and says where the block came from"),
    BUMP("bump", "the ladder's step 1: memory at the break, handed out once"),
    HEADER("header", "step 2: a size and a magic word before each payload"),
    LIST("list", "step 3: free blocks are used again, first fit or best (ASHLAR_FIT)"),
    SPLIT("split", "step 4: and only as much of them as is wanted"),
    MERGE("merge", "step 5: and they grow together again, by boundary tags"),
    MAP("map", "step 6: large blocks come from mmap and go back (ASHLAR_MAP_THRESHOLD)"),
    BINS("bins", "step 7: a list for each size"),
    ARENAS("arenas", "step 8: several heaps, each with its lock (ASHLAR_ARENAS)");

    static final Heap DEFAULT = SEGMENT;

    final String id;
    final String description;
    private final String library;

    /** What it is called among the libraries for Windows; empty if it is not there. */
    final String windowsLibrary;

    /** What chooses it among those of its library, for its program's environment. */
    final Map<String, String> environment;

    Heap(String id, String library, String windowsLibrary, String description) {
        this.id = id;
        this.library = library;
        this.windowsLibrary = windowsLibrary;
        this.description = description;
        this.environment = Map.of();
    }

    /** A step of the ladder. */
    Heap(String id, String description) {
        this.id = id;
        this.library = "libashlar-ladder.so";
        this.windowsLibrary = "";
        this.description = description;
        this.environment = Map.of("ASHLAR_HEAP", id);
    }

    static Heap named(String id) {
        for (Heap heap : values()) {
            if (heap.id.equals(id)) return heap;
        }
        throw new Ashlar.Complaint(
                "there is no heap '%s'; there is %s (./ashlar heaps says more)".formatted(id, ids()));
    }

    private static String ids() {
        return Arrays.stream(values()).map(heap -> heap.id).collect(Collectors.joining(", "));
    }

    Path library() {
        return Workspace.build().resolve(library);
    }

    /** The library, which must be there. */
    Path builtLibrary() {
        return built(library());
    }

    /** One that can write its blocks, likewise: the default heap's is small, and leaves that to another. */
    Path builtDumpingLibrary() {
        return built(this == SEGMENT ? library().resolveSibling("libashlar-dump.so") : library());
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) throw new Ashlar.Complaint(path + " is missing: run ./ashlar build");
        return path.toAbsolutePath().normalize();
    }
}
