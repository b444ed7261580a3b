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
 * Memory exists in chunks that were written; the others read as zero. Every change is noted, with what was there before: to step back is to
 * undo, so that a step costs what it has changed, in both directions. There may be several such machines, for heaps side by side; one of them
 * is the one that the heaps see. One thread.
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
    private static final long END = 0x4000_0000;

    static final int PAGE_BYTES = 4096;
    private static final int LOG_PAGE_BYTES = 12;
    private static final int LOG_CHUNK_BYTES = 14;
    private static final int CHUNK_BYTES = 1 << LOG_CHUNK_BYTES;

    private static final byte UNMAPPED = 0;
    private static final byte NO_ACCESS = 1;
    private static final byte READ_WRITE = 3;

    private static Memory current = new Memory();

    private final byte[][] chunks = new byte[(int) (END >> LOG_CHUNK_BYTES)][];
    private final byte[] pages = new byte[(int) (END >> LOG_PAGE_BYTES)];
    private final Map<Long, Long> heaps = new HashMap<>();
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
    public int now() {
        return journal.size();
    }

    /** Undoes everything since {@code moment}. */
    public void backTo(int moment) {
        while (journal.size() > moment) journal.removeLast().run();
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

    byte load(long address) {
        require(address);
        byte[] chunk = chunks[(int) (address >> LOG_CHUNK_BYTES)];
        return chunk == null ? 0 : chunk[(int) address & CHUNK_BYTES - 1];
    }

    long load(long address, int sizeBytes) {
        require(address);
        require(address + sizeBytes - 1);
        long value = 0;
        for (int i = sizeBytes - 1; i >= 0; i--) value = value << 8 | load(address + i) & 0xFF;
        return value;
    }

    void store(long address, int sizeBytes, long value) {
        note(address, sizeBytes);
        for (int i = 0; i < sizeBytes; i++) put(address + i, (byte) (value >>> 8 * i));
    }

    void fill(long address, long sizeBytes, byte value) {
        if (sizeBytes == 0) return;
        note(address, sizeBytes);
        for (long i = 0; i < sizeBytes; i++) put(address + i, value);
    }

    void copy(long from, long to, long sizeBytes) {
        if (sizeBytes == 0) return;
        byte[] bytes = bytes(from, sizeBytes);
        note(to, sizeBytes);
        for (int i = 0; i < bytes.length; i++) put(to + i, bytes[i]);
    }

    private byte[] bytes(long address, long sizeBytes) {
        byte[] bytes = new byte[(int) sizeBytes];
        for (int i = 0; i < bytes.length; i++) bytes[i] = load(address + i);
        return bytes;
    }

    /** Remembers what is there. */
    private void note(long address, long sizeBytes) {
        byte[] before = bytes(address, sizeBytes);
        journal.add(() -> {
            for (int i = 0; i < before.length; i++) put(address + i, before[i]);
        });
    }

    private void put(long address, byte value) {
        int index = (int) (address >> LOG_CHUNK_BYTES);
        if (chunks[index] == null) chunks[index] = new byte[CHUNK_BYTES];
        chunks[index][(int) address & CHUNK_BYTES - 1] = value;
    }

    private void require(long address) {
        boolean isThere = address >= 0 && address < END && pages[(int) (address >> LOG_PAGE_BYTES)] == READ_WRITE;
        if (!isThere) throw new Fault("there is no memory at 0x" + Long.toHexString(address));
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
        for (long chunk = address >> LOG_CHUNK_BYTES; chunk << LOG_CHUNK_BYTES < address + sizeBytes; chunk++) {
            byte[] before = chunks[(int) chunk];
            if (before == null) continue;
            byte[] copy = before.clone();
            int index = (int) chunk;
            journal.add(() -> chunks[index] = copy);
            long start = Math.max(address, chunk << LOG_CHUNK_BYTES);
            long end = Math.min(address + sizeBytes, chunk + 1 << LOG_CHUNK_BYTES);
            for (long at = start; at < end; at++) put(at, (byte) 0);
        }
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
