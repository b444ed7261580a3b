package dev.ashlar.lab;

import dev.ashlar.lab.Trace.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads traces in the format of malloc courses.
 * <pre>
 *   20000     a suggested heap size, of no use here
 *   3         ids
 *   5         operations
 *   1         a weight: some have it, some have not
 *   a 0 512   allocate       r 0 640   resize       f 0   free       f -1   free NULL
 * </pre>
 * Whatever else stands there is refused: the line, what was expected and what was found.
 */
final class TraceReader {
    private static final int HEADER_LINES = 3;

    /** So many a list of operations may have, and the player's file. */
    private static final int MOST = 100_000_000;

    /** As the ladder has it: more than any machine has. */
    private static final long MOST_BYTES = 1L << 46;

    private final Path file;
    private final List<String> lines;
    private final BitSet live = new BitSet();
    private int at;

    TraceReader(Path file) {
        this.file = file;
        try {
            this.lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw new LabFailure("%s: %s".formatted(file, Files.exists(file) ? "can't be read" : "no such file"));
        }
    }

    Trace read() {
        number("the suggested heap size", Long.MAX_VALUE);
        int ids = (int) number("the number of ids", MOST);
        int count = (int) number("the number of operations", MOST);
        if (at < lines.size() && lines.get(at).strip().matches("\\d+")) number("the weight", Long.MAX_VALUE);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) operations.add(operation(i, ids, count));
        for (; at < lines.size(); at++) {
            if (!lines.get(at).isBlank())
                throw wrong("the end, after the %d operations that line %d announces".formatted(count, HEADER_LINES));
        }
        return new Trace(ids, operations);
    }

    private long number(String what, long most) {
        String text = line();
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most) throw wrong(what + ", a whole number");
        at++;
        return Long.parseLong(text);
    }

    private Operation operation(int index, int ids, int count) {
        String expected = "operation %d of %d: 'a ID BYTES', 'r ID BYTES' or 'f ID'".formatted(index + 1, count);
        String[] words = line().split("\\s+");
        if (!String.join(" ", words).matches("[ar] \\d{1,9} \\d{1,18}|f -?\\d{1,9}")) throw wrong(expected);
        char letter = words[0].charAt(0);
        int id = Integer.parseInt(words[1]);
        long sizeBytes = letter == Trace.FREE ? 0 : Long.parseLong(words[2]);
        if (letter != Trace.FREE || id != Trace.NO_ID) requireSense(letter, id, ids);
        if (sizeBytes > MOST_BYTES) throw wrong("a size up to %d".formatted(MOST_BYTES));
        at++;
        return new Operation(letter, id, sizeBytes);
    }

    /** Only what is free is allocated, only what is allocated is resized or freed. */
    private void requireSense(char letter, int id, int ids) {
        if (id < 0 || id >= ids) throw wrong("an id from 0 to %d, as line 2 announces".formatted(ids - 1));
        if (letter == Trace.ALLOCATE && live.get(id)) throw wrong("an id that is not allocated already");
        if (letter != Trace.ALLOCATE && !live.get(id)) throw wrong("an id that is allocated");
        live.set(id, letter != Trace.FREE);
    }

    private String line() {
        return at < lines.size() ? lines.get(at).strip() : "";
    }

    private LabFailure wrong(String expected) {
        String found = at < lines.size() ? "'%s'".formatted(shortened(line())) : "the end of the file";
        return new LabFailure("%s:%d: expected %s; found %s".formatted(file, at + 1, expected, found));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
