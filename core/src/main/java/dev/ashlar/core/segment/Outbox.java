package dev.ashlar.core.segment;

import dev.ashlar.platform.Atomics;
import dev.ashlar.platform.Mem;

/**
 * Slots that a thread has freed and that belong to pages of others, gathered by page, so that many travel with one
 * compare-and-set.
 * <pre>
 *   outbox + 32 · i +  0   page      or 0; i is a few bits of its address
 *                   +  8   first     slot of the chain
 *                   + 16   last
 *                   + 24   slots     (int) in the chain
 *                   + 28   most      (int) slots that it may have
 * </pre>
 * A chain is posted when it holds enough, when another page wants its place, when the thread opens a page of its own, and
 * when the thread ends. What a thread holds back is thus at most 16 chains of 8 KiB or one slot each.
 */
final class Outbox {
    private Outbox() {}

    static final int COUNT = 16;
    private static final long ENTRY_BYTES = 32;
    private static final long FIRST = 8;
    private static final long LAST = 16;
    private static final long SLOTS = 24;
    private static final long MOST = 28;

    static final long BYTES = COUNT * ENTRY_BYTES;

    private static final int MOST_SLOTS = 64;
    private static final long MOST_BYTES = 8 << 10;

    static void open(long outbox) {
        for (int i = 0; i < COUNT; i++) Mem.putLong(outbox + i * ENTRY_BYTES, 0);
    }

    /** The page whose slots chain {@code index} of a heap has, 0 for none; as of some moment, if the heap is another thread's. */
    static long page(long heap, int index) {
        return Atomics.loadAcquire(Heap.outbox(heap) + index * ENTRY_BYTES);
    }

    /** How many slots the chain has. */
    static int slots(long heap, int index) {
        return Atomics.loadRelaxedInt(Heap.outbox(heap) + index * ENTRY_BYTES + SLOTS);
    }

    private static long entry(long heap, long page) {
        return Heap.outbox(heap) + (page >>> Page.LOG_BYTES & COUNT - 1) * ENTRY_BYTES;
    }

    /** Frees a live slot of {@code page} into the chain for it, if there is one that stays short; the fast path. */
    static boolean tryFree(long heap, long page, long slot) {
        long entry = entry(heap, page);
        if (Mem.getLong(entry) != page || !Page.isSlot(page, slot) || Slot.isFree(page, slot)) return false;
        int slots = Mem.getInt(entry + SLOTS) + 1;
        if (slots >= Mem.getInt(entry + MOST)) return false;
        Slot.release(page, slot, Mem.getLong(entry + FIRST));
        Mem.putLong(entry + FIRST, slot);
        Mem.putInt(entry + SLOTS, slots);
        return true;
    }

    /** Frees a slot of {@code page} into the chain for it. */
    static void free(long root, long heap, long page, long slot) {
        long entry = entry(heap, page);
        if (Mem.getLong(entry) != page) {
            post(root, heap, entry);
            open(entry, page, slot);
        } else {
            Slot.release(page, slot, Mem.getLong(entry + FIRST));
            Mem.putLong(entry + FIRST, slot);
            Mem.putInt(entry + SLOTS, Mem.getInt(entry + SLOTS) + 1);
        }
        if (Mem.getInt(entry + SLOTS) >= Mem.getInt(entry + MOST)) post(root, heap, entry);
    }

    private static void open(long entry, long page, long slot) {
        long most = MOST_BYTES / Page.slotBytes(page);
        Slot.release(page, slot, 0);
        Mem.putLong(entry + FIRST, slot);
        Mem.putLong(entry + LAST, slot);
        Mem.putInt(entry + SLOTS, 1);
        Mem.putInt(entry + MOST, most < MOST_SLOTS ? (int) most : MOST_SLOTS);
        Mem.putLong(entry, page);
    }

    private static void post(long root, long heap, long entry) {
        long page = Mem.getLong(entry);
        if (page == 0) return;
        Mem.putLong(entry, 0);
        int slots = Mem.getInt(entry + SLOTS);
        Heap.countRemote(heap, Page.sizeClass(page), slots);
        Pages.receive(root, page, Mem.getLong(entry + FIRST), Mem.getLong(entry + LAST), slots);
    }

    /** Posts every chain. */
    static void flush(long root, long heap) {
        for (int i = 0; i < COUNT; i++) post(root, heap, Heap.outbox(heap) + i * ENTRY_BYTES);
    }

    /**
     * Posts every chain of a thread that is no more, which may have stopped in the middle of {@link #free}: a chain is
     * what can be followed from its first slot.
     */
    static void flushOfVanished(long root, long heap) {
        for (int i = 0; i < COUNT; i++) {
            long entry = Heap.outbox(heap) + i * ENTRY_BYTES;
            long page = Mem.getLong(entry);
            Mem.putLong(entry, 0);
            if (page == 0 || Page.kind(page) != Page.SLOTS) continue;
            long first = Mem.getLong(entry + FIRST);
            long last = 0;
            int slots = 0;
            for (long slot = first; slot != 0 && Page.isSlot(page, slot) && Slot.isFree(page, slot); slots++) {
                last = slot;
                slot = slots < MOST_SLOTS ? Slot.next(slot) : 0;
            }
            boolean isWhole = last != 0 && last == Mem.getLong(entry + LAST) && Slot.next(last) == 0;
            if (isWhole) Pages.receive(root, page, first, last, slots);
        }
    }
}
