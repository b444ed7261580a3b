package dev.ashlar.remote;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the heaps are compiled for, and how a program for it is run here. */
enum Machine {
    WINDOWS(3, 4096, "x86_64-w64-mingw32-gcc", List.of("-ladvapi32", "-lntdll", "-l:libwinpthread.a"), "wine64"),
    AARCH64(1, 4096, "aarch64-linux-gnu-gcc", List.of("-pthread"), "qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"),
    AARCH64_64K(
            1,
            65_536,
            "aarch64-linux-gnu-gcc",
            List.of("-pthread"),
            "qemu-aarch64",
            "-p",
            "65536",
            "-L",
            "/usr/aarch64-linux-gnu");

    /** As {@link dev.ashlar.platform.Os#family} says it. */
    final int family;

    final long pageBytes;
    final String compiler;
    final List<String> flags;
    private final List<String> emulator;

    Machine(int family, long pageBytes, String compiler, List<String> flags, String... emulator) {
        this.family = family;
        this.pageBytes = pageBytes;
        this.compiler = compiler;
        this.flags = flags;
        this.emulator = List.of(emulator);
    }

    /** The one that this run of the tests is for. */
    static Machine chosen() {
        return valueOf(System.getProperty("ashlar.machine"));
    }

    /** The command that runs a program; without compiler or emulator, the test is skipped. */
    List<String> command(String... program) {
        require(compiler);
        String path = require(emulator.getFirst());
        return Stream.of(Stream.of(path), emulator.stream().skip(1), Stream.of(program))
                .flatMap(words -> words)
                .toList();
    }

    /** Where a program is; Debian has Wine's beside the path. */
    private static String require(String name) {
        var found = Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/lib/wine"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), name + " is not installed");
        return found.get().toString();
    }
}
