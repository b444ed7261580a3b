package dev.ashlar.arrow.suites;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run of a suite of Arrow's has left allocated, by test class.
 *
 * @param managers of the blocks, the names of their classes, as seen at the begin and after every test class
 * @param left live blocks at the end of each test class that were not there at its begin
 */
record SuiteRecord(Set<String> managers, Map<String, Long> left) {
    /** The file of a run; {@code who} is whose manager has the blocks. */
    static Path file(Path folder, String suite, String who) {
        return folder.resolve(suite + "-" + who + ".txt");
    }

    static SuiteRecord read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Map<String, Long> left = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ");
            left.put(parts[0], Long.parseLong(parts[1]));
        }
        return new SuiteRecord(Set.of(lines.getFirst().split(" ")), left);
    }

    void write(Path file) {
        List<String> lines = new ArrayList<>(List.of(String.join(" ", managers)));
        left.forEach((name, blocks) -> lines.add(name + " " + blocks));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The test classes that have left more than in {@code other}, and how many blocks more. */
    Map<String, Long> beyond(SuiteRecord other) {
        Map<String, Long> more = new TreeMap<>();
        left.forEach((name, blocks) -> {
            long extra = blocks - other.left.getOrDefault(name, 0L);
            if (extra > 0) more.put(name, extra);
        });
        return more;
    }
}
