package dev.ashlar.lab;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a program ended, and what it wrote. A {@code status} of more than 128 is a signal's number and 128. */
record Outcome(int status, String out, String err) {
    /** Itself if the program exited with 0. */
    Outcome succeeded(String program) {
        if (status == 0) return this;
        String last = err.strip().lines().reduce("it wrote nothing", (_, next) -> next);
        throw new LabFailure("%s ended with status %d: %s".formatted(program, status, last));
    }

    /** The figures that a program of ours has written: lines of a name and a number. */
    Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        out.lines().forEach(line -> {
            String[] words = line.split(" ");
            if (words.length == 2 && words[1].matches("-?\\d{1,18}")) figures.put(words[0], Long.valueOf(words[1]));
        });
        return figures;
    }

    /** One of them. */
    long figure(String name) {
        Long value = figures().get(name);
        if (value == null)
            throw new LabFailure("a program of the lab did not say '%s'; it said: %s".formatted(name, out));
        return value;
    }
}
