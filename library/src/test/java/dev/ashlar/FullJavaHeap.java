package dev.ashlar;

import dev.ashlar.core.rule.Report;
import dev.ashlar.core.segment.SegmentVerifier;
import dev.ashlar.platform.Mem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A process that uses a heap while Java's has no room, or some bytes, or some thousand. Whatever then throws, nothing but what was asked
 * for may be missing, and nothing else may have changed. Arguments: a {@link HeapKind}, whether all has been used before, rounds, a seed.
 *
 * <p>Ends with 0 and how many operations had an error, or with what is wrong.
 */
final class FullJavaHeap {
    private static final int BLOCKS = 300;
    private static final int NEWCOMERS = 3;
    private static final int GROUPS = 12;
    private static final int OPERATIONS = 15;

    /** Of filler each piece is half of the one before: with the last 14 gone there is room for 128 KiB. */
    private static final int MOST_RELEASED = 14;

    /** The JVM may take some meanwhile. */
    private static final long SLACK_BYTES = 8 << 20;

    private static final long LEAST_BYTES = 16;

    private final HeapKind kind;
    private final Budget budget = Budget.of("process", 64 << 20);
    private final Heap heap;
    private final SplittableRandom random;
    private final long[] blocks = new long[BLOCKS];
    private final long[] sizes = new long[BLOCKS];
    private final Object[] filler = new Object[10_000];
    private int filled;
    private int errors;
    private @Nullable Throwable failure;
    private volatile int turn = -1;

    private FullJavaHeap(HeapKind kind, long seed) {
        this.kind = kind;
        random = new SplittableRandom(seed);
        heap = kind.open(Heap.builder().budget(budget));
    }

    public static void main(String[] arguments) throws Exception {
        FullJavaHeap process = new FullJavaHeap(HeapKind.valueOf(arguments[0]), Long.parseLong(arguments[3]));
        System.out.println("made");
        if (Boolean.parseBoolean(arguments[1])) process.useAll();
        int rounds = Integer.parseInt(arguments[2]);
        for (int i = 0; i < rounds; i++) process.runRound();
        process.end();
        System.out.println(process.errors + " errors");
    }

    private void useAll() throws Exception {
        for (int i = 0; i < 600; i++) operate();
        if (!kind.isConfined()) Thread.ofPlatform().start(this::operateOften).join();
        System.out.println("used");
        errors = 0;
        check();
    }

    private void runRound() throws Exception {
        Thread[] newcomers = new Thread[kind.isConfined() ? 0 : NEWCOMERS];
        for (int i = 0; i < newcomers.length; i++) newcomers[i] = newcomer(i);
        for (int i = 0; i < GROUPS; i++) {
            fill();
            release(random.nextInt(MOST_RELEASED));
            if (i < newcomers.length) giveTurn(i);
            else operateOften();
        }
        release(filled);
        for (Thread newcomer : newcomers) newcomer.join();
        check();
    }

    /** A thread that was there before Java's heap was full, and has not used the heap. */
    private Thread newcomer(int number) {
        return Thread.ofPlatform().start(() -> {
            while (turn != number) Thread.yield();
            operateOften();
            turn = -1;
        });
    }

    private void giveTurn(int number) {
        turn = number;
        while (turn != -1) Thread.yield();
    }

    private void fill() {
        int bytes = 1 << 18;
        while (true) {
            try {
                filler[filled] = new byte[bytes];
                filled++;
            } catch (OutOfMemoryError full) {
                if (bytes == 0) return;
                bytes /= 2;
            }
        }
    }

    private void release(int pieces) {
        for (int i = 0; i < pieces && filled > 0; i++) filler[--filled] = null;
    }

    private void operateOften() {
        for (int i = 0; i < OPERATIONS; i++) operate();
    }

    private void operate() {
        int at = random.nextInt(BLOCKS);
        try {
            operate(at, byteSize());
        } catch (OutOfMemoryError expected) {
            errors++;
        } catch (Throwable thrown) {
            if (failure == null) failure = thrown;
        }
    }

    private long byteSize() {
        int most = random.nextInt(100);
        return LEAST_BYTES + random.nextInt(most < 60 ? 2_000 : most < 90 ? 100_000 : 2_000_000);
    }

    private void operate(int at, long byteSize) {
        if (blocks[at] == 0) allocate(at, byteSize);
        else if (random.nextInt(4) == 0) resize(at, byteSize);
        else free(at);
        switch (random.nextInt(20)) {
            case 0 -> heap.collect();
            case 1 -> heap.stats();
            case 2 -> useArena(heap.arena());
            case 3 -> useSegment(at, byteSize);
            case 4 -> openAnother();
            default -> {}
        }
    }

    private void allocate(int at, long byteSize) {
        long address =
                switch (random.nextInt(3)) {
                    case 0 -> heap.calloc(1, byteSize);
                    case 1 -> heap.alignedAlloc(1L << random.nextInt(18), byteSize);
                    default -> heap.malloc(byteSize);
                };
        if (address != 0) mark(at, address, byteSize);
    }

    private void resize(int at, long byteSize) {
        requireMarked(at, Math.min(byteSize, sizes[at]));
        long address = heap.realloc(blocks[at], byteSize);
        if (address == 0) return;
        blocks[at] = address;
        requireMarked(at, Math.min(byteSize, sizes[at]));
        mark(at, address, byteSize);
    }

    private void free(int at) {
        requireMarked(at, sizes[at]);
        heap.free(blocks[at]);
        blocks[at] = 0;
    }

    private void useSegment(int at, long byteSize) {
        if (blocks[at] == 0) mark(at, heap.allocate(byteSize).address(), byteSize);
    }

    private static void useArena(Arena arena) {
        try {
            arena.allocate(100);
            arena.allocate(3000);
            arena.allocate(70_000);
        } finally {
            arena.close();
        }
    }

    private void openAnother() {
        try (Heap another = kind.open(Heap.builder().budget(budget))) {
            another.free(another.malloc(100));
        }
    }

    /** Addresses that this process has; 0 where that can't be asked. */
    private static long addressSpaceBytes() throws IOException {
        Path statm = Path.of("/proc/self/statm");
        return Files.exists(statm) ? Long.parseLong(Files.readString(statm).split(" ")[0]) * 4096 : 0;
    }

    private void closeWhileFull() {
        fill();
        try {
            heap.close();
        } catch (OutOfMemoryError error) {
            release(filled);
            require(kind.isDebugged() || kind.isSampled(), "not closed: " + error);
            heap.close();
        }
        release(filled);
    }

    /** Words of its own at its beginning, and at others. */
    private void mark(int at, long address, long byteSize) {
        blocks[at] = address;
        sizes[at] = byteSize;
        for (long i = 0; i + 8 <= byteSize; i += step(i)) Mem.putLong(address + i, mark(at, i));
    }

    private void requireMarked(int at, long byteSize) {
        for (long i = 0; i + 8 <= byteSize; i += step(i))
            if (Mem.getLong(blocks[at] + i) != mark(at, i))
                throw new IllegalStateException("block " + at + " is damaged");
    }

    private static long step(long offset) {
        return offset < 256 ? 8 : 1000;
    }

    private static long mark(int at, long offset) {
        return (at + 1L) * 0x9E3779B97F4A7C15L + offset;
    }

    private void check() throws Exception {
        if (failure != null) throw new AssertionError(failure);
        long live = 0;
        for (int i = 0; i < BLOCKS; i++) {
            if (blocks[i] == 0) continue;
            live++;
            requireMarked(i, sizes[i]);
        }
        HeapStats stats = heap.stats();
        require(stats.liveBlocks() == live, stats + ", and there are " + live);
        require(stats.committedBytes() <= budget.usedBytes(), stats + " of " + budget);
        if (heap instanceof SharedHeap shared) requireSound(shared);
        heap.check();
    }

    private static void requireSound(SharedHeap heap) {
        try (Arena arena = Arena.ofConfined()) {
            long report = arena.allocate(Report.bytesFor(8), 8).address();
            long faults = SegmentVerifier.verify(heap.root(), report, 8);
            require(faults == 0, faults + " faults, the first of rule " + Report.rule(report, 0));
        }
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) throw new AssertionError(otherwise);
    }

    private void end() throws Exception {
        for (int i = 0; i < BLOCKS; i++) if (blocks[i] != 0) free(i);
        check();
        long reservedBytes = heap.stats().reservedBytes();
        long before = addressSpaceBytes();
        closeWhileFull();
        long gone = before - addressSpaceBytes();
        require(before == 0 || gone >= reservedBytes - SLACK_BYTES, gone + " bytes gone of " + reservedBytes);
        require(budget.usedBytes() == 0, budget.toString());
        require(OpenHeaps.all().isEmpty(), OpenHeaps.all().toString());
    }
}
