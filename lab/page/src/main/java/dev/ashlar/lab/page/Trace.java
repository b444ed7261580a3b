package dev.ashlar.lab.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A trace in the format of the malloc courses: a header of three or four lines with a number each (the heap's suggested bytes, how many ids,
 * how many operations, and perhaps a weight), then a line for each operation: {@code a ID BYTES}, {@code r ID BYTES}, {@code f ID}. The
 * header may be left out, {@code @N} behind an operation says that thread N does it, and what follows a {@code #} is for readers.
 */
final class Trace {
    private Trace() {}

    static final int MOST_OPERATIONS = 20_000;

    /** Characters of a line in a message; a file that is no trace may be a single line. */
    private static final int MOST_SHOWN = 60;

    static final int MOST_THREADS = 8;
    private static final int LEAST_HEADER = 3;
    private static final int MOST_HEADER = 4;

    /** The operations of a text; a {@link Mistake} names the line and what was expected there. */
    static List<Operation> parse(String text) {
        List<Operation> operations = new ArrayList<>();
        List<Long> header = new ArrayList<>();
        Set<Integer> live = new HashSet<>();
        int number = 0;
        for (String whole : Words.lines(text)) {
            number++;
            int comment = whole.indexOf('#');
            String line = (comment < 0 ? whole : whole.substring(0, comment)).trim();
            if (line.isEmpty()) continue;
            if (operations.isEmpty() && isNumber(line)) {
                header.add(number(number, line, "a number"));
                continue;
            }
            Operation operation = operation(number, line);
            follow(live, number, operation);
            operations.add(operation);
            if (operations.size() > MOST_OPERATIONS)
                throw mistake(number, line, "no more than " + MOST_OPERATIONS + " operations");
        }
        check(header, operations);
        return operations;
    }

    private static void check(List<Long> header, List<Operation> operations) {
        if (header.isEmpty()) return;
        if (header.size() < LEAST_HEADER || header.size() > MOST_HEADER)
            throw new Mistake("the header has " + header.size()
                    + " numbers; 3 or 4 are expected: bytes of the heap, ids, operations, and perhaps a weight");
        if (header.get(2) != operations.size())
            throw new Mistake("the header says " + header.get(2) + " operations, there are " + operations.size());
        for (Operation operation : operations) {
            if (operation.id() >= header.get(1))
                throw new Mistake("the header says " + header.get(1) + " ids, and there is an id " + operation.id());
        }
    }

    private static Operation operation(int number, String line) {
        List<String> words = Words.of(line);
        int thread = 0;
        int count = words.size();
        if (words.getLast().startsWith("@")) {
            thread = (int) number(number, words.getLast().substring(1), "a thread behind @");
            if (thread >= MOST_THREADS) throw mistake(number, line, "a thread from 0 to " + (MOST_THREADS - 1));
            count--;
        }
        boolean isFree = words.get(0).equals("f");
        if (!isFree && !words.get(0).equals("a") && !words.get(0).equals("r"))
            throw mistake(number, line, "a, r or f, for allocate, reallocate or free");
        if (count != (isFree ? 2 : 3)) throw mistake(number, line, isFree ? "f ID" : words.get(0) + " ID BYTES");
        if (isFree && words.get(1).equals("-1")) return new Operation('f', Operation.NO_ID, 0, thread);
        long id = number(number, words.get(1), "an id");
        if (id >= Integer.MAX_VALUE) throw mistake(number, words.get(1), "an id below 2147483647");
        long sizeBytes = isFree ? 0 : number(number, words.get(2), "a number of bytes");
        return new Operation(words.get(0).charAt(0), (int) id, sizeBytes, thread);
    }

    /** What may be freed has been allocated, and not been freed. */
    private static void follow(Set<Integer> live, int number, Operation operation) {
        if (operation.id() == Operation.NO_ID) return;
        boolean isLive = live.contains(operation.id());
        switch (operation.kind()) {
            case 'a' -> {
                if (isLive) throw mistake(number, operation.toString(), "an id that is not in use");
                live.add(operation.id());
            }
            case 'r' -> live.add(operation.id());
            default -> {
                if (!isLive) throw mistake(number, operation.toString(), "an id that is in use");
                live.remove(operation.id());
            }
        }
    }

    private static boolean isNumber(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') return false;
        }
        return !word.isEmpty();
    }

    private static long number(int line, String word, String expected) {
        if (!isNumber(word)) throw mistake(line, word, expected + ", 0 or more,");
        long value = 0;
        for (int i = 0; i < word.length(); i++) {
            int digit = word.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) throw mistake(line, word, expected + " below 2\u2076\u00b3");
            value = value * 10 + digit;
        }
        return value;
    }

    private static Mistake mistake(int line, String found, String expected) {
        String shown = found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "\u2026";
        return new Mistake("line " + line + ": \u201c" + shown + "\u201d, where " + expected + " is expected");
    }
}
