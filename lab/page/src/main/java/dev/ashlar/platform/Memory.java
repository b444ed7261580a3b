package dev.ashlar.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine that the other classes of this package pretend to be: an address space of plain arrays, small enough for a page in a
 * browser, that can go back in time.
 * <pre>
 *   0x0000_1000   root       the state of the heap that is shown
 *   0x0010_0000   break      grows up to 0x0800_0000
 *   0x1000_0000   mappings   up to 0x4000_0000
 * </pre>
 * Every change is noted, with what was there before: to step back is to undo, so that a step costs what it has changed, in both directions.
 * There may be several such machines, for heaps side by side; one of them is the one that the heaps see. One thread.
 */
public final class Memory {
    /** What the page tells of an access that no machine would allow. */
    public static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        Fault(String message) {
            super(message);
        }
    }

    static final long ROOT = 0x1000;
    static final long ROOT_BYTES = 0x8000;
    static final long FIRST_BREAK = 0x10_0000;
    private static final long LAST_BREAK = 0x800_0000;
    private static final long FIRST_MAPPING = 0x1000_0000;
    private static final int LOG_END = 30;
    private static final long END = 1L << LOG_END;

    static final int PAGE_BYTES = 4096;
    private static final int LOG_PAGE_BYTES = 12;
    private static final byte UNMAPPED = 0;
    private static final byte NO_ACCESS = 1;
    private static final byte READ_WRITE = 3;

    private static Memory current = new Memory();

    private final WordMemory words = new WordMemory(LOG_END);
    private final byte[] pages = new byte[(int) (END >> LOG_PAGE_BYTES)];
    private final Map<Long, Long> heaps = new HashMap<>();

    /** What undoes other changes than those of memory: neither depends on the other. */
    private final List<Runnable> journal = new ArrayList<>();

    private long brk = FIRST_BREAK;
    private long threadId = 64;

    /** An empty machine with a zeroed root. */
    public Memory() {
        setPages(ROOT, ROOT_BYTES, READ_WRITE);
        journal.clear();
    }

    /** Has the heaps see this machine. */
    public void use() {
        current = this;
    }

    static Memory current() {
        return current;
    }

    /** A moment to come back to. */
    public record Moment(int words, int others) {}

    public Moment now() {
        return new Moment(words.now(), journal.size());
    }

    /** Undoes everything since {@code moment}. */
    public void backTo(Moment moment) {
        words.backTo(moment.words);
        while (journal.size() > moment.others) journal.removeLast().run();
    }

    /** Which thread the heap believes to be asked by; a multiple of 64, not 0. */
    public void runAs(long newThreadId) {
        threadId = newThreadId;
    }

    long threadId() {
        return threadId;
    }

    /** What the thread that it runs as remembers as its heap, or 0. */
    long threadHeap() {
        return heaps.getOrDefault(threadId, 0L);
    }

    void setThreadHeap(long heap) {
        long thread = threadId;
        long old = threadHeap();
        heaps.put(thread, heap);
        journal.add(() -> heaps.put(thread, old));
    }

    byte loadByte(long address) {
        return words.loadByte(place(address, 1));
    }

    int loadInt(long address) {
        return words.loadInt(place(address, Integer.BYTES));
    }

    long loadLong(long address) {
        return words.loadLong(place(address, Long.BYTES));
    }

    void storeByte(long address, byte value) {
        words.storeByte(place(address, 1), value);
    }

    void storeInt(long address, int value) {
        words.storeInt(place(address, Integer.BYTES), value);
    }

    void storeLong(long address, long value) {
        words.storeLong(place(address, Long.BYTES), value);
    }

    void fill(long address, long sizeBytes, byte value) {
        if (sizeBytes > 0) words.fill(place(address, sizeBytes), (int) sizeBytes, value);
    }

    void copy(long from, long to, long sizeBytes) {
        if (sizeBytes > 0) words.copy(place(from, sizeBytes), place(to, sizeBytes), (int) sizeBytes);
    }

    /** The address as an int, if memory is there from its first byte to its last. */
    private int place(long address, long sizeBytes) {
        if (address >>> LOG_END != 0 || sizeBytes > END - address) throw none(address);
        int at = (int) address;
        int last = at + (int) sizeBytes - 1;
        for (int page = at >> LOG_PAGE_BYTES; page <= last >> LOG_PAGE_BYTES; page++)
            if (pages[page] != READ_WRITE) throw none(Math.max(address, (long) page << LOG_PAGE_BYTES));
        return at;
    }

    private static Fault none(long address) {
        return new Fault("there is no memory at 0x" + Long.toHexString(address));
    }

    /** Moves the break; where it was, or -1 if there is no room. */
    long moveBreak(long moreBytes) {
        long old = brk;
        long moved = old + moreBytes;
        if (moved < FIRST_BREAK || moved > LAST_BREAK) return -1;
        long mapped = roundUp(old);
        if (moved > old) setPages(mapped, roundUp(moved) - mapped, READ_WRITE);
        brk = moved;
        journal.add(() -> brk = old);
        return old;
    }

    /** The first address of so many unmapped bytes among the mappings, now mapped; -1 if there is no room. */
    long map(long sizeBytes, boolean isAccessible) {
        int count = (int) (roundUp(sizeBytes) >> LOG_PAGE_BYTES);
        int free = 0;
        for (int page = (int) (FIRST_MAPPING >> LOG_PAGE_BYTES); page < pages.length; page++) {
            free = pages[page] == UNMAPPED ? free + 1 : 0;
            if (free < count) continue;
            long address = (long) (page + 1 - count) << LOG_PAGE_BYTES;
            setPages(address, sizeBytes, isAccessible ? READ_WRITE : NO_ACCESS);
            return address;
        }
        return -1;
    }

    void unmap(long address, long sizeBytes) {
        clear(address, sizeBytes);
        setPages(address, sizeBytes, UNMAPPED);
    }

    void protect(long address, long sizeBytes, boolean isAccessible) {
        setPages(address, sizeBytes, isAccessible ? READ_WRITE : NO_ACCESS);
    }

    /** What is given back reads as zero. */
    void clear(long address, long sizeBytes) {
        words.fill((int) address, (int) sizeBytes, (byte) 0);
    }

    private void setPages(long address, long sizeBytes, byte state) {
        int first = (int) (address >> LOG_PAGE_BYTES);
        int end = (int) (roundUp(address + sizeBytes) >> LOG_PAGE_BYTES);
        byte[] before = new byte[end - first];
        for (int i = first; i < end; i++) {
            before[i - first] = pages[i];
            pages[i] = state;
        }
        journal.add(() -> {
            for (int i = 0; i < before.length; i++) pages[first + i] = before[i];
        });
    }

    private static long roundUp(long bytes) {
        return bytes + PAGE_BYTES - 1 & -PAGE_BYTES;
    }
}
