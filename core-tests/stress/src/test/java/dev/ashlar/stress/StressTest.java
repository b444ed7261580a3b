package dev.ashlar.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every lock-free structure under jcstress, which runs its actors against each other some million times, in each way of
 * compiling them. {@code -Dashlar.nightly=true} tries every pairing of compilers and processors, for fifteen times as long.
 */
final class StressTest {
    @Test
    void onlyAcceptableResults() throws IOException, InterruptedException {
        Path folder = Path.of("target", "jcstress").toAbsolutePath();
        Files.createDirectories(folder);
        Path log = folder.resolve("log.txt");
        boolean isNightly = Boolean.getBoolean("ashlar.nightly");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.openjdk.jcstress.Main",
                        "-f",
                        "1",
                        "-iters",
                        "1",
                        "-time",
                        isNightly ? "3000" : "200",
                        "-sc",
                        isNightly ? "true" : "false",
                        "-af",
                        isNightly ? "LOCAL" : "NONE",
                        "-v",
                        "-r",
                        folder.resolve("results").toString(),
                        "-jvmArgsPrepend",
                        "--enable-native-access=ALL-UNNAMED"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        String said = Files.readString(log);
        assertEquals(0, status, () -> said.substring(Math.max(0, said.length() - 5000)));
        assertTrue(said.contains("Failed tests: No matches."), said);
        assertTrue(said.contains("Error tests: No matches."), said);
        for (String name : List.of(
                "TwoPush",
                "PushAndCollect",
                "TwoPushToAnAbandonedPage",
                "PushAndReclaim",
                "TwoTakeAPooledPage",
                "TakeAndLastPush",
                "AbandonAndPush",
                "TwoClaim",
                "ClaimAndRelease",
                "IdleHeaps")) assertTrue(said.contains(name), () -> name + " did not run:\n" + said);
    }
}
