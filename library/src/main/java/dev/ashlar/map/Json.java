package dev.ashlar.map;

import java.util.Locale;

/** Writes JSON, one value after the other. */
final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean isFirst = true;

    Json open(char bracket) {
        separate();
        text.append(bracket);
        isFirst = true;
        return this;
    }

    Json close(char bracket) {
        text.append(bracket);
        isFirst = false;
        return this;
    }

    /** What is written next is the value of a field. */
    Json name(String name) {
        string(name);
        text.append(':');
        isFirst = true;
        return this;
    }

    Json field(String name, long value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    /** To four digits; null for what is no number. */
    Json field(String name, double value) {
        name(name).separate();
        text.append(Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "null");
        return this;
    }

    Json field(String name, boolean value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    Json field(String name, String value) {
        return name(name).string(value);
    }

    Json address(String name, long address) {
        return field(name, Units.address(address));
    }

    /** Of characters beyond ASCII and those that end a script in a page, the numbers. */
    Json string(String value) {
        separate();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') text.append('\\').append(c);
            else if (c < ' ' || c > '~' || c == '<' || c == '&' || c == '>') text.append("\\u%04x".formatted((int) c));
            else text.append(c);
        }
        text.append('"');
        return this;
    }

    Json number(long value) {
        separate();
        text.append(value);
        return this;
    }

    /** A line of its own for what follows. */
    Json line() {
        if (!isFirst) text.append(',');
        text.append('\n');
        isFirst = true;
        return this;
    }

    private void separate() {
        if (!isFirst) text.append(',');
        isFirst = false;
    }

    int length() {
        return text.length();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
