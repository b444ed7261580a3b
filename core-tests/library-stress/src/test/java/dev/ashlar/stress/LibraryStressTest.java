package dev.ashlar.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What threads of the Java library share, under jcstress, which runs its actors against each other some hundred thousand times, as
 * HotSpot likes to compile them. {@code -Dashlar.nightly=true} tries every pairing of compilers and processors, for longer.
 */
final class LibraryStressTest {
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
                        "-jvmArgs",
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
                "TwoHoldersOfAStripe",
                "FreeAndMalloc",
                "TwoClose",
                "TwoReserve",
                "ReserveAndRelease",
                "AwaitAndRelease",
                "GrowAndSpare")) assertTrue(said.contains(name), () -> name + " did not run:\n" + said);
    }
}
