package dev.ashlar;

import dev.ashlar.core.tlsf.TlsfImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the other process of a test does with a pool; it says what it has done line by line. */
final class PoolProcess {
    private static final int RECORDS = 64;

    private PoolProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "churn" -> {
                try (Pool pool = Pool.open(file)) {
                    System.out.println("open");
                    churn(pool, 2, 20_000);
                }
                System.out.println("done");
            }
            case "record" -> record(file);
            case "hold" -> hold(file);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Allocates, fills, checks and frees; nothing is left. */
    static void churn(Pool pool, int tag, int steps) {
        Random random = new Random(tag);
        List<MemorySegment> blocks = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (blocks.size() < 50 && random.nextBoolean()) {
                blocks.add(pool.allocate(random.nextInt(1, 500)).fill((byte) tag));
            } else if (!blocks.isEmpty()) {
                MemorySegment block = blocks.remove(random.nextInt(blocks.size()));
                requireFilled(block, 0, block.byteSize(), (byte) tag);
                pool.free(block);
            }
        }
        for (MemorySegment block : blocks) pool.free(block);
    }

    /** The other process has no test library. */
    private static void requireFilled(MemorySegment block, long from, long to, byte tag) {
        for (long i = from; i < to; i++) {
            byte found = block.get(ValueLayout.JAVA_BYTE, i);
            if (found != tag) throw new IllegalStateException("byte %d is %d, not %d".formatted(i, found, tag));
        }
    }

    /** Until it is killed: replaces blocks that a table in the pool lists, each filled with its own length. */
    private static void record(Path file) throws IOException {
        Pool pool = Pool.create(file, 1 << 20);
        MemorySegment table = pool.allocate(RECORDS * 8L).fill((byte) 0);
        pool.setMark(pool.offsetOf(table));
        System.out.println("open");
        Random random = new Random(5);
        while (true) {
            int index = random.nextInt(RECORDS);
            long old = table.getAtIndex(ValueLayout.JAVA_LONG, index);
            table.setAtIndex(ValueLayout.JAVA_LONG, index, 0);
            if (old != 0) pool.free(pool.blockAt(old));
            MemorySegment block = pool.allocate(random.nextInt(8, 4000));
            block.fill((byte) block.byteSize());
            block.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, block.byteSize());
            table.setAtIndex(ValueLayout.JAVA_LONG, index, pool.offsetOf(block));
            System.out.println(index);
        }
    }

    /** Every block that the table lists is live and whole. */
    static void requireRecorded(Pool pool) {
        MemorySegment table = pool.blockAt(pool.mark());
        for (int i = 0; i < RECORDS; i++) {
            long offset = table.getAtIndex(ValueLayout.JAVA_LONG, i);
            if (offset == 0) continue;
            MemorySegment block = pool.blockAt(offset);
            long bytes = block.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            requireFilled(block, 8, bytes, (byte) bytes);
        }
    }

    /** Takes the lock, says so, and does not come out. */
    private static void hold(Path file) throws IOException {
        Pool pool = Pool.open(file);
        System.out.println("open");
        System.in.read();
        new ProcessLock(TlsfImage.lock(pool.memory().address())).enter();
        System.out.println("inside");
        System.in.read();
        System.in.read();
        while (true) Thread.onSpinWait();
    }
}
