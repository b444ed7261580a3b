import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A JVM's native allocations: threads, zip, the compiler, arenas, lambdas. */
public final class Work {
    public static void main(String[] arguments) throws Exception {
        try (var pool = Executors.newFixedThreadPool(6)) {
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int number = i;
                results.add(pool.submit(() -> zip(number) + off(number)));
            }
            for (Future<Long> result : results) System.out.println(result.get());
        }
        System.out.println("done");
    }

    private static long zip(int number) throws Exception {
        byte[] data = new byte[200_000];
        for (int i = 0; i < data.length; i++) data[i] = (byte) (i * number % 251);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(data);
        }
        byte[] back = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes();
        if (!java.util.Arrays.equals(data, back)) throw new AssertionError();
        return packed.size();
    }

    private static long off(int number) {
        long sum = 0;
        for (int round = 0; round < 300; round++) {
            try (Arena arena = Arena.ofConfined()) {
                for (int i = 1; i < 20; i++) {
                    MemorySegment segment = arena.allocate(i * 97L * (number + 1));
                    segment.set(ValueLayout.JAVA_BYTE, segment.byteSize() - 1, (byte) i);
                    sum += segment.byteSize();
                }
            }
        }
        return sum;
    }
}
