package dev.ashlar.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which experiments this reader has done: their names, a line each, in a file. */
final class Progress {
    private final Path file;
    private final Set<String> done;

    Progress(Path file) {
        this.file = file;
        this.done = new TreeSet<>(lines(file));
    }

    /** What was done before; nothing if that can't be read. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException nothingYet) {
            return List.of();
        }
    }

    boolean isDone(Experiment experiment) {
        return done.contains(experiment.name());
    }

    /** The first that is not done. */
    Optional<Experiment> next() {
        return Experiments.ALL.stream().filter(one -> !isDone(one)).findFirst();
    }

    /** Remembers one; if that can't be written, until the lab is left. */
    void markDone(Experiment experiment) {
        if (!done.add(experiment.name())) return;
        try {
            Files.write(file, done);
        } catch (IOException unwritable) {
            return; // it is a convenience, and no reason to end
        }
    }
}
