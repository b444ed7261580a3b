package dev.ashlar.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ashlar.Heap;
import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector.Level;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of Netty's, every buffer of which is watched by its leak detector: nothing is mixed up, and nothing stays. */
class HttpServerTest {
    static {
        Detector.install(Level.PARANOID);
    }

    private static final int CLIENTS = 16;
    private static final int REQUESTS = 2000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyRequestHasItsOwnAnswer(boolean isDebugged) throws Exception {
        try (Heap heap = Heap.builder().debug(isDebugged).shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap, true);
            try (EchoServer server = new EchoServer(allocator)) {
                ask(server, isDebugged ? REQUESTS / 10 : REQUESTS);
            }
            assertNothingIsLeft(allocator);
        }
    }

    private static void ask(EchoServer server, int requests) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                Callable<Void> client = () -> {
                    for (int j = 0; j < requests; j++) echo(http, server.port(), random);
                    return null;
                };
                ends.add(clients.submit(client));
            }
            for (Future<?> end : ends) end.get();
        }
    }

    private static void echo(HttpClient http, int port, Random random) throws Exception {
        byte[] body =
                new byte[random.nextInt(1 << 1 + random.nextInt(18))]; // small ones mostly, some of 100 KB and more
        random.nextBytes(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(port)))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode());
        assertArrayEquals(body, response.body());
    }

    /** {@code apt-get install wrk} */
    @Test
    void nothingIsLeftOfALoad() throws Exception {
        String wrk = onPath("wrk");
        assumeTrue(wrk != null, "no wrk");
        try (Heap heap = Heap.shared()) {
            AshlarAllocator allocator = new AshlarAllocator(heap, true);
            try (EchoServer server = new EchoServer(allocator)) {
                String url = "http://127.0.0.1:%d/20000".formatted(server.port());
                Process load = new ProcessBuilder(wrk, "-t2", "-c50", "-d5s", url)
                        .redirectErrorStream(true)
                        .start();
                String report = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, load.waitFor(), report);
                Matcher requests = Pattern.compile("(\\d+) requests in").matcher(report);
                assertTrue(requests.find() && Integer.parseInt(requests.group(1)) > 0, report);
                assertFalse(
                        Pattern.compile("Non-2xx|(connect|read|write) [1-9]")
                                .matcher(report)
                                .find(),
                        report);
            }
            assertNothingIsLeft(allocator);
        }
    }

    private static @Nullable String onPath(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            File file = new File(folder, program);
            if (file.canExecute()) return file.getPath();
        }
        return null;
    }

    /** Nor has the detector found a buffer that was lost, but for one that is lost on purpose: it was looking. */
    private static void assertNothingIsLeft(AshlarAllocator allocator) throws InterruptedException {
        assertEquals(0, allocator.metric().usedDirectMemory());
        assertEquals(0, allocator.metric().usedHeapMemory());
        assertEquals(0, allocator.metric().liveDirectBuffers());
        assertEquals(0, allocator.metric().heapStats().liveBlocks());
        AshlarAllocator other = new AshlarAllocator();
        String name = "lost on purpose, " + System.nanoTime(); // Netty tells the same once
        WeakReference<ByteBuf> lost = new WeakReference<>(other.directBuffer(1).touch(name));
        for (int i = 0; i < 100 && lost.get() != null; i++) System.gc();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Detector.LEAKS.isEmpty() && System.nanoTime() < deadline)
            other.directBuffer(1).release();
        assertEquals(1, Detector.LEAKS.size(), Detector.LEAKS::toString);
        assertTrue(Detector.LEAKS.remove().contains(name));
    }
}
