package dev.ashlar.lab;

/** Colours of a terminal, by what they mean here. */
enum Ink {
    TITLE("1"),
    QUIET("2"),
    HEADER("33"),
    LIVE("32"),
    FREE("34"),
    ALARM("31"),
    FIGURE("36");

    final String code;

    Ink(String code) {
        this.code = code;
    }
}
