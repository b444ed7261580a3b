package dev.ashlar.lab.page;

import dev.ashlar.core.ladder.Ladder;
import dev.ashlar.core.rule.Rule;
import dev.ashlar.platform.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace on one heap, on a machine of its own: forwards an operation at a time, and backwards by undoing what it wrote.
 */
final class Player {
    /** What the trace holds. */
    record Held(long payload, long sizeBytes) {}

    /** A heap: a step of the ladder or {@link #ZONE} and so on, and what the ladder's steps are told, in the ladder's own numbers. */
    record Choice(int heap, int fit, long threshold, int arenas) {}

    /** What an operation has changed: where the machine was before, and what the id stood for; and what is known after it. */
    private record Moment(
            Memory.Moment before, int id, @Nullable Held old, String said, long requested, long peakRequested) {}

    /** Heaps that come after the steps of the ladder. */
    static final int ZONE = Ladder.ARENAS + 1;

    static final int TLSF = ZONE + 1;
    static final int SEGMENT = TLSF + 1;

    /** Ids of threads: found by trial, so that the first four have the first four arenas. */
    private static final int FIRST_THREAD = 9 << 12;

    private static final int THREAD_APART = 7 << 12;
    private static final Moment START = new Moment(new Memory.Moment(0, 0), -1, null, "", 0, 0);

    private final List<Operation> operations;
    private final Memory memory = new Memory();
    private final ShownHeap heap;
    private final Map<Integer, Held> held = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();

    Player(Choice choice, List<Operation> operations) {
        this.operations = List.copyOf(operations);
        memory.use();
        heap = open(choice);
    }

    private static ShownHeap open(Choice choice) {
        return switch (choice.heap) {
            case ZONE -> new ShownZones();
            case TLSF -> new ShownTlsf();
            case SEGMENT -> new ShownSegments();
            default -> new ShownLadder(choice);
        };
    }

    /** Has the heap and its memory be this player's. */
    void use() {
        memory.use();
    }

    ShownHeap heap() {
        return heap;
    }

    int position() {
        return moments.size();
    }

    int count() {
        return operations.size();
    }

    private Moment last() {
        return moments.isEmpty() ? START : moments.getLast();
    }

    /** The operation that has been played last, or nothing before the first. */
    String played() {
        return position() == 0 ? "" : operations.get(position() - 1).toString();
    }

    /** What went wrong with it, or nothing. */
    String said() {
        return last().said;
    }

    /** What the trace holds, by id. */
    Map<Integer, Held> held() {
        return held;
    }

    /** Bytes that it has asked for and not freed. */
    long requested() {
        return last().requested;
    }

    /** The most that they were up to here. */
    long peakRequested() {
        return last().peakRequested;
    }

    /** Plays or takes back until {@code position} operations have been played. */
    void goTo(int position) {
        if (position < 0 || position > operations.size())
            throw new Mistake("there is no step " + position + "; there are " + operations.size());
        use();
        while (position() > position) back();
        while (position() < position) forward();
    }

    private void back() {
        Moment last = moments.removeLast();
        memory.backTo(last.before);
        if (last.old == null) held.remove(last.id);
        else held.put(last.id, last.old);
    }

    private void forward() {
        Operation operation = operations.get(position());
        Memory.Moment before = memory.now();
        Held old = held.get(operation.id());
        memory.runAs(FIRST_THREAD + (long) operation.thread() * THREAD_APART);
        String said = play(operation, old);
        Held now = held.get(operation.id());
        long requested = requested() + (now == null ? 0 : now.sizeBytes) - (old == null ? 0 : old.sizeBytes);
        long peak = Math.max(peakRequested(), requested);
        moments.add(new Moment(before, operation.id(), old, said, requested, peak));
    }

    private String play(Operation operation, @Nullable Held old) {
        switch (operation.kind()) {
            case 'f' -> {
                if (operation.id() == Operation.NO_ID) return "";
                if (old == null) return "id " + operation.id() + " has no block: there was no memory for it";
                int rule = heap.free(old.payload);
                if (rule != Rule.NONE) return "the heap refused it: rule " + rule;
                held.remove(operation.id());
            }
            case 'r' -> {
                if (operation.sizeBytes() == 0 && old != null) held.remove(operation.id());
                long moved = heap.realloc(old == null ? 0 : old.payload, operation.sizeBytes());
                if (moved == 0 && operation.sizeBytes() != 0) return refused(operation);
                if (moved != 0) held.put(operation.id(), new Held(moved, operation.sizeBytes()));
            }
            default -> {
                long payload = heap.malloc(operation.sizeBytes());
                if (payload == 0) return refused(operation);
                held.put(operation.id(), new Held(payload, operation.sizeBytes()));
            }
        }
        return "";
    }

    private static String refused(Operation operation) {
        return "there is no memory for " + operation.sizeBytes() + " bytes: malloc gives NULL, and nothing has changed";
    }
}
