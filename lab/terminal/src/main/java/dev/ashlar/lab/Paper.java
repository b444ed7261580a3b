package dev.ashlar.lab;

import java.io.PrintStream;
import java.util.Locale;

/** Where findings are shown: lines of text, coloured if the reader's terminal can. */
final class Paper {
    /** Longer lines are hard to read, and shorter ones look worse than what a terminal makes of them. */
    private static final int MOST_CHARACTERS = 96;

    private static final int LEAST_CHARACTERS = 40;
    private static final int NAME_CHARACTERS = 52;

    private final PrintStream out;
    private final boolean isColoured;
    private final int lineCharacters;

    Paper(PrintStream out, boolean isColoured, int columns) {
        this.out = out;
        this.isColoured = isColoured;
        this.lineCharacters = Math.clamp(columns, LEAST_CHARACTERS, MOST_CHARACTERS);
    }

    /** The text in an ink, or as it is where there is no colour. */
    String ink(Ink ink, String text) {
        return isColoured && !text.isEmpty() ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
    }

    /** A line, formatted as by {@link String#format}. */
    void line(String format, Object... values) {
        out.println(values.length == 0 ? format : format.formatted(values));
    }

    void gap() {
        out.println();
    }

    /** Paragraphs, with an empty line between two of them, in lines of their own length. */
    void paragraphs(String text) {
        String between = "";
        for (String paragraph : text.strip().split("\n\n")) {
            out.print(between);
            StringBuilder line = new StringBuilder(" ");
            for (String word : paragraph.strip().split("\\s+")) {
                if (line.length() + 1 + word.length() > lineCharacters) {
                    out.println(line);
                    line.setLength(1);
                }
                line.append(' ').append(word);
            }
            out.println(line);
            between = System.lineSeparator();
        }
    }

    /** What was measured, with its name. */
    void figure(String name, String format, Object... values) {
        out.println("  " + padded(name, NAME_CHARACTERS) + ink(Ink.FIGURE, format.formatted(values)));
    }

    void heading(String text) {
        out.println(ink(Ink.TITLE, text));
    }

    /** To be answered on the same line. */
    void ask(String text) {
        out.print(text);
        out.flush();
    }

    /** Bytes with the unit that suits them. */
    static String bytes(long bytes) {
        if (bytes < 1 << 10) return bytes + " bytes";
        if (bytes < 1 << 20) return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        if (bytes < 1 << 30) return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
        return String.format(Locale.ROOT, "%.1f GiB", bytes / 1073741824.0);
    }

    private static String padded(String text, int columns) {
        return text.length() >= columns ? text + " " : text + " ".repeat(columns - text.length());
    }
}
