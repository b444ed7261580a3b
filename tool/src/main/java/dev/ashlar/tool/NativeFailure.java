package dev.ashlar.tool;

/** A run that says nothing about a malloc's speed; the message is the reason, in one line. */
final class NativeFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LINE_CHARACTERS = 160;

    NativeFailure(String reason) {
        super(reason);
    }

    /** A reason, and what the program said last. */
    NativeFailure(String reason, String output) {
        super(output.isBlank() ? reason : reason + ": " + lastLine(output));
    }

    private static String lastLine(String output) {
        String line = output.strip().lines().reduce("", (_, next) -> next);
        return line.substring(0, Math.min(line.length(), LINE_CHARACTERS));
    }
}
