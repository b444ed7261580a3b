package dev.ashlar.lab.page;

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
        return name(name).number(value);
    }

    Json field(String name, boolean value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    Json field(String name, String value) {
        return name(name).string(value);
    }

    Json number(long value) {
        separate();
        text.append(value);
        return this;
    }

    Json string(String value) {
        separate();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            if (one == '"' || one == '\\') text.append('\\').append(one);
            else if (one == '\n') text.append("\\n");
            else text.append(one < ' ' ? ' ' : one);
        }
        text.append('"');
        return this;
    }

    private void separate() {
        if (!isFirst) text.append(',');
        isFirst = false;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
