package dev.ashlar.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a heap of the ladder says at exit under ASHLAR_STATS. */
final class Tables {
    private Tables() {}

    /** The number behind a word. */
    static long number(String table, String word) {
        Matcher matcher = Pattern.compile("\\b" + word + " +(\\d+)").matcher(table);
        if (!matcher.find()) throw new LabFailure("the heap did not say '%s'; it said: %s".formatted(word, table));
        return Long.parseLong(matcher.group(1));
    }
}
