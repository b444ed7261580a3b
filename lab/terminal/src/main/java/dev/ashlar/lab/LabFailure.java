package dev.ashlar.lab;

/** Something that the user or the machine must mend; the message is one line that says what. */
public final class LabFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabFailure(String message) {
        super(message);
    }
}
