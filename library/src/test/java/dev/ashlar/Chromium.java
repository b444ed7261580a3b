package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A browser, where there is one. */
final class Chromium {
    private Chromium() {}

    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--dump-dom");

    /** What a page has become once its scripts have run. Skips the test where there is no browser. */
    static String opened(Path page) throws IOException, InterruptedException {
        Path chromium = Path.of("/usr/bin/chromium");
        assumeTrue(Files.isExecutable(chromium), "chromium is missing");
        Path profile = Files.createTempDirectory("chromium");
        List<String> command = Stream.of(
                        Stream.of(chromium.toString()),
                        OPTIONS.stream(),
                        Stream.of("--user-data-dir=" + profile, page.toUri().toString()))
                .flatMap(part -> part)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return dom;
    }
}
