package dev.ashlar;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** Whose pages are whose in a heap, and what each keeps ready: for a dump. */
final class Owners {
    private final Map<Long, String> names = new HashMap<>();
    private final LongStream.Builder kept = LongStream.builder();

    void add(LocalHeap local, String name) {
        names.put(local.id, name);
        local.forEachKept(kept);
    }

    HeapDump dump(String title, long root) {
        return new HeapDump(
                SegmentPicture.of(title, root, names, kept.build().sorted().toArray()));
    }
}
