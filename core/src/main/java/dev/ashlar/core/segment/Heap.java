package dev.ashlar.core.segment;

import dev.ashlar.core.lock.Lock;
import dev.ashlar.core.size.SizeClass;
import dev.ashlar.platform.Mem;

/**
 * What owns pages: one per thread, or one that a program made for itself.
 * <pre>
 *   heap +    0   direct     65 pages: where a request of n bytes, n ≤ 1024, is served, by (n + 15) / 16
 *   heap +  520              64 pages: the same for the classes above 1024 bytes
 *   heap + 1032   root
 *   heap + 1040   owner      id of the thread; 0 while it has none, or is a program's own
 *   heap + 1048   idle       the next heap that waits for a thread: {@link Heaps}
 *   heap + 1056   all        the next heap in the list of all
 *   heap + 1064   kind       THREAD, OWN
 *   heap + 1072   opened     pages opened since the queues were last looked through
 *   heap + 1080   held       list of an OWN heap's large blocks
 *   heap + 1088   spare      an empty page of large slots, in no queue, or 0
 *   heap + 1096   current    96 pages, by size class: where slots are taken from, or noPage
 *   heap + 1864   queues     96 queues, by size class: pages with room
 *   heap + 3400   outbox     {@link Outbox}
 *   heap + 3912   remote     96 counts (int), by size class: slots freed for other threads' pages, by all who had this heap
 *   heap + 4296   lock       of an OWN heap: {@link Lock}
 * </pre>
 * {@code direct} repeats {@code current} for the fast path; where there is no fast path (a program's own heap, or
 * memory is scribbled on) it holds {@link SegmentRoot#noPage} throughout. So does the whole record that a thread begins
 * with, which is why no test for "has no heap yet" is on the fast path.
 */
final class Heap {
    private Heap() {}

    static final long DIRECT_BYTES = 1024;
    private static final int COUNT_DIRECT = 65;

    /** The first class beyond {@link #DIRECT_BYTES}. */
    static final int FIRST_MEDIUM = 32;

    private static final long MEDIUM = COUNT_DIRECT * 8;
    private static final long ROOT = MEDIUM + (SizeClass.COUNT - FIRST_MEDIUM) * 8;
    private static final long OWNER = ROOT + 8;
    static final long IDLE = OWNER + 8;
    static final long ALL = IDLE + 8;
    private static final long KIND = ALL + 8;
    private static final long OPENED = KIND + 8;
    private static final long HELD = OPENED + 8;
    private static final long SPARE = HELD + 8;
    private static final long CURRENT = SPARE + 8;
    private static final long QUEUES = CURRENT + SizeClass.COUNT * 8;
    private static final long OUTBOX = QUEUES + SizeClass.COUNT * Queue.BYTES;

    private static final long REMOTE = OUTBOX + Outbox.BYTES;

    private static final long LOCK = REMOTE + SizeClass.COUNT * 4;

    static final long BYTES = LOCK + Lock.BYTES;

    /** What the fast path reads of a heap, and the root. */
    static final long NONE_BYTES = ROOT + 8;

    static final long THREAD = 1;
    static final long OWN = 2;

    /** Whether a thread that has this as its heap has none yet. */
    static boolean isNone(long root, long heap) {
        return heap == 0 || Mem.getLong(heap + ROOT) != root;
    }

    /** Makes a zeroed record, or one that has no pages any more, an empty heap. */
    static void open(long root, long heap, long kind) {
        long noPage = SegmentRoot.noPage(root);
        for (long at = heap; at < heap + ROOT; at += 8) Mem.putLong(at, noPage);
        for (int i = 0; i < SizeClass.COUNT; i++) {
            Mem.putLong(heap + CURRENT + i * 8L, noPage);
            Queue.open(queue(heap, i));
        }
        Mem.putLong(heap + HELD, 0);
        Mem.putLong(heap + OPENED, 0);
        setSpare(heap, 0);
        Outbox.open(outbox(heap));
        Mem.putLong(heap + KIND, kind);
        Mem.putLong(heap + ROOT, root);
    }

    /** The page that serves requests of {@code sizeBytes}, at most {@link #DIRECT_BYTES}, or noPage. */
    static long direct(long heap, long sizeBytes) {
        return Mem.getLong(heap + (sizeBytes + SizeClass.UNIT_BYTES - 1 >>> SizeClass.LOG_UNIT_BYTES << 3));
    }

    /** The same for a class above that. */
    static long medium(long heap, int sizeClass) {
        return Mem.getLong(heap + MEDIUM + (sizeClass - FIRST_MEDIUM) * 8L);
    }

    static long current(long heap, int sizeClass) {
        return Mem.getLong(heap + CURRENT + sizeClass * 8L);
    }

    /** Makes {@code page} current, and unless {@code isSlow} has the fast path serve from it. */
    static void setCurrent(long heap, int sizeClass, long page, boolean isSlow) {
        Mem.putLong(heap + CURRENT + sizeClass * 8L, page);
        if (isSlow) return;
        if (sizeClass >= FIRST_MEDIUM) {
            Mem.putLong(heap + MEDIUM + (sizeClass - FIRST_MEDIUM) * 8L, page);
            return;
        }
        long first = sizeClass == 0 ? 0 : SizeClass.bytes(sizeClass - 1) + SizeClass.UNIT_BYTES;
        for (long size = first; size <= SizeClass.bytes(sizeClass); size += SizeClass.UNIT_BYTES)
            Mem.putLong(heap + (size >>> SizeClass.LOG_UNIT_BYTES << 3), page);
    }

    static long queue(long heap, int sizeClass) {
        return heap + QUEUES + sizeClass * Queue.BYTES;
    }

    static long outbox(long heap) {
        return heap + OUTBOX;
    }

    static void countRemote(long heap, int sizeClass, int slots) {
        long count = heap + REMOTE + sizeClass * 4L;
        Mem.putInt(count, Mem.getInt(count) + slots);
    }

    static long remote(long heap, int sizeClass) {
        return Mem.getInt(heap + REMOTE + sizeClass * 4L) & 0xFFFF_FFFFL;
    }

    static long opened(long heap) {
        return Mem.getLong(heap + OPENED);
    }

    static void setOpened(long heap, long pages) {
        Mem.putLong(heap + OPENED, pages);
    }

    static long spare(long heap) {
        return Mem.getLong(heap + SPARE);
    }

    static void setSpare(long heap, long page) {
        Mem.putLong(heap + SPARE, page);
    }

    static long lock(long heap) {
        return heap + LOCK;
    }

    static long held(long heap) {
        return heap + HELD;
    }

    static long owner(long heap) {
        return Mem.getLong(heap + OWNER);
    }

    static void setOwner(long heap, long thread) {
        Mem.putLong(heap + OWNER, thread);
    }

    static boolean isOwn(long heap) {
        return Mem.getLong(heap + KIND) == OWN;
    }

    /** Whether nothing of this heap may take the fast path. */
    static boolean isSlow(long root, long heap) {
        return isOwn(heap) || SegmentRoot.has(root, SegmentRoot.SCRIBBLE);
    }
}
