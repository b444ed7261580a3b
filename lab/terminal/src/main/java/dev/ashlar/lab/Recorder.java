package dev.ashlar.lab;

import dev.ashlar.lab.Trace.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs a program under a library of ours that writes down what it, and what it starts, ask of malloc. */
final class Recorder {
    private Recorder() {}

    /** Records a program that reads and writes as ours does, into {@code trace}. */
    static Recording record(Workshop workshop, Path trace, List<String> command) {
        Path folder = freshFolder(workshop);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment(workshop, folder));
        Recording recording;
        try {
            int status = builder.start().waitFor();
            recording = gathered(folder, status, command.getFirst());
        } catch (IOException failure) {
            throw new LabFailure("can't run %s: %s".formatted(command.getFirst(), failure.getMessage()));
        } catch (InterruptedException interrupted) {
            throw new LabFailure("interrupted");
        }
        recording.trace().write(trace);
        return recording;
    }

    /** Records a program whose output nobody wants. */
    static Recording record(Workshop workshop, List<String> command) {
        Path folder = freshFolder(workshop);
        Outcome outcome = workshop.run(environment(workshop, folder), command);
        return gathered(folder, outcome.status(), command.getFirst());
    }

    private static Map<String, String> environment(Workshop workshop, Path folder) {
        return Map.of(
                "LD_PRELOAD", workshop.preload("recorder").toString(),
                "LAB_RECORD", folder.resolve("process").toString());
    }

    private static Path freshFolder(Workshop workshop) {
        try {
            return Files.createTempDirectory(workshop.folder(), "record");
        } catch (IOException failure) {
            throw new LabFailure("can't make a folder in %s: %s".formatted(workshop.folder(), failure.getMessage()));
        }
    }

    /** Of all processes the one that asked most; removes the folder. */
    private static Recording gathered(Path folder, int status, String program) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.toList();
            List<Operation> most = List.of();
            for (Path file : files) {
                List<Operation> operations = operations(file);
                if (operations.size() > most.size()) most = operations;
                Files.delete(file);
            }
            Files.delete(folder);
            if (most.isEmpty())
                throw new LabFailure(
                        program + " asked nothing of malloc that could be recorded (is it statically linked?)");
            int ids = (int)
                    most.stream().filter(one -> one.letter() == Trace.ALLOCATE).count();
            return new Recording(new Trace(ids, most), files.size(), status);
        } catch (IOException failure) {
            throw new LabFailure("can't read the recording in " + folder);
        }
    }

    private static List<Operation> operations(Path file) throws IOException {
        List<Operation> operations = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            String[] words = line.split(" ");
            long sizeBytes = words.length > 2 ? Long.parseLong(words[2]) : 0;
            operations.add(new Operation(words[0].charAt(0), Integer.parseInt(words[1]), sizeBytes));
        }
        return operations;
    }
}
