package dev.ashlar.system;

import static dev.ashlar.system.Run.ashlar;
import static dev.ashlar.system.Run.assertComplaint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ./ashlar bench jvm: that it measures, and whom; never how fast anyone is. */
final class JvmBenchTest {
    private static final String CELL = " +[0-9.]+ ±[0-9.]+( [0-9]+B)?";

    @ParameterizedTest
    @ValueSource(strings = {"--rounds=1", "--processor-time"})
    void rowsAreMeasuredAndComeInATable(String option) {
        byte[] bytes = ashlar("bench", "jvm", "--quick", option, "segment-32")
                .succeeded()
                .out()
                .getBytes(StandardCharsets.ISO_8859_1);
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("(processor )?ns +goal +Ashlar +JDK arena"), lines::toString);
        assertTrue(lines.get(2).matches("segment-32 +(yes|no) ≤[0-9.]+" + CELL + CELL), lines::toString);
    }

    /** Netty's, Arrow's and LWJGL's jars fit each other: each of the peers allocates. */
    @Test
    void everyPeerIsThere() {
        String out = ashlar("bench", "jvm", "--quick", "cold").succeeded().out();
        assertTrue(out.contains("Netty pooled") && out.contains("adaptive") && !out.contains("FAIL"), out);
    }

    @Test
    void whatIsNoRowGoesToJmh() {
        String listed = ashlar("bench", "jvm", "PoolBench", "-l").succeeded().out();
        assertTrue(listed.contains("dev.ashlar.bench.PoolBench.poolReplace\n"), listed);
        String all = ashlar("bench", "jvm", "-l").succeeded().out();
        assertTrue(all.contains("dev.ashlar.bench.allocators.Mimalloc.freedByAnother\n"), all);
    }

    @Test
    void badInputGetsOneLine() {
        assertComplaint(2, "no row 'quake'; there is confined, shared,", ashlar("bench", "jvm", "quake"));
        assertComplaint(2, "no row 'quake'", ashlar("bench", "jvm", "--quick", "quake"));
        assertComplaint(2, "--rounds 0: at least 1", ashlar("bench", "jvm", "--rounds", "0"));
        assertComplaint(2, "--frobnicate", ashlar("bench", "jvm", "--frobnicate"));
        assertComplaint(2, "JMH: z is not", ashlar("bench", "jvm", "-zz"));
        assertComplaint(2, "JMH: z is not", ashlar("bench", "jvm", "cold", "--", "-zz"));
    }
}
