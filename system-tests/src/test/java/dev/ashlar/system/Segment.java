package dev.ashlar.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ashlar.system.Run.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs programs on the segment heap. */
final class Segment {
    private Segment() {}

    static final Path LIBRARY = Run.ROOT.resolve("build/libashlar.so").toAbsolutePath();

    /** Linked with the library, for what calls {@code ashlar.h}. */
    static String linked(String name) {
        return Run.compiled(name, LIBRARY.toString());
    }

    static Outcome preloaded(String... command) {
        return preloaded(Map.of(), command);
    }

    static Outcome preloaded(Map<String, String> environment, String... command) {
        return Run.run(Run.WORK, with(environment), command);
    }

    /** The environment of a program that is to run on the library. */
    static Map<String, String> with(Map<String, String> environment) {
        assertTrue(Files.exists(LIBRARY), () -> LIBRARY + " is missing");
        Map<String, String> all = new HashMap<>(environment);
        all.put("LD_PRELOAD", LIBRARY.toString());
        return all;
    }
}
