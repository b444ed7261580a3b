package dev.ashlar.lab;

import dev.ashlar.lab.Trace.Peak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Plays a trace on several mallocs, in rounds in which each has its turn, so that a machine's moods strike all of them. */
final class Contest {
    private static final int ROUNDS = 5;

    /** Whoever needs longer for the first has one round only: it is not noise that decides there. */
    private static final double LONG_SECONDS = 1;

    /** A malloc that needs longer has lost. */
    private static final long LIMIT_SECONDS = 10;

    /** The player's status if malloc has given NULL. */
    private static final int NO_MEMORY = 5;

    private final Workshop workshop;
    private final List<Contender> contenders;
    private final Map<String, String> failures = new HashMap<>();
    private final Map<String, List<Double>> seconds = new HashMap<>();
    private final Map<String, Long> peaks = new HashMap<>();
    private final Map<String, Long> visits = new HashMap<>();

    Contest(Workshop workshop, List<Contender> contenders) {
        this.workshop = workshop;
        this.contenders = contenders;
    }

    /** Complains of a trace that this machine has no memory for: some heaps would begin, and take what others need. */
    static void requireMemory(Trace trace) {
        long liveBytes = trace.peak().liveBytes();
        long memoryBytes = Workshop.memoryBytes();
        if (liveBytes > memoryBytes)
            throw new LabFailure("the trace has %s live at its peak; this machine has %s"
                    .formatted(Paper.bytes(liveBytes), Paper.bytes(memoryBytes)));
    }

    Standings run(Trace trace) {
        Path played = fileFor(trace);
        Peak peak = trace.peak();
        for (int round = 0; round < ROUNDS; round++) contenders.forEach(one -> playInTime(one, played));
        contenders.forEach(one -> playAndLook(one, played, peak));
        try {
            Files.delete(played);
        } catch (IOException failure) {
            throw new LabFailure("can't delete " + played);
        }
        return new Standings(
                trace,
                ROUNDS,
                contenders.stream().map(one -> standing(one, peak)).toList());
    }

    private Path fileFor(Trace trace) {
        Path file = workshop.freshFile("trace");
        trace.writeForPlayer(file);
        return file;
    }

    private void playInTime(Contender contender, Path trace) {
        List<Double> times = seconds.computeIfAbsent(contender.name(), _ -> new ArrayList<>());
        if (!times.isEmpty() && times.getFirst() > LONG_SECONDS) return;
        Outcome outcome = play(contender, trace, "time");
        if (!failures.containsKey(contender.name())) times.add(outcome.figure("nanoseconds") / 1e9);
    }

    private void playAndLook(Contender contender, Path trace, Peak peak) {
        Outcome outcome = play(contender.talking(), trace, "memory", Integer.toString(peak.operation()));
        if (failures.containsKey(contender.name())) return;
        peaks.put(contender.name(), outcome.figure("peak"));
        if (contender.isStep()) visits.put(contender.name(), Tables.number(outcome.err(), "visited"));
    }

    /** One turn, unless the malloc has failed before; notes it if it fails now. */
    private Outcome play(Contender contender, Path trace, String... mode) {
        if (failures.containsKey(contender.name())) return new Outcome(0, "", "");
        List<String> command =
                new ArrayList<>(List.of(workshop.program("player").toString(), trace.toString()));
        command.addAll(List.of(mode));
        Outcome outcome = workshop.runUpTo(LIMIT_SECONDS, contender.environment(), command);
        if (outcome.status() == Workshop.OUT_OF_TIME) fail(contender, "more than %d s".formatted(LIMIT_SECONDS));
        else if (outcome.status() == NO_MEMORY) fail(contender, "malloc gave NULL");
        else if (outcome.status() != 0) fail(contender, "ended with status %d".formatted(outcome.status()));
        else if (outcome.figure("damaged") != 0)
            fail(contender, "%d blocks had lost their contents".formatted(outcome.figure("damaged")));
        return outcome;
    }

    private void fail(Contender contender, String why) {
        failures.put(contender.name(), why);
    }

    private OptionalLong visited(String name) {
        return visits.containsKey(name) ? OptionalLong.of(visits.get(name)) : OptionalLong.empty();
    }

    private Standing standing(Contender contender, Peak peak) {
        String name = contender.name();
        if (failures.containsKey(name)) return Standing.failed(name, failures.get(name));
        List<Double> times = seconds.get(name).stream().sorted().toList();
        long peakBytes = Math.max(1, peaks.get(name));
        double utilisation =
                Math.min(1, (double) peak.liveBytes() / peakBytes); // pages that were there before count for nobody
        return new Standing(name, "", times.get(times.size() / 2), peakBytes, utilisation, visited(name));
    }
}
