package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HotSpot on the segment heap. */
final class SegmentJvmTest {
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    private static String classes() {
        return Path.of(Waiting.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private static String[] waiting(String collector) {
        return new String[] {JAVA, collector, "-Xmx256m", "-cp", classes(), Waiting.class.getName()};
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:+UseZGC"})
    void twoHundredThreadsUnderEachCollector(String collector) {
        Outcome plain = Run.plain(waiting(collector)).succeeded();
        Outcome ours = Segment.preloaded(Map.of("ASHLAR_STATS", "2"), waiting(collector))
                .succeeded();
        assertEquals(plain.out(), ours.out());
        assertTrue(ours.out().endsWith("done\n"));
        assertTrue(ours.err().contains("ashlar: segment heap of " + JAVA), ours.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:+UseZGC"})
    void theWorkOfTheZoneHeapsTest(String collector) {
        String source =
                Run.ROOT.resolve("system-tests/src/test/inputs/Work.java").toString();
        Outcome plain = Run.plain(JAVA, collector, "-Xmx256m", source).succeeded();
        assertEquals(
                plain.out(),
                Segment.preloaded(JAVA, collector, "-Xmx256m", source)
                        .succeeded()
                        .out());
    }

    /** A diagnostic command's answer from a JVM that is on the library and has worked. */
    private static String answer(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(waiting("-XX:+UseG1GC")).redirectErrorStream(true);
        builder.environment().putAll(Segment.with(Map.of()));
        Process process = builder.start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            assertTrue(out.readLine().matches("[0-9]+"));
            String answer = Run.plain(System.getProperty("java.home") + "/bin/jcmd", "" + process.pid(), command)
                    .succeeded()
                    .out();
            process.getOutputStream().close();
            assertEquals("done", out.readLine());
            assertEquals(0, process.waitFor());
            return answer;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void trimNativeHeap() throws IOException, InterruptedException {
        String answer = answer("System.trim_native_heap");
        assertTrue(answer.matches("(?s).*Trim native heap: RSS\\+Swap: [0-9]+[KM]->[0-9]+[KM] .*"), answer);
    }

    @Test
    void nativeHeapInfo() throws IOException, InterruptedException {
        String answer = answer("System.native_heap_info");
        assertTrue(answer.contains("<malloc version=\"ashlar-1\">"), answer);
        assertTrue(answer.contains("</malloc>"), answer);
    }

    /** HotSpot adds mallinfo2's uordblks and hblkhd, and calls fordblks retained. */
    @Test
    void vmInfo() throws IOException, InterruptedException {
        String answer = answer("VM.info");
        Matcher matcher = Pattern.compile("C-Heap outstanding allocations: ([0-9]+)K, retained: ([0-9]+)K")
                .matcher(answer);
        assertTrue(matcher.find(), answer);
        long outstanding = Long.parseLong(matcher.group(1));
        long retained = Long.parseLong(matcher.group(2));
        assertTrue(outstanding > 1000 && retained > 0, matcher.group());
        assertTrue(answer.contains(Segment.LIBRARY.toString()), "the library is not among the mapped ones");
    }
}
