package dev.ashlar.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;

/** A program for a JVM that is under test: two hundred threads at once use native memory; then it waits for its input to end. */
public final class Waiting {
    private Waiting() {}

    private static final int THREADS = 200;
    private static final AtomicLong sum = new AtomicLong();
    private static final CountDownLatch all = new CountDownLatch(THREADS);

    public static void main(String[] arguments) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> work(number)));
        }
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
        System.out.println(sum);
        while (System.in.read() >= 0) continue;
        System.out.println("done");
    }

    private static void work(int number) {
        all.countDown();
        try {
            all.await();
            for (int round = 0; round < 20; round++) sum.addAndGet(deflate(number) + off(number));
        } catch (InterruptedException | IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static long deflate(int number) throws IOException {
        byte[] data = new byte[5000];
        for (int i = 0; i < data.length; i++) data[i] = (byte) (i * number % 251);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(data);
        }
        return packed.size();
    }

    private static long off(int number) {
        long sum = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 1; i < 20; i++) {
                MemorySegment segment = arena.allocate(i * 97L * (number + 1));
                for (long at = 0; at < segment.byteSize(); at += 97) sum += segment.get(ValueLayout.JAVA_BYTE, at);
                segment.fill((byte) i);
                sum += segment.byteSize();
            }
        }
        return sum;
    }
}
