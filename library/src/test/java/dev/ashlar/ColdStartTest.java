package dev.ashlar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first block of a process takes, in classes that are loaded for it: each takes a quarter of a millisecond, or more. */
final class ColdStartTest {
    /** Of the JDK, what only those need who ask for it: loggers, services, keys, JMX, recordings, text that is put together. */
    private static final Pattern UNWANTED = Pattern.compile(
            "(java|sun|jdk)\\..*(logg|Logg|ServiceLoader|SecureRandom|management|regex|StringConcat|Formatter).*"
                    + "|sun\\.security\\..*|jdk\\.jfr\\..*");

    /** Says whether anybody records, and is all that is asked. */
    private static final String RECORDER = "jdk.jfr.FlightRecorder";

    /** More than a program has that calls libc with one word and keeps no errno. */
    private static final int MOST_MORE = 6;

    @ParameterizedTest
    @ValueSource(strings = {"confined", "shared"})
    void nothingIsLoadedThatNobodyAskedFor(String heap) throws Exception {
        List<String> loaded = loadedBy(heap);
        assertTrue(loaded.contains("dev.ashlar.core.segment.Slot"), "the first block was allocated: " + loaded);
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(name -> UNWANTED.matcher(name).matches() && !name.equals(RECORDER))
                        .toList());
    }

    /** Those that are made at run time, for lambdas and handles, take longest. */
    @ParameterizedTest
    @ValueSource(strings = {"confined", "shared"})
    void noMoreIsMadeThanForOneDowncall(String heap) throws Exception {
        List<String> made = made(loadedBy(heap));
        assertEquals(
                List.of(),
                made.stream().filter(name -> name.startsWith("dev.ashlar.")).toList());
        List<String> least = made(loadedBy("downcall"));
        assertTrue(least.size() > 10, "they are seen: " + least);
        assertTrue(
                made.size() <= least.size() + MOST_MORE,
                "%d, and %d for a downcall: %s".formatted(made.size(), least.size(), made));
    }

    private static List<String> made(List<String> loaded) {
        return loaded.stream().filter(name -> name.contains("/0x")).toList();
    }

    /** The classes that {@link ColdProgram} loads, from its first line to its last. */
    private static List<String> loadedBy(String what) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+load:stdout:none",
                        "-cp",
                        System.getProperty("ashlar.classes"),
                        ColdProgram.class.getName(),
                        what)
                .redirectErrorStream(true)
                .start();
        List<String> names = process.inputReader()
                .lines()
                .map(line -> line.substring(0, Math.max(line.indexOf(' '), 0)))
                .toList();
        assertEquals(0, process.waitFor(), names.toString());
        int first = names.indexOf(ColdProgram.class.getName());
        int last = names.indexOf(ColdProgram.class.getName() + "$Done");
        assertTrue(0 <= first && first < last, names.toString());
        return names.subList(first + 1, last);
    }
}
