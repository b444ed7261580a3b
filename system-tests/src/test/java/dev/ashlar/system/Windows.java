package dev.ashlar.system;

import dev.ashlar.system.Run.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs for Windows, run under Wine. They are linked with ashlar.dll; each heap has a folder in which its own library goes by that name.
 */
final class Windows {
    private Windows() {}

    static final Path LIBRARIES = Run.ROOT.resolve("build/windows").toAbsolutePath();
    static final String COMPILER = "x86_64-w64-mingw32-gcc";
    private static final Path SOURCES = Run.ROOT.resolve("system-tests/src/test/c");
    private static final Path WORK = Run.WORK.resolve("windows").toAbsolutePath();
    private static final String DEBIANS_WINE = "/usr/lib/wine/wine64"; // which is not on the path

    /** Where Wine keeps what a machine under Windows has; what it says of itself is not for the tests. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "WINEPREFIX",
            WORK.resolve("prefix").toString(),
            "WINEDEBUG",
            "-all",
            "WINEDLLOVERRIDES",
            "mscoree,mshtml=");

    private static final Set<Path> COMPILED = new HashSet<>();
    private static boolean isReady;

    /** The heaps, and the libraries that they are. */
    enum Heap {
        SEGMENT("ashlar.dll"),
        ZONE("ft_malloc.dll"),
        TLSF("ashlar-tlsf.dll"),
        GUARDED("ashlar-guarded.dll");

        final String library;

        Heap(String library) {
            this.library = library;
        }
    }

    /** Skips the test where there is no Wine or no compiler; else makes both ready. */
    static synchronized void require() {
        if (!Files.isExecutable(Path.of(DEBIANS_WINE))) Run.require("wine64");
        Run.require(COMPILER);
        if (isReady) return;
        // First of all, to stay: one that Wine starts itself ends seconds after its last client, while the next one may
        // be coming.
        create(WORK.resolve("prefix"));
        server("-p");
        wine(WORK, Map.of(), "wineboot", "--init").succeeded();
        isReady = true;
    }

    /** Ends what has been started. */
    static synchronized void end() {
        if (isReady) server("-k");
        isReady = false;
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void server(String order) {
        Path debians = Path.of(DEBIANS_WINE).resolveSibling("wineserver64");
        Run.run(WORK, ENVIRONMENT, Files.isExecutable(debians) ? debians.toString() : "wineserver", order);
    }

    /** A program of this module, "name arguments", on a heap. */
    static Outcome run(Heap heap, Map<String, String> environment, String line, String... flags) {
        String[] words = line.split(" ");
        Path folder = WORK.resolve(heap.name().toLowerCase());
        try {
            Files.createDirectories(folder);
            Path library = LIBRARIES.resolve(heap.library);
            Files.copy(library, folder.resolve("ashlar.dll"), StandardCopyOption.REPLACE_EXISTING);
            Path program = compiled(words[0], flags);
            words[0] = program.getFileName().toString();
            Files.copy(program, folder.resolve(words[0]), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, folder.resolve(words[0]).toString());
        return wine(folder, environment, command.toArray(String[]::new));
    }

    private static Path compiled(String name, String... flags) {
        Path program =
                WORK.resolve(name.replace('/', '-') + String.join("", flags).hashCode() + ".exe");
        if (!COMPILED.add(program)) return program;
        List<String> command = new ArrayList<>(List.of(
                COMPILER,
                "-std=gnu11",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-Wno-attributes", // programs that declare by themselves what the library has
                "-fno-builtin",
                "-I",
                Run.ROOT.resolve("build/include").toString(),
                "-I",
                SOURCES.resolve("windows").toString(),
                "-include",
                "posix.h",
                SOURCES.resolve(name + ".c").toString(),
                "-o",
                program.toString()));
        command.addAll(List.of(flags));
        command.addAll(List.of("-L", LIBRARIES.toString(), "-lashlar", "-lpsapi", "-l:libwinpthread.a"));
        Run.plain(command.toArray(String[]::new)).succeeded();
        return program;
    }

    private static Outcome wine(Path folder, Map<String, String> environment, String... command) {
        List<String> all =
                new ArrayList<>(List.of(Files.isExecutable(Path.of(DEBIANS_WINE)) ? DEBIANS_WINE : "wine64"));
        all.addAll(List.of(command));
        Map<String, String> variables = new HashMap<>(ENVIRONMENT);
        variables.putAll(environment);
        create(folder);
        Outcome outcome = Run.run(folder, variables, all.toArray(String[]::new));
        return new Outcome(
                outcome.status(), outcome.out().replace("\r", ""), outcome.err().replace("\r", ""));
    }
}
