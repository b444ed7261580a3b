package dev.ashlar.core.segment;

import dev.ashlar.platform.Mem;
import java.util.ArrayList;
import java.util.List;

/** All that a segment heap has written: its root, its records, and of each arena the descriptors and the accessible segments. */
public final class SegmentImage {
    private SegmentImage() {}

    /** Bytes that lie together. */
    public record Part(String name, long address, byte[] bytes) {}

    private static final long THE_ONE_THREAD = 16;
    private static final long SEGMENT_BYTES = Segment.GRANULE_BYTES * Segment.GRANULES;

    /** The image of a heap that one thread has. From here on it can only be closed: its thread has another name in it. */
    public static List<Part> of(long root) {
        renameThread(root);
        List<Part> parts = new ArrayList<>();
        parts.add(copy("root", root, SegmentRoot.BYTES));
        parts.add(copy("records", Mem.getLong(SegmentRoot.chunk(root)), Meta.CHUNK_BYTES));
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            parts.add(copy("record of arena " + i, arena, Arena.bytesFor(Arena.segments(arena))));
            parts.add(copy("pages of arena " + i, Arena.pages(arena), Arena.granules(arena) << Page.LOG_BYTES));
            for (long j = 0; j < Arena.segments(arena); j++) {
                String name = "segment %d of arena %d".formatted(j, i);
                if (Segment.isCommitted(Arena.segment(arena, j)))
                    parts.add(copy(name, Arena.segmentAddress(arena, j), SEGMENT_BYTES));
            }
        }
        return parts;
    }

    /** What a thread is called is the platform's affair: a number in the JVM, an address in C. */
    private static void renameThread(long root) {
        for (long heap = Heaps.first(root); heap != 0; heap = Heaps.next(heap))
            if (Heap.owner(heap) != 0) Heap.setOwner(heap, THE_ONE_THREAD);
        long arena;
        for (int i = 0; (arena = Arenas.at(root, i)) != 0; i++) {
            for (long j = 0; j < Arena.granules(arena); j++) {
                long page = Arena.page(arena, j);
                if (Page.owner(page) != 0) Page.setOwner(page, THE_ONE_THREAD);
            }
        }
    }

    private static Part copy(String name, long address, long sizeBytes) {
        byte[] bytes = new byte[(int) sizeBytes];
        for (int i = 0; i < bytes.length; i++) bytes[i] = Mem.getByte(address + i);
        return new Part(name, address, bytes);
    }
}
